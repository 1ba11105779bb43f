/*
 * forkcast put, cut and get print their results, and their exit
 * status tells an unmet condition from an error.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/shell.h"

#define NAME "-n javad "

static const struct shell_case cases[] = {
	{ "forkcast put " NAME "1 colour red", 0, "*\n", "" },
	{ "forkcast get 1 colour", 0, "red\n", "" },
	{ "forkcast get -l 1 colour", 0, "colour * javad red\n", "" },
	{ "forkcast put 1 b.c/d-e_9 two  'words  here'", 0, "*\n", "" },
	{ "forkcast get 1", 0, "b.c/d-e_9 two words  here\ncolour red\n", "" },
	{ "forkcast get -l 1 | cut -d ' ' -f 1,4-", 0,
	    "b.c/d-e_9 two words  here\ncolour red\n", "" },
	{ "forkcast put -i 0 1 colour blue", 1, "",
	    "forkcast put: 1: key already exists\n" },
	{ "forkcast put -i 0 1 number -5 && forkcast get 1 number", 0,
	    "*\n-5\n", "" },
	{ "forkcast put -i 17 1 colour blue", 1, "", "forkcast put: 1: ...\n" },
	{ "set -- `forkcast get -l 1 colour`; "
	  "test `forkcast put -i $2 1 colour blue` -gt $2 && "
	  "forkcast get 1 colour",
	    0, "blue\n", "" },
	{ "forkcast cut 1 colour 17", 1, "", "forkcast cut: 1: ...\n" },
	{ "forkcast cut 1 colour", 0, "blue\n", "" },
	{ "forkcast cut 1 colour", 1, "", "forkcast cut: 1: no such key\n" },
	{ "forkcast get 1 colour", 1, "",
	    "forkcast get: no such key: colour\n" },
	{ "forkcast put -i 17 1 colour blue", 1, "",
	    "forkcast put: 1: key was changed or ...\n" },
	{ "forkcast get empty", 0, "", "" },
	{ "forkcast get @ali status", 0, "at lunch\n", "" },
	{ "forkcast get @nobody", 77, "",
	    "forkcast get: @nobody: no client has that name\n" },
	{ "forkcast put @ali status away", 77, "",
	    "forkcast put: @ali: ...\n" },
	{ "forkcast put " NAME "@javad mood good", 0, "*\n",
	    "forkcast put: value not kept: a client's table ends with "
	    "its connection\n" },
};

/* Its writer leaves at once, and another member or nobody stays. */
static const struct shell_case departures[] = {
	{ "forkcast put lone k v", 0, "*\n", "" },
	{ "forkcast put -i 0 LONE l w", 0, "*\n", "" },
	{ "forkcast get lone", 0, "k v\nl w\n", "" },
	{ "forkcast put open k v", 0, "*\n", "" },
	{ "set -- `forkcast get -l open k`; forkcast put -i $2 open k w", 0,
	    "*\n", "" },
	{ "forkcast put open k x >/dev/full", 74, "",
	    "forkcast put: cannot write to standard output: ...\n" },
};

static const struct shell_case wrong[] = {
	{ "forkcast put 1 COLOUR red", 65, "",
	    "forkcast put: invalid key \"COLOUR\": ...\n" },
	{ "forkcast put 1 'a b' red", 65, "",
	    "forkcast put: invalid key \"a b\": ...\n" },
	{ "forkcast put 1 a ''", 65, "", "forkcast put: empty value\n" },
	{ "forkcast get -w @ali status", 64, "",
	    "forkcast get: -w works only ...\nusage: ...\n  ...\n" },
	{ "forkcast put 1 colour \"`printf 'a\\033[1mb'`\"", 65, "",
	    "forkcast put: invalid arguments: ...\n" },
	{ "forkcast put 1 colour", 64, "",
	    "forkcast put: missing argument\nusage: ...\n  ...\n" },
	{ "forkcast get 1 colour x", 64, "",
	    "forkcast get: too many arguments\nusage: ...\n  ...\n" },
	{ "forkcast get -w 1", 64, "",
	    "forkcast get: -w requires a key\nusage: ...\n  ...\n" },
	{ "forkcast get -d 1 colour", 64, "", "...\nusage: ...\n  ...\n" },
	{ "forkcast put -i x 1 colour red", 64, "",
	    "forkcast put: -i requires ...\nusage: ...\n  ...\n" },
	{ "forkcast cut -h | head -n 1", 0, "usage: forkcast cut ...\n", "" },
	{ "forkcast put 1 a b >/dev/full", 74, "",
	    "forkcast put: cannot write to standard output: ...\n" },
	{ "echo quit | forkcast -n cutter -- cut", 0,
	    "-- ok name cutter\n-- join cut cutter\n...\n", "" },
};

/* Says a change of ali's; it is done when this returns. */
static void
change(struct conn *ali, const char *line)
{
	conn_say(ali, "%s", line);
	conn_wait_for(ali, "ok ...");
}

/* The key does not exist yet; Ali puts it until the wait ends. */
static void
waits_for_new(struct server *server, struct conn *ali)
{
	struct shell *shell =
	    shell_start(server->address[0], "exec forkcast get -w 1 new");
	const usec end = deadline();

	while (shell_said(shell)[0] == '\0') {
		MUST(deadline_pause(end), "it does not hear of it");
		change(ali, "put 1 new  one");
	}
	TAP_NUM(shell_status(shell), 0, "of a key that was not there");
	TAP_STR(str_from(shell_said(shell)), STR(" one\n"), "the value");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");

	conn_ask(ali, "put @ali status at lunch", "ok put @ali status *");
	shell_cases(server->address[0], cases);
	shell_cases(server->address[0], wrong);
	conn_say(ali, "join open");
	conn_wait_for(ali, "join * open ali");
	shell_cases(server->address[0], departures);
	waits_for_new(server, ali);
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
