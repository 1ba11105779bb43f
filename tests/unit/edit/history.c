/*
 * client/edit/history and secrets: a line with a secret is never kept nor read
 * from the file, and nothing that stands in the file's place does harm.
 */
#include "client/edit/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/edit/secrets.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define NAME "/forkcast/history"

static char base[SCRATCH_PATH]; /* $XDG_STATE_HOME */
static char path[SCRATCH_PATH + 64];
static struct history history;
static struct error why;

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

/* Another place for each, where nothing is yet. */
static void
start(const char *name)
{
	scratch_path(base, name);
	(void)snprintf(path, sizeof(path), "%s" NAME, base);
	MUST(setenv("XDG_STATE_HOME", base, 1) == 0, "no environment");
	history_free(&history);
	why.text[0] = '\0';
}

static void
reopen(void)
{
	history_free(&history);
	history_load(&history);
}

static void
add(const char *line)
{
	if (history_remember(&history, str_from(line)))
		MUST(history_save(&history, str_from(line), &why), "%s",
		    why.text);
}

static void
is(size_t ago, const char *line)
{
	struct str got = STR("(none)");

	(void)history_get(&history, ago, &got);
	TAP_STR(got, str_from(line), "number %zu", ago);
}

/* What somebody else has written: a TAB, a CR at an end, no UTF-8, no end. */
static void
is_hostile(void)
{
	start("hostile");
	reopen();
	add("mine");
	FILE *file = fopen(path, "a");
	MUST(file != NULL &&
		fputs("a\tb\ncr\r\n\xff\n\n/login ali x\nyours\nhalf", file) >=
		    0 &&
		fclose(file) == 0,
	    "written");
	reopen();
	TAP_NUM(history.count, 2, "only what can have been typed");
	is(1, "yours");
}

static void
is_no_file(void)
{
	char other[SCRATCH_PATH + 80];

	start("link");
	reopen();
	add("one");
	(void)snprintf(other, sizeof(other), "%s.other", path);
	MUST(rename(path, other) == 0 && symlink(other, path) == 0, "a link");
	reopen();
	TAP_NUM(history.count, 0, "a link is not read");
	(void)history_remember(&history, STR("two"));
	TAP_OK(!history_save(&history, STR("two"), &why), "nor written");
	TAP_OK(history_save(&history, STR("three"), &why), "told once");
}

int
main(void)
{
	keeps_no_secret();
	is_hostile();
	is_no_file();
	history_free(&history);
	return tap_done();
}
