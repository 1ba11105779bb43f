/*
 * forkcast fifo: the chat as a tree of directories. Lines written into a FIFO
 * are sent, and the server's lines are appended to a file.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "script/cmd.h"
#include "script/hear/fifo_out.h"
#include "script/hear/follow.h"
#include "script/hear/places.h"
#include "script/script.h"
#include "session/option.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/names.h"
#include "text/plural.h"
#include "text/render.h"

static const struct usage usage = {
	"usage: forkcast fifo [-hRV] [-C COMMAND] [-n NAME] [-s ADDRESS] [-t SECONDS]\n"
	"       DIRECTORY [GROUP]...",
	"R" SCRIPT_OPTIONS,
	"Chat in each GROUP through FIFOs and files in DIRECTORY.\n\n"
	"  -R             Reconnect when the connection is lost.\n" SCRIPT_HELP,
};

/* How often we check that our FIFOs still exist. */
#define CHECK_PERIOD (2 * SEC)

static struct {
	struct script script;
	usec checked; /* time of the last check */
	struct pollfd *set; /* the server, and each place */
	struct place *asked[SESSION_OWED]; /* places of unanswered lines */
	size_t waiting; /* number of places in asked */
	bool held; /* the root's next line waits for an answer */
	bool closing; /* after a signal: only lines from before it are sent */
	uint64_t unseen; /* the first letter that could not be written; or 0 */
} tree;

/* Returns whether this is the answer to a line for a group. */
static bool
is_answer(const struct command *line)
{
	const struct str me = session_name(&tree.script.session);

	if (line->rule->verb == VERB_MSG)
		return str_caseeq(line->arg[2], me);
	return line->rule->verb == VERB_ERR &&
	    str_eq(line->arg[0], STR("send"));
}

/* Takes an answer; returns true if it refuses a line to be sent again. */
static bool
cmd_fifo_take_answer(const struct command *line)
{
	const bool refused = line->rule->verb == VERB_ERR &&
	    str_eq(line->arg[1], code_word(CODE_SLOW_DOWN));
	struct place *place;

	if (!is_answer(line) || tree.waiting == 0)
		return false;
	place = tree.asked[0];
	tree.waiting--;
	for (size_t i = 0; i < tree.waiting; i++)
		tree.asked[i] = tree.asked[i + 1];
	if (place == NULL)
		return false;
	(void)outbox_answer(&place->outbox, refused);
	return refused;
}

/* Gives up all unanswered lines: the connection is lost. */
static void
lose(void)
{
	for (struct place *place = places_first(); place != NULL;
	     place = place->next)
		outbox_forget(&place->outbox);
	if (tree.waiting > 0)
		complain("%zu %s: no reply", tree.waiting,
		    plural(tree.waiting, "line", "lines"));
	tree.waiting = 0;
}

static void
cmd_fifo_lost(void)
{
	lose();
	follow_lost();
}

/* Shows an event that follow.c has fetched or kept. */
static void
show_past(const struct command *event, struct str line)
{
	(void)line; /* the event has all of it */
	fifo_out_show(event);
}

/* Returns true: "out" is a file, which takes any number of events. */
static bool
has_room_for_past(void)
{
	return true;
}

/* Returns whether this is an event of the verb, caused by ourselves. */
static bool
is_own(const struct command *line, enum verb verb)
{
	return line->rule->verb == verb &&
	    str_caseeq(line->arg[2], session_name(&tree.script.session));
}

/*
 * Writes into a place's "out" how many of its lines are not sent, and returns
 * their number.
 */
static size_t
count_unsaid(struct place *place)
{
	const size_t count = place_rest(place);

	if (count == 0)
		return 0;
	FIFO_OUT_REMARK(place, DECIMAL(count), STR(" "),
	    str_from(plural(count, "line", "lines")), STR(" not sent"));
	return count;
}

/* Removes a place. Its unanswered lines no longer belong to any place. */
static void
remove_place(struct place *place)
{
	for (size_t i = 0; i < tree.waiting; i++)
		if (tree.asked[i] == place)
			tree.asked[i] = NULL;
	const size_t refused = outbox_refused(&place->outbox);
	if (refused > 0)
		complain("%zu %s to %.*s refused with slow-down", refused,
		    plural(refused, "line", "lines"), (int)place->group_len,
		    place->group);
	const size_t unsaid = count_unsaid(place);
	if (unsaid > 0)
		complain("%zu %s to %.*s not sent", unsaid,
		    plural(unsaid, "line", "lines"), (int)place->group_len,
		    place->group);
	places_remove(place);
}

/* Shows a letter, which is done if "out" can be written. */
static void
show_letter(const struct command *letter)
{
	uint64_t id;

	fifo_out_show(letter);
	if (places_root()->lost > 0 && tree.unseen == 0 &&
	    str_to_number(letter->arg[0], UINT64_MAX, &id))
		tree.unseen = id;
}

static void
cmd_fifo_take_line(const struct command *line)
{
	if (tree.script.letter.len > 0) {
		show_letter(line);
		return;
	}
	if (is_own(line, VERB_JOIN) &&
	    our_groups_has(&tree.script.session.joined, line->arg[1]) &&
	    places_add(line->arg[1]) == NULL)
		script_end(&tree.script, EX_CANTCREAT);
	if (!cmd_fifo_take_answer(line) && !follow_take(line))
		fifo_out_show(line);
	if (!is_own(line, VERB_LEAVE))
		return;
	struct place *place = places_find(line->arg[1]);
	if (place != NULL)
		remove_place(place);
}

/* Sends a line for a place, which is null if we are not in the group. */
static void
say_to(struct place *place, struct str group, struct str text)
{
	assert(tree.waiting < SESSION_OWED); /* the session owes no more */
	tree.asked[tree.waiting++] = place;
	SESSION_SAY(&tree.script.session, VERB_SEND, STR("send"), group, text);
}

/* Sends a new line to a group. */
static void
cmd_fifo_say(struct place *place, struct str group, struct str text)
{
	say_to(place, group, text);
	if (place != NULL)
		outbox_add(&place->outbox, text, 0);
}

/* Sends again the refused lines whose time has come. */
static void
say_again(void)
{
	struct str text;

	for (struct place *place = places_first(); place != NULL;
	     place = place->next) {
		if (!session_ready(&tree.script.session) ||
		    !outbox_next(&place->outbox, &text))
			continue;
		say_to(place, place_group(place), text);
		outbox_sent_again(&place->outbox);
	}
}

/* Returns whether the place has a line that was read and not taken. */
static bool
has_line(const struct place *place)
{
	const struct str input = buf_str(&place->input);

	return input.len > 0 && memchr(input.at, '\n', input.len) != NULL;
}

/* Returns whether all that was written into the FIFO is sent and answered. */
static bool
is_quiet(const struct place *place)
{
	return outbox_is_idle(&place->outbox) &&
	    (place->fd == -1 || io_pending(place->fd) == 0) && !has_line(place);
}

static bool
all_are_quiet(void)
{
	const struct place *place = places_first();

	while (place != places_root() && is_quiet(place))
		place = place->next;
	return place == places_root();
}

/* Returns whether the command would overtake lines written before it. */
static bool
has_to_wait(const struct command *command)
{
	const enum verb verb = command->rule->verb;
	const struct place *place;

	if (verb == VERB_QUIT)
		return !all_are_quiet();
	if (verb != VERB_SEND && verb != VERB_LEAVE)
		return false;
	place = places_find(command->arg[0]);
	return place != NULL && !is_quiet(place);
}

/*
 * Obeys a line of the root's FIFO: a command, with or without a slash. Returns
 * false if it has to wait.
 */
static bool
obey(struct place *root, struct str line)
{
	struct command parsed;

	if (line.at[0] == '/')
		str_drop(&line, 1);
	const enum code code = grammar_parse(line, FROM_CLIENT, &parsed);
	if (code != CODE_OK)
		fifo_out_refuse(root, code, grammar_excess(&parsed, code));
	else if (has_to_wait(&parsed))
		return false;
	else if (parsed.rule->verb == VERB_SEND)
		cmd_fifo_say(
		    places_find(parsed.arg[0]), parsed.arg[0], parsed.arg[1]);
	else
		SESSION_SAY(&tree.script.session, parsed.rule->verb, line);
	return true;
}

/* Sends a line of a group's FIFO as a text, whatever it looks like. */
static void
take_text(struct place *place, struct str line)
{
	const enum code code = text_check(line, LIMIT_TEXT);

	if (code == CODE_OK)
		cmd_fifo_say(place, place_group(place), line);
	else
		fifo_out_refuse(place, code, grammar_excess_of(ARG_TEXT, line));
}

/* Returns the limit on a line of the place. */
static struct excess
limit_of(const struct place *place)
{
	return (struct excess) { .limit = place == places_root() ? LIMIT_LINE :
								   LIMIT_TEXT };
}

/*
 * Takes the next line of a place; false if there is none, or if it has to wait.
 */
static bool
take_input(struct place *place)
{
	struct str line;

	switch (buf_line(&place->input, &line)) {
	case LINE_NONE:
		return false;
	case LINE_TOO_LONG:
		fifo_out_refuse(place, CODE_TOO_LONG, limit_of(place));
		return true;
	case LINE_WHOLE:
		break;
	}
	if (line.len > 0 && place != places_root())
		take_text(place, line);
	else if (line.len > 0 && !obey(place, line)) {
		tree.held = true;
		return false;
	}
	buf_drop_line(&place->input, line);
	return true;
}

/*
 * Takes waiting lines, as far as more may be sent. A group's next lines are
 * taken once all of its earlier ones are answered. The root comes last: a line
 * written to a group is sent before a later command to leave it.
 */
static void
take_inputs(void)
{
	tree.held = false;
	for (struct place *place = places_first(); place != NULL;
	     place = place->next)
		if (outbox_is_idle(&place->outbox))
			while (session_ready(&tree.script.session) &&
			    take_input(place))
				continue;
}

/* Returns whether one more line may be sent, to any group. */
static bool
may_speak(void)
{
	return script_joined(&tree.script) &&
	    session_ready(&tree.script.session);
}

/*
 * Returns whether to read from the place. A group's lines are read ahead, as
 * far as there is room, so that the root's next line is known to come after
 * them.
 */
static bool
is_read(const struct place *place)
{
	if (place == places_root() && tree.held)
		return false;
	return place_has_more(place);
}

/* Fills the set with the server and each place whose lines can be taken. */
static void
watch(void)
{
	const bool ready = may_speak();
	struct pollfd *set =
	    realloc(tree.set, (1 + places_count()) * sizeof(*set));

	if (set == NULL)
		die_errno(EX_OSERR, "no memory for the groups");
	tree.set = set++;
	for (const struct place *place = places_first(); place != NULL;
	     place = place->next)
		*set++ = (struct pollfd) { .fd = ready && !tree.closing &&
				is_read(place) ?
			    place->fd :
			    -1,
			.events = POLLIN };
}

/* Reads from the places that are ready. */
static void
read_inputs(void)
{
	const struct pollfd *set = tree.set + 1;

	for (struct place *place = places_first(); place != NULL;
	     place = place->next)
		if ((set++)->revents != 0)
			place_read(place);
}

/*
 * Returns when to check the FIFOs again, or to send a refused line again if
 * that is earlier; 0 if input from before the signal is still to be read.
 */
static usec
next_time(void)
{
	usec next = usec_earlier(tree.checked + CHECK_PERIOD, follow_due());

	if (!may_speak())
		return next;
	for (const struct place *place = places_first(); place != NULL;
	     place = place->next) {
		if (outbox_next_time(&place->outbox) < next)
			next = outbox_next_time(&place->outbox);
		if (tree.closing && is_read(place))
			next = 0;
	}
	return next;
}

/* Reports FIFOs that were removed: what is written there no longer comes. */
static void
check_fifos(void)
{
	if (clock_mono() < tree.checked + CHECK_PERIOD)
		return;
	tree.checked = clock_mono();
	for (struct place *place = places_first(); place != NULL;
	     place = place->next) {
		if (!place_is_gone(place))
			continue;
		complain(
		    "%s/in was removed; no longer reading it", place->path);
		FIFO_OUT_REMARK(
		    place, STR("in was removed; no longer reading it"));
	}
}

/* Ends the input at a signal: reads only what was written before it. */
static void
close_inputs(void)
{
	if (!tree.closing)
		places_close();
	tree.closing = true;
	for (struct place *place = places_first(); place != NULL;
	     place = place->next)
		if (is_read(place))
			place_read(place);
}

/* Returns whether all lines written before the signal are sent and answered. */
static bool
is_finished(void)
{
	for (const struct place *place = places_first(); place != NULL;
	     place = place->next)
		if (place->due > 0 || has_line(place) ||
		    !outbox_is_idle(&place->outbox))
			return false;
	return tree.script.session.owed_count == 0;
}

static void
cmd_fifo_turn(void)
{
	struct script *script = &tree.script;
	struct command line;

	while (!script->over && script_take(script, &line))
		cmd_fifo_take_line(&line);
	if (script->over)
		return;
	check_fifos();
	if (script->signal != 0)
		close_inputs();
	if (script_joined(script)) {
		say_again();
		take_inputs();
	}
	if (tree.closing && is_finished()) {
		script_end(script, EX_OK);
		return;
	}
	follow_go_on();
	script_report_letters(script, tree.unseen);
	watch();
	script_wait(script, tree.set, 1 + places_count(), next_time());
	read_inputs();
}

/*
 * Reports the lines that were not answered, refused or not sent, and removes
 * the FIFOs.
 */
static void
count_rest(void)
{
	size_t refused = 0;
	size_t unsaid = 0;

	for (struct place *place = places_first(); place != NULL;
	     place = place->next) {
		refused += outbox_refused(&place->outbox);
		unsaid += count_unsaid(place);
	}
	places_end();
	lose();
	if (refused > 0)
		complain("%zu %s refused with slow-down", refused,
		    plural(refused, "line", "lines"));
	if (unsaid > 0)
		complain(
		    "%zu %s not sent", unsaid, plural(unsaid, "line", "lines"));
}

int
cmd_fifo(int argc, char *const *argv)
{
	const struct follow_options follow = { .script = &tree.script,
		.take = show_past,
		.has_room = has_room_for_past };
	struct script_options options;

	script_read_options(&options, &usage, NULL, argc, argv);
	if (optind == argc)
		script_usage(&options, "missing directory");
	char *const *groups =
	    optind + 1 < argc ? argv + optind + 1 : options.groups;
	option_check_order(argv);
	option_check_groups(groups);
	places_begin(argv[optind]);
	if (atexit(places_end) != 0)
		die_errno(EX_OSERR, "cannot arrange to remove the FIFOs");
	script_begin(&tree.script, &options, groups);
	tree.script.lost = cmd_fifo_lost;
	tree.script.last_words = cmd_fifo_take_line;
	tree.script.finishes = true;
	tree.script.takes_letters = true;
	tree.script.tally = count_rest;
	if (options.returns)
		follow_begin(&follow);
	while (!tree.script.over)
		cmd_fifo_turn();
	follow_free();
	free(tree.set);
	return script_finish(&tree.script);
}
