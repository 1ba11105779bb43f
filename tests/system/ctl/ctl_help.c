/*
 * forkcastctl and each of its commands print their usage: on request, on
 * standard output with 0; after an error, in the same words, on standard error
 * with 64.
 */
#include <stdio.h>

#include "tests/lib/shell.h"

static const struct {
	const char *command;
	const char *mistake; /* arguments that it refuses */
} rows[] = {
	{ "status", "x" }, { "clients", "a b" }, { "groups", "x" },
	{ "groups", "-m x" }, { "limits", "x" }, { "boxes", "x" },
	{ "box", "x" }, { "top", "x" }, { "metrics", "x" }, { "kick", "" },
	{ "ban", "" }, { "unban", "" }, { "bans", "x" }, { "say", "x" },
	{ "accounts", "x y z" }, { "reload", "x" }, { "upgrade", "a b" },
	{ "drain", "x" }, { "stop", "x" },
	{ "check", NULL }, /* that has an exit status of its own */
};

static void
run(int status, const char *said, const char *format, const char *command,
    const char *more)
{
	char script[512];

	(void)snprintf(script, sizeof(script), format, command, more);
	shell_run(script, status, said, "");
}

/* Every option of the synopsis has its line, no wider than a terminal. */
#define EXPLAINS                                                             \
	"forkcastctl %s %s >help && ! grep -q '.\\{81\\}' help && "          \
	"for o in `head -n 1 help | grep -o '\\[-[0-9A-Za-z]*' | cut -c 3- " \
	"| fold -w 1` h V; do grep -q \"^  -$o[, ]\" help || exit; done"

static void
explains(const char *command)
{
	char usage[64];

	(void)snprintf(
	    usage, sizeof(usage), "usage: forkcastctl %s...\n", command);
	run(0, usage, "forkcastctl %s %s | head -n 1", command, "-h");
	run(0, usage, "forkcastctl %s %s | head -n 1", command, "--help");
	run(0, "forkcastctl *.*\n", "forkcastctl %s %s", command, "-V");
	run(0, "forkcastctl *.*\n", "forkcastctl %s %s", command, "--version");
	run(0, "", EXPLAINS, command, "-h");
}

int
main(void)
{
	explains("");
	for (size_t i = 0; i < COUNT(rows); i++) {
		explains(rows[i].command);
		if (rows[i].mistake != NULL)
			run(0, "64\n",
			    "forkcastctl %1$s -h | head -n 1 >help; "
			    "forkcastctl %1$s %2$s 2>wrong; echo $?; "
			    "diff help wrong",
			    rows[i].command, rows[i].mistake);
	}
	/* The words after the group are text. */
	run(69, "", "forkcastctl -p 1 %s %s 2>/dev/null", "say ops", "--help");
	shell_run("forkcastctl staus", 64, "",
	    "forkcastctl: unknown command \"staus\"; did you mean "
	    "\"status\"?\n");
	return tap_done();
}
