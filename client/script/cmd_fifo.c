/*
 * forkcast fifo: the chat as a tree of directories. What is written into a
 * FIFO is said, and what is said stands in a file.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "script/cmd.h"
#include "script/fifo_out.h"
#include "script/places.h"
#include "script/script.h"
#include "session/option.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/names.h"
#include "text/plural.h"
#include "text/render.h"

static const struct usage usage = {
	"usage: forkcast fifo [-hRV] [-n NAME] [-s ADDRESS] [-t SECONDS]\n"
	"       DIRECTORY [GROUP]...",
	"R" SCRIPT_OPTIONS,
	"Chat in each GROUP through FIFOs and files in DIRECTORY.\n\n"
	"  -R             Reconnect when the connection is lost.\n" SCRIPT_HELP,
};

/* So often we look whether our FIFOs are still there. */
#define LOOK_EVERY (2 * SEC)

static struct {
	struct script script;
	usec looked; /* when we did that last */
	struct pollfd *set; /* the server, and each place */
	struct place
	    *asked[SESSION_OWED]; /* whose lines are under way: a ring */
	size_t first, waiting; /* in it */
	bool held; /* the next line of the root has to wait for an answer */
	bool closing; /* what has been written is still said, and no more */
} tree;

/* Is it the answer to a line that was said to a group? */
static bool
is_answer(const struct command *line)
{
	const struct str me = session_name(&tree.script.session);

	if (line->rule->verb == VERB_MSG)
		return str_same(line->arg[2], me);
	return line->rule->verb == VERB_ERR &&
	    str_eq(line->arg[0], STR("send"));
}

/* True if it tells that the line is to be said again. */
static bool
take_answer(const struct command *line)
{
	const bool refused = line->rule->verb == VERB_ERR &&
	    str_eq(line->arg[1], code_word(CODE_SLOW_DOWN));
	struct place *place;

	if (!is_answer(line) || tree.waiting == 0)
		return false;
	place = tree.asked[tree.first];
	tree.first = (tree.first + 1) % SESSION_OWED;
	tree.waiting--;
	if (place == NULL)
		return false;
	(void)said_answer(&place->said, refused);
	return refused;
}

/* What has no answer now will have none. */
static void
lose(void)
{
	for (struct place *place = places_first(); place != NULL;
	     place = place->next)
		said_forget(&place->said);
	if (tree.waiting > 0)
		complain("%zu %s: no reply", tree.waiting,
		    plural(tree.waiting, "line", "lines"));
	tree.waiting = 0;
}

/* Is it what we ourselves have done? */
static bool
is_own(const struct command *line, enum verb verb)
{
	return line->rule->verb == verb &&
	    str_same(line->arg[2], session_name(&tree.script.session));
}

/* What was written there and is not said: how many lines. */
static size_t
count_unsaid(struct place *place)
{
	const size_t count = place_rest(place);
	char digits[STR_DIGITS];

	if (count == 0)
		return 0;
	FIFO_OUT_REMARK(place, str_number(count, digits), STR(" "),
	    str_from(plural(count, "line", "lines")), STR(" not sent"));
	return count;
}

/* Its lines that are under way belong to nobody now. */
static void
remove_place(struct place *place)
{
	for (size_t i = 0; i < SESSION_OWED; i++)
		if (tree.asked[i] == place)
			tree.asked[i] = NULL;
	const size_t refused = said_refused(&place->said);
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

static void
take_line(const struct command *line)
{
	if (is_own(line, VERB_JOIN) &&
	    joined_has(&tree.script.session.joined, line->arg[1]) &&
	    places_add(line->arg[1]) == NULL)
		script_end(&tree.script, EX_CANTCREAT);
	if (!take_answer(line))
		fifo_out_show(line);
	if (!is_own(line, VERB_LEAVE))
		return;
	struct place *place = places_find(line->arg[1]);
	if (place != NULL)
		remove_place(place);
}

/* The place may be null, if we are not in the group. */
static void
say_to(struct place *place, struct str group, struct str text)
{
	const size_t last = (tree.first + tree.waiting) % SESSION_OWED;

	tree.asked[last] = place;
	tree.waiting++;
	SESSION_SAY(&tree.script.session, VERB_SEND, STR("send"), group, text);
}

/* A line is said to a group. */
static void
say(struct place *place, struct str group, struct str text)
{
	say_to(place, group, text);
	if (place != NULL)
		said_add(&place->said, text, 0);
}

/* What was refused for now, of those whose time has come. */
static void
say_again(void)
{
	struct str text;

	for (struct place *place = places_first(); place != NULL;
	     place = place->next) {
		if (!session_ready(&tree.script.session) ||
		    !said_next(&place->said, &text))
			continue;
		say_to(place, place_group(place), text);
		said_again(&place->said);
	}
}

/* Has it a line that was read and not taken? */
static bool
has_line(const struct place *place)
{
	const struct str input = buf_str(&place->input);

	return input.len > 0 && memchr(input.at, '\n', input.len) != NULL;
}

/* Has all been said that was written into its FIFO? */
static bool
is_quiet(const struct place *place)
{
	return said_is_idle(&place->said) &&
	    (place->fd == -1 || io_waiting(place->fd) == 0) && !has_line(place);
}

static bool
all_are_quiet(void)
{
	const struct place *place = places_first();

	while (place != places_root() && is_quiet(place))
		place = place->next;
	return place == places_root();
}

/* Would the command overtake lines that were written before it? */
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
 * A line of the root's FIFO: a command, with or without a slash. False if it
 * has to wait.
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
		say(places_find(parsed.arg[0]), parsed.arg[0], parsed.arg[1]);
	else
		SESSION_SAY(&tree.script.session, parsed.rule->verb, line);
	return true;
}

/* A line of a group's FIFO, which is said whatever it looks like. */
static void
take_text(struct place *place, struct str line)
{
	const enum code code = text_check(line, LIMIT_TEXT);

	if (code == CODE_OK)
		say(place, place_group(place), line);
	else
		fifo_out_refuse(place, code, grammar_excess_of(ARG_TEXT, line));
}

/* Of a line of which we know only that it is too long. */
static struct excess
limit_of(const struct place *place)
{
	return (struct excess) { .limit = place == places_root() ? LIMIT_LINE :
								   LIMIT_TEXT };
}

/*
 * Does what the next line of a place asks for; false if there is none, or it
 * has to wait.
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
 * Takes the lines that wait, as far as more may be said: those of a group when
 * all before them are answered. The root is last: who writes to a group and
 * then leaves it there has said the one before the other.
 */
static void
take_inputs(void)
{
	tree.held = false;
	for (struct place *place = places_first(); place != NULL;
	     place = place->next)
		if (said_is_idle(&place->said))
			while (session_ready(&tree.script.session) &&
			    take_input(place))
				continue;
}

/* May one more line be said, to any group? */
static bool
may_speak(void)
{
	return script_joined(&tree.script) &&
	    session_ready(&tree.script.session);
}

/*
 * May more be read there? Of a group also what cannot be said yet, as far as
 * there is room, so that it is known when the root's next line comes.
 */
static bool
is_read(const struct place *place)
{
	if (place == places_root() && tree.held)
		return false;
	return place_has_more(place);
}

/* The server and each place whose lines could be taken. */
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

/* Reads what can be read. */
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
 * When we look after the FIFOs again, or the first of the lines that were
 * refused may be said; at once if more can be read of what is still to be said
 * at the end.
 */
static usec
next_time(void)
{
	usec next = tree.looked + LOOK_EVERY;

	if (!may_speak())
		return next;
	for (const struct place *place = places_first(); place != NULL;
	     place = place->next) {
		if (said_until(&place->said) < next)
			next = said_until(&place->said);
		if (tree.closing && is_read(place))
			next = 0;
	}
	return next;
}

/* Tells who would wait for what is written elsewhere now. */
static void
look_after_fifos(void)
{
	if (clock_mono() < tree.looked + LOOK_EVERY)
		return;
	tree.looked = clock_mono();
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

/* A signal is the end: what was written before it is read, and then no more. */
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

/* Has all been said that was written before the signal, and answered? */
static bool
is_finished(void)
{
	for (const struct place *place = places_first(); place != NULL;
	     place = place->next)
		if (place->due > 0 || has_line(place) ||
		    !said_is_idle(&place->said))
			return false;
	return tree.script.session.owed_count == 0;
}

static void
turn(void)
{
	struct script *script = &tree.script;
	struct command line;

	while (!script->over && script_take(script, &line))
		take_line(&line);
	if (script->over)
		return;
	look_after_fifos();
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
	watch();
	script_wait(script, tree.set, 1 + places_count(), next_time());
	read_inputs();
}

/* Lines that nobody has heard, or perhaps not; and the end of the tree. */
static void
count_rest(void)
{
	size_t refused = 0;
	size_t unsaid = 0;

	for (struct place *place = places_first(); place != NULL;
	     place = place->next) {
		refused += said_refused(&place->said);
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

static void
read_options(struct script_options *options, int argc, char *const *argv)
{
	int letter;

	script_options(options, &usage, argc, argv);
	while ((letter = usage_option(&usage, argc, argv)) != -1) {
		if (letter == 'R')
			options->returns = true;
		else
			script_option(options, letter);
	}
	if (optind == argc)
		script_usage(options, "missing directory");
}

int
cmd_fifo(int argc, char *const *argv)
{
	struct script_options options;

	read_options(&options, argc, argv);
	char *const *groups =
	    optind + 1 < argc ? argv + optind + 1 : options.groups;
	option_check_order(argv);
	option_check_groups(groups);
	places_begin(argv[optind]);
	if (atexit(places_end) != 0)
		die_errno(EX_OSERR, "cannot arrange to remove the FIFOs");
	script_begin(&tree.script, &options, groups);
	tree.script.lost = lose;
	tree.script.last_words = take_line;
	tree.script.finishes = true;
	tree.script.tally = count_rest;
	while (!tree.script.over)
		turn();
	free(tree.set);
	return script_finish(&tree.script);
}
