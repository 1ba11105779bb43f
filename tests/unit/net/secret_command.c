/*
 * client/net/secret_command: the first line of what a command prints
 * is the secret; a command that fails, hangs, or prints no secret is told apart
 * and leaves nothing behind; and it has neither a terminal nor our input.
 */
#include "client/net/secret_command.h"

#include "tests/lib/must.h"

#define NO_SECRET                                                         \
	"the first line that it printed is not UTF-8 of 1 to 1000 bytes " \
	"without control characters"

static const struct {
	const char *line;
	const char *secret; /* or null */
	const char *why;
} runs[] = {
	{ "echo pencil; echo login: ali", "pencil", NULL },
	{ "read x || echo no input", "no input", NULL },
	{ "{ true </dev/tty; } 2>&- || echo no terminal", "no terminal", NULL },
	{ "sleep 5 & echo pencil", "pencil", NULL },
	{ "echo pencil; yes | head -c 100000", "pencil", NULL },
	{ "printf %1001d 0; echo", NULL, NO_SECRET },
	{ "echo; echo pencil", NULL, NO_SECRET },
	{ "printf 'a\\0b\\n'", NULL, NO_SECRET },
	{ "printf '\\377\\n'", NULL, NO_SECRET },
	{ "echo pencil; exit 3", NULL, "exit status 3" },
	{ "echo pencil; kill -9 $$", NULL, "killed by signal 9" },
};

static struct secret_command command;

static void
is_wiped(void)
{
	for (size_t i = 0; i < sizeof(command.text); i++)
		MUST(command.text[i] == '\0', "a secret is left");
}

static void
runs_all(void)
{
	for (size_t i = 0; i < COUNT(runs); i++) {
		const char *secret =
		    secret_command_run(&command, runs[i].line, 60 * SEC);
		if (runs[i].secret != NULL) {
			MUST(secret != NULL, "%s: %s", runs[i].line,
			    command.why);
			TAP_STR(str_from(secret), str_from(runs[i].secret),
			    "%s", runs[i].line);
		} else {
			TAP_OK(secret == NULL, "%s has failed", runs[i].line);
			TAP_STR(str_from(command.why), str_from(runs[i].why),
			    "it is said how");
			is_wiped();
		}
	}
}

/* Its time passes at once; it ends with what it has started. */
static void
hangs(void)
{
	static const char line[] = "echo pencil; sleep 1000 | cat & wait";

	TAP_OK(secret_command_run(&command, line, MSEC) == NULL,
	    "a command that hangs is ended");
	TAP_STR(str_from(command.why), STR("no secret within 0.001 s"),
	    "it is said how");
	is_wiped();
}

int
main(void)
{
	runs_all();
	hangs();
	return tap_done();
}
