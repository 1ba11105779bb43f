/*
 * forkcast boxes: writes the boxes, a box a line. With -l it writes more about
 * each, which the server tells only to members: it joins the group of each box
 * in turn, asks, and leaves it again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "script/cmd.h"
#include "script/script.h"
#include "session/option.h"
#include "session/standard.h"
#include "shared/date.h"
#include "shared/die.h"
#include "text/render.h"

static const struct usage usage = {
	"usage: forkcast boxes [-hV] [-C COMMAND] [-n NAME] [-s ADDRESS] [-t SECONDS]\n"
	"       forkcast boxes -l [-hV] [-C COMMAND] [-n NAME] [-s ADDRESS]\n"
	"       [-t SECONDS] [BOX]...",
	"l" SCRIPT_OPTIONS,
	"Print one line per box: its name, and the numbers of items that "
	"wait, items\nthat are taken, and clients that take from it.\n\n"
	"  -l             Print more: who may take, bytes, dates, and the "
	"creator.\n" SCRIPT_HELP,
};

/* The exit status if a box does not exist. */
#define NOT_THERE 1

/* Room for "BOX WAITING TAKEN TAKERS". */
#define SHORT_ROOM (LIMIT_GROUP + 3 * (1 + STR_DIGITS) + 1)

static struct {
	struct script script;
	bool details; /* -l */
	bool listing; /* until the list of all boxes has come */
	bool chosen; /* the boxes to be shown are on the command line */
	/* With -l: the boxes to be shown, as in short or by their name. */
	char (*list)[SHORT_ROOM];
	size_t count;
	size_t next; /* that is asked for */
	bool found; /* that box is there */
	bool missed; /* one was not */
} boxes;

static void
boxes_add(struct str words)
{
	const size_t size = (boxes.count + 1) * sizeof(*boxes.list);
	char(*list)[SHORT_ROOM] = realloc(boxes.list, size);

	if (list == NULL)
		die_errno(EX_OSERR, "no memory for a list of boxes");
	boxes.list = list;
	(void)snprintf(list[boxes.count++], SHORT_ROOM, "%.*s", (int)words.len,
	    words.at); /* fits */
}

/* Returns the name of the box that is asked for. */
static struct str
next_name(void)
{
	struct str words = str_from(boxes.list[boxes.next]);

	return str_word(&words);
}

static void
print(struct str word, const char *after)
{
	if (!boxes.script.over &&
	    printf("%.*s%s", (int)word.len, word.at, after) < 0)
		script_fail_output(&boxes.script);
}

static struct str
print_words(struct str words, size_t count)
{
	for (; words.at != NULL && count > 0; count--)
		print(str_word(&words), " ");
	return words;
}

static struct str
print_dates(struct str words, size_t count)
{
	for (; words.at != NULL && count > 0; count--) {
		char room[DATE_TEXT];
		uint64_t time = 0;
		(void)str_to_number(str_word(&words), UINT64_MAX, &time);
		print(time > 0 ? date_text(time, room) : STR("-"), " ");
	}
	return words;
}

/* Returns "BOX WAITING TAKEN TAKERS" of the line. */
static struct str
short_of(const struct command *line, char room[SHORT_ROOM])
{
	struct buf words;

	buf_init(&words, room, SHORT_ROOM);
	(void)BUF_CAT(&words, line->arg[0], STR(" "), line->arg[1], STR(" "),
	    line->arg[2], STR(" "), line->arg[3]); /* fits */
	return buf_str(&words);
}

static void
take_box(const struct command *line)
{
	char room[SHORT_ROOM];
	const struct str words = short_of(line, room);

	if (!boxes.details) {
		print(words, "\n");
	} else if (line->count == 4) {
		boxes_add(words);
	} else {
		boxes.found = true;
		print(words, " ");
		print(print_dates(print_words(line->arg[4], 2), 3), "\n");
	}
}

/* Joins the group of the next box, or ends. */
static void
ask_next(void)
{
	boxes.found = false;
	if (boxes.next < boxes.count)
		SESSION_SAY(
		    &boxes.script.session, VERB_JOIN, STR("join"), next_name());
	else
		script_end(&boxes.script, boxes.missed ? NOT_THERE : EX_OK);
}

static void
take_join(const struct command *line)
{
	struct session *session = &boxes.script.session;
	const struct str name = next_name();
	char why[SCRIPT_MESSAGE / 2];

	if (line->rule->verb == VERB_JOIN) {
		SESSION_SAY(session, VERB_BOXES, STR("boxes"), name);
		SESSION_SAY(session, VERB_LEAVE, STR("leave"), name);
	} else if (boxes.chosen) {
		script_fail(&boxes.script, EX_NOPERM, "cannot join %.*s: %s",
		    (int)name.len, name.at,
		    render_string(why, sizeof(why), &line->arg[2], 1));
	} else {
		print(str_from(boxes.list[boxes.next++]), " - - - - - -\n");
		ask_next();
	}
}

/* Goes on to the next box. One that was listed may be gone by now. */
static void
take_leave(void)
{
	const struct str name = next_name();

	if (boxes.chosen && !boxes.found) {
		complain("no such box: %.*s", (int)name.len, name.at);
		boxes.missed = true;
	}
	boxes.next++;
	ask_next();
}

static void
take_list(const struct command *line)
{
	char why[SCRIPT_MESSAGE / 2];

	boxes.listing = false;
	if (line->rule->verb == VERB_ERR)
		script_fail(&boxes.script, EX_NOPERM,
		    "cannot list the boxes: %s",
		    render_string(why, sizeof(why), &line->arg[2], 1));
	else if (!boxes.details)
		script_end(&boxes.script, EX_OK);
	else
		ask_next();
}

static void
cmd_boxes_take_line(const struct command *line)
{
	const enum verb answered = session_answered(&boxes.script.session);

	if (line->rule->verb == VERB_BOX)
		take_box(line);
	else if (answered == VERB_BOXES && boxes.listing)
		take_list(line);
	else if (answered == VERB_JOIN)
		take_join(line);
	else if (answered == VERB_LEAVE)
		take_leave();
}

static void
read_options(struct script_options *options, int argc, char *const *argv)
{
	static const struct script_option own[] = {
		{ 'l', .flag = &boxes.details },
		{ 0 },
	};

	script_read_options(options, &usage, own, argc, argv);
	if (optind < argc && !boxes.details)
		script_usage(options, "a box needs -l");
	option_check_groups(argv + optind);
	for (int i = optind; i < argc; i++)
		boxes_add(str_from(argv[i]));
	boxes.chosen = boxes.count > 0;
}

static void
cmd_boxes_begin(void)
{
	if (boxes.chosen) {
		ask_next();
		return;
	}
	boxes.listing = true;
	SESSION_SAY(&boxes.script.session, VERB_BOXES, STR("boxes"));
}

int
cmd_boxes(int argc, char *const *argv)
{
	static char *const none[] = { NULL };
	struct script_options options;
	struct pollfd set[1];
	struct command line;

	read_options(&options, argc, argv);
	standard_need_output();
	script_begin(&boxes.script, &options, none);
	if (!boxes.script.over)
		cmd_boxes_begin();
	while (!boxes.script.over) {
		script_wait(&boxes.script, set, COUNT(set), WAIT_FOR_EVER);
		while (!boxes.script.over && script_take(&boxes.script, &line))
			cmd_boxes_take_line(&line);
	}
	if (fflush(stdout) != 0)
		script_fail_output(&boxes.script);
	free(boxes.list);
	return script_finish(&boxes.script);
}
