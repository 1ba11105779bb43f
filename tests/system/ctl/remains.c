/*
 * forkcastctl lists several servers, but none that was killed. The
 * scoreboard of that its user's next server removes, but no living one's.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/here.h"
#include "tests/lib/shell.h"

static const struct shell_case alive[] = {
	{ "until forkcastctl -p $A clients -j | grep -q 'groups\":1'; do"
	  " sleep 0.05 || sleep 1; done",
	    0, "", "" },
	{ "forkcastctl clients", 69, "",
	    "forkcastctl: 2 servers are running; choose ...\n" },
	{ "forkcastctl check", 3,
	    "FORKCAST UNKNOWN - 2 servers are running; ...\n", "" },
	{ "forkcastctl status 2>&1 | grep -oE \"server ($A|$B) \" | wc -l", 0,
	    "2\n", "" },
	{ "ls /dev/shm | grep -c '^forkcastd\\.'", 0, "2\n", "" },
};

static const struct shell_case dead[] = {
	{ "forkcastctl -p $A clients", 69, "", "forkcastctl: no such ...\n" },
	{ "forkcastctl -p $A check", 2, "FORKCAST CRITICAL - no such ...\n",
	    "" },
	{ "forkcastctl -p $A kick ali", 69, "", "forkcastctl: no such ...\n" },
	{ "forkcastctl -p $A metrics | grep '^forkcast_'", 0,
	    "forkcast_up{server=\"\"} 0\n", "forkcastctl: no such ...\n" },
	{ "forkcastctl check | cut -d ' ' -f 2", 0, "OK\n", "" },
	{ "ls /dev/shm | grep -c '^forkcastd\\.'", 0, "2\n", "" },
};

int
main(void)
{
	struct server *a, *b, *next;

	/* Or what others have on this machine would be cleaned up. */
	here_several_users();
	a = server_start(NULL);
	b = server_start(NULL);
	struct conn *ali = conn_member(a, "ali", "1");

	shell_set_number("A", a->was);
	shell_set_number("B", b->was);
	shell_cases("1", alive);
	server_signal(a, SIGKILL);
	TAP_NUM(server_status(a), ENDED_BY(SIGKILL), "it was killed");
	conn_expect(ali, "bye server-gone ...");
	conn_close(ali);
	shell_cases("1", dead);
	next = server_start(NULL);
	shell_run("ls /dev/shm | grep -c '^forkcastd\\.'", 0, "2\n", "");
	shell_run("ls /dev/shm/forkcastd.$B >/dev/null", 0, "", "");
	server_stop(next);
	server_stop(b);
	return tap_done();
}
