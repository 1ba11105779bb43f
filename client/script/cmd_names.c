/* forkcast names: writes the members of a group, a name a line. */
#include <stdio.h>
#include <unistd.h>

#include "conf/option.h"
#include "script/script.h"
#include "text/words/heard.h"

static struct {
	struct script script;
	const char *group;
} names;

static const struct usage usage = {
	"usage: forkcast names [-hV] [-C COMMAND] [-n NAME] [-s ADDRESS]\n"
	"       [-t SECONDS] GROUP",
	SCRIPT_OPTIONS,
	"Print the names of the members of GROUP, one per line, with @ before "
	"those of\n"
	"operators and + before those with voice.\n\n" SCRIPT_HELP,
};

/* Takes "names G NAME NAME ...", or the end of the answer. */
static void
cmd_names_take_line(const struct command *line)
{
	struct script *script = &names.script;
	struct command brief = *line;
	char room[HEARD_ROOM];

	if (line->rule->verb == VERB_OK)
		script_end(script, EX_OK);
	else if (line->rule->verb == VERB_ERR)
		script_refuse(script, line, "cannot list %s", names.group);
	if (line->rule->verb != VERB_NAMES)
		return;
	(void)heard_brief(&brief, true, room);
	while (brief.arg[1].at != NULL && !script->over) {
		const struct str name = str_word(&brief.arg[1]);
		SCRIPT_PRINT(script, name);
	}
}

int
cmd_names(int argc, char *const *argv)
{
	struct script_options options;
	char room[sizeof("names ") + LIMIT_GROUP];

	script_read_options(&options, &usage, NULL, argc, argv);
	if (argc - optind != 1)
		option_misused(&usage, "expected one group");
	option_check_groups(argv + optind);
	names.group = argv[optind];
	options.prints = true;
	(void)snprintf(room, sizeof(room), "names %s", names.group);
	script_ask(&names.script, &options, VERB_NAMES, str_from(room),
	    cmd_names_take_line);
	return script_finish(&names.script);
}
