/*
 * forkcast fifo: the chat as a tree of directories. What is written into a
 * FIFO is said, and what is said stands in a file.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "option.h"
#include "places.h"
#include "render.h"
#include "script.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "shared/names.h"

#define USAGE                                                             \
	"usage: forkcast fifo [-hR] [-n NAME] [-s ADDRESS] [-t SECONDS] " \
	"DIRECTORY [GROUP]..."

static struct {
	struct script script;
	struct pollfd *set; /* the server, and each place */
	char memory[RENDER_ROOM]; /* for one line of an "out" */
} tree;

/* Begins a line of an "out": the time in seconds since 1970. */
static struct buf
begin_line(usec time)
{
	char digits[STR_DIGITS];
	struct buf line;

	buf_init(&line, tree.memory, sizeof(tree.memory));
	(void)BUF_CAT(&line, str_number(time / SEC, digits), STR(" "));
	return line;
}

/* Ends it, in the place or, where that is gone, in the root. */
static void
end_line(struct place *place, struct buf *line)
{
	(void)BUF_CAT(line, STR("\n")); /* there is room */
	place_write(place != NULL ? place : places_root(), buf_str(line));
}

/* A line of a FIFO is not sent. */
static void
refuse(struct place *place, struct str why)
{
	struct buf line = begin_line(clock_wall());

	(void)BUF_CAT(&line, STR("-!- not sent: "), why);
	end_line(place, &line);
}

/* The time of an event, from its ID; of other lines, now. */
static usec
time_of(const struct command *line)
{
	uint64_t id;

	if (line->rule->args[0] == ARG_ID &&
	    str_to_number(line->arg[0], UINT64_MAX, &id))
		return id;
	return clock_wall();
}

/* The place that a line of the server belongs to. */
static struct place *
place_of(const struct command *line)
{
	const bool in_group =
	    line->rule->args[0] == ARG_ID && line->rule->args[1] == ARG_GROUP;

	return in_group ? places_find(line->arg[1]) : places_root();
}

/* "-!- VERB ...": the words but for the ID. */
static void
put_words(struct buf *to, const struct command *line)
{
	(void)BUF_CAT(to, STR("-!- "), line->rule->word);
	for (size_t i = 0; i < line->count; i++) {
		if (line->rule->args[i] == ARG_ID)
			continue;
		(void)BUF_CAT(to, STR(" "));
		render_text(to, line->arg[i]);
	}
}

static void
show(const struct command *line)
{
	struct buf text = begin_line(time_of(line));

	if (line->rule->verb == VERB_MSG) {
		(void)BUF_CAT(&text, STR("<"), line->arg[2], STR("> "));
		render_text(&text, line->arg[3]);
	} else if (line->rule->verb == VERB_TELL) {
		(void)BUF_CAT(&text, STR("<"), line->arg[1], STR("> -> "),
		    line->arg[2], STR(": "));
		render_text(&text, line->arg[3]);
	} else {
		put_words(&text, line);
	}
	end_line(place_of(line), &text);
}

/* Is it what we ourselves have done? */
static bool
is_own(const struct command *line, enum verb verb)
{
	return line->rule->verb == verb &&
	    str_same(line->arg[2], session_name(&tree.script.session));
}

static void
take_line(const struct command *line)
{
	if (is_own(line, VERB_JOIN) && places_add(line->arg[1]) == NULL)
		script_end(&tree.script, EX_CANTCREAT);
	show(line);
	if (!is_own(line, VERB_LEAVE))
		return;
	struct place *place = places_find(line->arg[1]);
	if (place != NULL)
		places_remove(place);
}

/* A line of the root's FIFO: a command, with or without a slash. */
static void
obey(struct place *root, struct str line)
{
	struct command parsed;

	if (line.at[0] == '/') {
		line.at++;
		line.len--;
	}
	const enum code code = grammar_parse(line, FROM_CLIENT, &parsed);
	if (code == CODE_OK)
		SESSION_SAY(&tree.script.session, parsed.rule->verb, line);
	else
		refuse(root, code_text(code));
}

/* A line of a group's FIFO, which is said whatever it looks like. */
static void
say(struct place *place, struct str line)
{
	const enum code code = text_check(line, LIMIT_TEXT);

	if (code == CODE_OK)
		SESSION_SAY(&tree.script.session, VERB_SEND, STR("send"),
		    place_group(place), line);
	else
		refuse(place, code_text(code));
}

/* Does what the next line of a place asks for; false if there is none. */
static bool
take_input(struct place *place)
{
	struct str line;

	switch (buf_line(&place->input, &line)) {
	case LINE_NONE:
		return false;
	case LINE_TOO_LONG:
		refuse(place, code_text(CODE_TOO_LONG));
		return true;
	case LINE_WHOLE:
		break;
	}
	if (line.len > 0 && place == places_root())
		obey(place, line);
	else if (line.len > 0)
		say(place, line);
	buf_drop_line(&place->input, line);
	return true;
}

/*
 * Takes the lines that wait, as far as more may be said. The root is last: who
 * writes to a group and then leaves it there has said the one before the other.
 */
static void
take_inputs(void)
{
	for (struct place *place = places_first(); place != NULL;
	     place = place->next)
		while (session_ready(&tree.script.session) && take_input(place))
			continue;
}

/* The server and each place whose lines could be taken. */
static void
watch(void)
{
	const bool ready =
	    script_joined(&tree.script) && session_ready(&tree.script.session);
	struct pollfd *set =
	    realloc(tree.set, (1 + places_count()) * sizeof(*set));

	if (set == NULL)
		die_errno(EX_OSERR, "no memory for the groups");
	tree.set = set++;
	for (const struct place *place = places_first(); place != NULL;
	     place = place->next)
		*set++ = (struct pollfd) { .fd = ready ? place->fd : -1,
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

static void
turn(void)
{
	struct script *script = &tree.script;
	struct command line;

	while (!script->over && script_take(script, &line))
		take_line(&line);
	if (script->over)
		return;
	if (script_joined(script))
		take_inputs();
	watch();
	script_wait(script, tree.set, 1 + places_count(), WAIT_FOR_EVER);
	read_inputs();
}

static void
read_options(struct script_options *options, int argc, char *const *argv)
{
	int letter;

	script_options(options, USAGE);
	while ((letter = getopt(argc, argv, "R" SCRIPT_OPTIONS)) != -1) {
		if (letter == 'R')
			options->returns = true;
		else
			script_option(options, letter);
	}
	if (optind == argc)
		script_usage(options, "no directory is given");
}

int
cmd_fifo(int argc, char *const *argv)
{
	struct script_options options;

	read_options(&options, argc, argv);
	char *const *groups =
	    optind + 1 < argc ? argv + optind + 1 : options.groups;
	option_check_groups(groups);
	places_begin(argv[optind]);
	if (atexit(places_end) != 0)
		die_errno(EX_OSERR, "cannot see to the FIFOs");
	script_begin(&tree.script, &options, groups);
	while (!tree.script.over)
		turn();
	script_leave(&tree.script);
	places_end();
	free(tree.set);
	return script_finish(&tree.script);
}
