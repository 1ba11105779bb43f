/* forkcast names: writes the members of a group, a name a line. */
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

static const struct usage usage = {
	"usage: forkcast names [-hV] [-C COMMAND] [-n NAME] [-s ADDRESS]\n       [-t SECONDS] GROUP",
	SCRIPT_OPTIONS,
	"Print the names of the members of GROUP, one per line.\n"
	"\n" SCRIPT_HELP,
};

static void
cmd_names_take_line(const struct command *line, const char *group)
{
	char why[SCRIPT_MESSAGE / 2];

	if (line->rule->verb == VERB_NAMES)
		print_names(line);
	else if (line->rule->verb == VERB_OK)
		script_end(&script, EX_OK);
	else if (line->rule->verb == VERB_ERR)
		script_fail(&script, EX_NOPERM, "cannot list %s: %s", group,
		    render_string(why, sizeof(why), &line->arg[2], 1));
}

int
cmd_names(int argc, char *const *argv)
{
	static char *const none[] = { NULL };
	struct script_options options;
	struct pollfd set[1];
	struct command line;

	script_read_options(&options, &usage, NULL, argc, argv);
	if (argc - optind != 1)
		script_usage(&options, "expected one group");
	option_check_groups(argv + optind);
	standard_need_output();
	script_begin(&script, &options, none);
	if (!script.over)
		SESSION_SAY(&script.session, VERB_NAMES, STR("names"),
		    str_from(argv[optind]));
	while (!script.over) {
		script_wait(&script, set, COUNT(set), WAIT_FOR_EVER);
		while (!script.over && script_take(&script, &line))
			cmd_names_take_line(&line, argv[optind]);
	}
	if (fflush(stdout) != 0)
		script_fail_output(&script);
	return script_finish(&script);
}
