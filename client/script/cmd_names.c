/*
 * forkcast names: writes the members of a group, a name a line. forkcast boxes:
 * writes the boxes, a box a line.
 */
#include <stdio.h>
#include <unistd.h>

#include "script/cmd.h"
#include "script/script.h"
#include "session/option.h"
#include "session/standard.h"
#include "shared/die.h"
#include "text/render.h"

static struct script script;

/* Prints "NAME NAME ...", each name on a line. */
static void
print_names(const struct command *line)
{
	struct str names = line->arg[1];

	while (names.at != NULL && !script.over) {
		const struct str name = str_word(&names);
		if (printf("%.*s\n", (int)name.len, name.at) < 0)
			script_fail_output(&script);
	}
}

/* Prints "box BOX WAITING TAKEN TAKERS". */
static void
print_box(const struct command *line)
{
	for (size_t i = 0; i < line->count && !script.over; i++)
		if (printf("%s%.*s", i > 0 ? " " : "", (int)line->arg[i].len,
			line->arg[i].at) < 0)
			script_fail_output(&script);
	if (!script.over && printf("\n") < 0)
		script_fail_output(&script);
}

static const struct form {
	enum verb verb;
	enum verb answer; /* any number of these come before the ok */
	struct str word;
	struct usage usage;
	int groups; /* number of arguments */
	const char *wrong; /* complaint about any other number */
	void (*print)(const struct command *line);
} names_form = {
	VERB_NAMES,
	VERB_NAMES,
	LIT("names"),
	{ "usage: forkcast names [-hV] [-n NAME] [-s ADDRESS] [-t SECONDS] "
	  "GROUP",
	    SCRIPT_OPTIONS,
	    "Print the names of the members of GROUP, one per line.\n"
	    "\n" SCRIPT_HELP },
	1,
	"expected one group",
	print_names,
}, boxes_form = {
	VERB_BOXES,
	VERB_BOX,
	LIT("boxes"),
	{ "usage: forkcast boxes [-hV] [-n NAME] [-s ADDRESS] [-t SECONDS]",
	    SCRIPT_OPTIONS,
	    "Print one line per box: its name, and the numbers of items that "
	    "wait, items\nthat are taken, and clients that take from it.\n"
	    "\n" SCRIPT_HELP },
	0,
	"unexpected argument",
	print_box,
};

static void
cmd_names_take_line(
    const struct form *form, const struct command *line, const char *group)
{
	char why[SCRIPT_MESSAGE / 2];

	if (line->rule->verb == form->answer)
		form->print(line);
	else if (line->rule->verb == VERB_OK)
		script_end(&script, EX_OK);
	else if (line->rule->verb == VERB_ERR)
		script_fail(&script, EX_NOPERM, "cannot list %s: %s",
		    group != NULL ? group : "the boxes",
		    render_string(why, sizeof(why), &line->arg[2], 1));
}

/* Sends the command. The group is null if none is wanted. */
static void
cmd_names_say(const struct form *form, const char *group)
{
	if (group != NULL)
		SESSION_SAY(
		    &script.session, form->verb, form->word, str_from(group));
	else
		SESSION_SAY(&script.session, form->verb, form->word);
}

static int
cmd_names_run(const struct form *form, int argc, char *const *argv)
{
	static char *const none[] = { NULL };
	struct script_options options;
	struct pollfd set[1];
	struct command line;

	script_read_options(&options, argc, argv, &form->usage);
	if (argc - optind != form->groups)
		script_usage(&options, form->wrong);
	option_check_groups(argv + optind);
	standard_need_output();
	script_begin(&script, &options, none);
	if (!script.over)
		cmd_names_say(form, argv[optind]);
	while (!script.over) {
		script_wait(&script, set, COUNT(set), WAIT_FOR_EVER);
		while (!script.over && script_take(&script, &line))
			cmd_names_take_line(form, &line, argv[optind]);
	}
	if (fflush(stdout) != 0)
		script_fail_output(&script);
	return script_finish(&script);
}

int
cmd_names(int argc, char *const *argv)
{
	return cmd_names_run(&names_form, argc, argv);
}

int
cmd_boxes(int argc, char *const *argv)
{
	return cmd_names_run(&boxes_form, argc, argv);
}
