/*
 * forkcastctl describes several servers, but none that was killed.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

/* Where all servers are looked at there may be others, of other versions. */
static const struct shell_case alive[] = {
	{ "forkcastctl -p $A clients | tail -n 1 | grep -c ' ali '", 0, "1\n",
	    "" },
	{ "forkcastctl -p $B clients | tail -n 1 | grep -c ' reza '", 0, "1\n",
	    "" },
	{ "forkcastctl clients", 69, "",
	    "forkcastctl: * servers are running; choose ...\n" },
	{ "forkcastctl check", 3,
	    "FORKCAST UNKNOWN - * servers are running; ...\n", "" },
	{ "forkcastctl status 2>err | grep -cE \"^server ($A|$B) \"", 0, "2\n",
	    "" },
	{ "forkcastctl metrics 2>err | grep -cE \"^forkcast_process_id.* "
	  "($A|$B)\"",
	    0, "2\n", "" },
};

static const struct shell_case dead[] = {
	{ "forkcastctl -p $A status", 69, "", "forkcastctl: no such ...\n" },
	{ "forkcastctl -p $A clients", 69, "", "forkcastctl: no such ...\n" },
	{ "forkcastctl -p $A check", 2, "FORKCAST CRITICAL - no such ...\n",
	    "" },
	{ "forkcastctl -p $A kick ali", 69, "", "forkcastctl: no such ...\n" },
	{ "forkcastctl -p $A metrics | grep '^forkcast_servers'", 0,
	    "forkcast_servers 0\n", "forkcastctl: no such ...\n" },
	{ "forkcastctl -p $B check | cut -d ' ' -f 2", 0, "OK\n", "" },
};

static void
await_shown(void)
{
	struct shell *shell = shell_start("1",
	    "until forkcastctl -p $A clients -j | grep -q 'groups\":1' &&"
	    " forkcastctl -p $B clients -j | grep -q 'groups\":1'; do"
	    " sleep 0.05 || sleep 1; done");

	MUST(shell_status(shell) == 0, "cannot wait");
}

int
main(void)
{
	struct server *a = server_start(NULL);
	struct server *b = server_start(NULL);
	struct conn *ali = conn_member(a, "ali", "1");
	struct conn *reza = conn_member(b, "reza", "1");

	shell_set_number("A", a->was);
	shell_set_number("B", b->was);
	await_shown();
	shell_cases("1", alive);
	server_signal(a, SIGKILL);
	TAP_NUM(server_status(a), ENDED_BY(SIGKILL), "it was killed");
	conn_expect(ali, "bye server-gone ...");
	conn_close(ali);
	shell_cases("1", dead);
	conn_close(reza);
	server_stop(b);
	return tap_done();
}
