/*
 * The command line of forkcast: options before a command belong to it, a
 * misspelled command is refused, the words after the group are text, and help
 * is shown for each of four requests, whatever else is wrong.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

#define NEAR(word, command, more)                                         \
	"forkcast: unknown command \"" word "\"; did you mean \"" command \
	"\"? To chat in a group of that name: forkcast -- " word " " more "\n"

static const struct shell_case cases[] = {
	{ "unset FORKCAST_SERVER; forkcast -n javad -s $AT send ops hi all", 0,
	    "", "" },
	{ "unset FORKCAST_SERVER; forkcast -t 9 send -s $AT ops still here", 0,
	    "", "" },
	{ "forkcast send ops is -n a flag", 0, "", "" },
	{ "forkcast send ops '-5 degrees'", 0, "", "" },
	{ "forkcast send ops -- --help", 0, "", "" },
	{ "forkcast put ops today -5 -w", 0, "*\n", "" },
	{ "forkcast get ops today", 0, "-5 -w\n", "" },
	{ "forkcast -n sara -- send </dev/null | grep join", 0,
	    "-- join send sara\n", "" },
	{ "forkcast sned ops hi", 64, "", NEAR("sned", "send", "ops") },
	{ "forkcast -s 127.0.0.1:1 liste ops", 64, "",
	    NEAR("liste", "listen", "ops") },
	{ "forkcast -n sara -- sned ops </dev/null | grep join", 0,
	    "-- join sned sara\n-- join ops sara\n", "" },
	{ "forkcast -n sara sned </dev/null | grep join", 0,
	    "-- join sned sara\n", "" },
	{ "forkcast -n sara one two </dev/null | grep join", 0,
	    "-- join one sara\n-- join two sara\n", "" },
	{ "forkcast ops -n sara </dev/null", 64, "",
	    "forkcast: -n: options must come before \"ops\"; to join a group "
	    "named -n, put -- before all groups\n" },
	{ "forkcast listen ops -j", 64, "",
	    "forkcast listen: -j: options must come before \"ops\"; ...\n" },
	{ "forkcast fifo here ops -V", 64, "",
	    "forkcast fifo: -V: options must come before \"here\"; ...\n" },
	{ "forkcast -q send ops hi", 64, "",
	    "...\nusage: forkcast send ...\n  ...\n  ...\n" },
	{ "forkcast -n sara -- -g -x </dev/null | grep join", 0,
	    "-- join -g sara\n-- join -x sara\n", "" },
};

static const char *const programs[] = { "forkcast", "forkcast send",
	"forkcast listen", "forkcast names", "forkcast ping", "forkcast fifo",
	"forkcast put", "forkcast cut", "forkcast get", "forkcast post",
	"forkcast work" };

static void
ends_well(const char *program, const char *option, const char *first)
{
	char script[128];

	(void)snprintf(script, sizeof(script), "FORKCAST_SERVER='a b' %s %s",
	    program, option);
	struct shell *shell = shell_start("1", script);
	TAP_NUM(shell_status(shell), 0, "%s", script);
	TAP_OK(strncmp(shell_said(shell), first, strlen(first)) == 0,
	    "its answer on standard output");
	TAP_STR(str_from(shell_complained(shell)), STR(""),
	    "and nothing on standard error");
}

/* Every letter of the synopsis has its line, no wider than a terminal. */
static void
explains(const char *program)
{
	char script[256];

	(void)snprintf(script, sizeof(script),
	    "%s -h >help && ! grep -q '.\\{81\\}' help && "
	    "for o in `sed '/^[A-Z]/q' help | grep -o '\\[-[0-9A-Za-z]*' | "
	    "cut -c 3- | fold -w 1`; do grep -q \"^  -$o[, ]\" help || exit; "
	    "done",
	    program);
	TAP_NUM(shell_status(shell_start("1", script)), 0,
	    "%s -h explains each option", program);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "ops");
	const char *at = server->address[0];

	MUST(setenv("AT", at, 1) == 0, "no environment");
	shell_cases(at, cases);
	conn_wait_for(ali, "msg * ops javad hi all");
	conn_wait_for(ali, "msg * ops * still here");
	PASS("options in front of a command are its own");
	conn_wait_for(ali, "msg * ops * is -n a flag");
	conn_wait_for(ali, "msg * ops * -5 degrees");
	conn_wait_for(ali, "msg * ops * -- --help");
	PASS("what stands behind the group is text, whatever it looks like");
	for (size_t i = 0; i < COUNT(programs); i++) {
		ends_well(programs[i], "-h", "usage: forkcast");
		ends_well(programs[i], "--help", "usage: forkcast");
		ends_well(programs[i], "-V", "forkcast ");
		ends_well(programs[i], "--version", "forkcast ");
		explains(programs[i]);
	}
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
