/* forkcast names: writes who is in a group, one name a line. */
#include <stdio.h>
#include <unistd.h>

#include "script/cmd.h"
#include "script/script.h"
#include "session/option.h"
#include "session/standard.h"
#include "shared/die.h"
#include "text/render.h"

#define USAGE \
	"usage: forkcast names [-h] [-n NAME] [-s ADDRESS] [-t SECONDS] GROUP"

/* "NAME NAME ...", each on a line of its own. */
static void
print_names(struct script *script, struct str names)
{
	while (names.at != NULL && !script->over) {
		const struct str name = str_word(&names);
		if (printf("%.*s\n", (int)name.len, name.at) < 0)
			script_fail_output(script);
	}
}

static void
take_line(struct script *script, const struct command *line, const char *group)
{
	char why[SCRIPT_MESSAGE / 2];

	switch (line->rule->verb) {
	case VERB_NAMES:
		print_names(script, line->arg[1]);
		break;
	case VERB_OK:
		script_end(script, EX_OK);
		break;
	case VERB_ERR:
		script_fail(script, EX_NOPERM, "cannot list %s: %s", group,
		    render_string(why, sizeof(why), &line->arg[2], 1));
		break;
	default:
		break;
	}
}

int
cmd_names(int argc, char *const *argv)
{
	static struct script script;
	static char *const none[] = { NULL };
	struct script_options options;
	struct pollfd set[1];
	struct command line;

	script_read_options(&options, argc, argv, USAGE, "one group is wanted");
	if (argc - optind > 1)
		script_usage(&options, "one group is wanted");
	option_check_groups(argv + optind);
	standard_need_output();
	script_begin(&script, &options, none);
	if (!script.over)
		SESSION_SAY(&script.session, VERB_NAMES, STR("names"),
		    str_from(argv[optind]));
	while (!script.over) {
		script_wait(&script, set, COUNT(set), WAIT_FOR_EVER);
		while (!script.over && script_take(&script, &line))
			take_line(&script, &line, argv[optind]);
	}
	if (fflush(stdout) != 0)
		script_fail_output(&script);
	return script_finish(&script);
}
