/*
 * forkcastctl upgrade finds the right program from any directory, and reports
 * the result in its output and exit status.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

#define CTL "forkcastctl -t 600 -p $SERVER upgrade "
#define GOOD "checking the new program\n* to *, 1 client, * ms\n"
#define FIT \
	"checking the new program\n*/there/forkcastd can take over 1 client\n"
#define REFUSED "forkcastctl: refused: "
#define USAGE "usage: forkcastctl upgrade [-n] [PATH]\n"

/* A directory other than the server's own. */
#define THERE "mkdir -p there && cd there && ln -sf \"$PROGRAM\" forkcastd && "

static const struct shell_case cases[] = {
	{ CTL "-n", 0, "checking the new program\n* can take over 1 client\n",
	    "" },
	{ CTL, 0, GOOD, "" },
	{ THERE CTL "-n forkcastd", 0, FIT, "" },
	{ THERE CTL "-n ./forkcastd", 0, FIT, "" },
	{ THERE CTL "forkcastd", 0, GOOD, "" },
	{ "cd / && " CTL "-n \"${PROGRAM#/}\"", 0,
	    "checking the new program\n* can take over 1 client\n", "" },
	{ CTL "-n -- -n", 1, "checking the new program\n",
	    REFUSED "cannot run /*/-n: No such file or directory\n" },
	{ CTL "'no such'", 1, "checking the new program\n",
	    REFUSED "cannot run */no such: No such file or directory\n" },
	{ CTL "/bin/echo", 1, "checking the new program\n",
	    REFUSED "/bin/echo is not a forkcastd that can take over\n" },
	{ CTL "''", 64, "", USAGE },
	{ CTL "a b", 64, "", USAGE },
	{ CTL "-x", 64, "", "...\n" USAGE },
	{ CTL "\"$(printf 'a\\nstop')\"", 64, "",
	    "forkcastctl: arguments must not contain line ends\n" },
};

static void
point_at(const struct server *server)
{
	const char *build = getenv("FORKCAST_BUILD");
	char program[PATH_MAX], name[PATH_MAX];

	(void)snprintf(name, sizeof(name), "%s/tests/servers/paced/forkcastd",
	    build != NULL ? build : "build");
	MUST(realpath(name, program) != NULL &&
		setenv("PROGRAM", program, 1) == 0,
	    "cannot say which program");
	shell_set_number("SERVER", server->pid);
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .stays = true, .paced = true });
	struct conn *javad = conn_member(server, "javad", "1");

	point_at(server);
	shell_cases(server->address[0], cases);
	TAP_NUM(server_logged(server, "control: uid *: upgrade /*/no such"), 1,
	    "the log names the user and the program");
	conn_ask(javad, "send 1 still here", "msg * 1 javad still here");
	conn_close(javad);
	server_stop(server);
	return tap_done();
}
