/* client/edit/history and secrets: a line with a secret is never kept. */
#include "client/edit/history.h"

#include "client/edit/secrets.h"
#include "tests/lib/tap.h"

static struct history history;

static const struct {
	const char *line;
	bool secret;
} lines[] = {
	{ "/login ali hunter2", true },
	{ "login ali hunter2", true },
	{ "  login ali hunter2", true },
	{ "/LOGIN ali hunter2", true },
	{ "/login hunter2", true },
	{ "/register hunter2", true },
	{ "/pass hunter2", true },
	{ "/ghost ali now", false },
	{ "//login ali hunter2", true },
	/* settings */
	{ "/set secret hunter2", true },
	{ "/set times yes", false },
	{ "/set secret", false },
	/* and all else */
	{ "/login", false },
	{ "hello", false },
	{ "a login is not needed", false },
	{ "/msg ali hello", false },
	{ "/tell ali login failed", false },
	{ "/long and short", false },
	{ "", false },
	{ "/", false },
};

static void
keeps_no_secret(void)
{
	for (size_t i = 0; i < COUNT(lines); i++) {
		const struct str line = str_from(lines[i].line);
		TAP_NUM(secrets_in(line), lines[i].secret, "\"%s\": a secret",
		    lines[i].line);
		TAP_NUM(history_remember(&history, line),
		    line.len > 0 && !lines[i].secret, "\"%s\": is it kept",
		    lines[i].line);
	}
}

int
main(void)
{
	keeps_no_secret();
	history_free(&history);
	return tap_done();
}
