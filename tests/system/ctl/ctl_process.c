/*
 * forkcastctl shows the state of each worker's process: stopped, continued, and
 * a zombie as long as the server has not waited for it.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/proc.h"
#include "tests/lib/shell.h"

#define CTL "forkcastctl -p $SERVER "

/* Waits until the worker of ali is in the state. */
#define AWAIT(state)                                       \
	{                                                  \
		"until " CTL "clients -j ali | "           \
		"grep -q '\"process\":\"" state "\"'; do " \
		"sleep 0.05 || sleep 1; done",             \
		    0, "", ""                              \
	}

static const struct shell_case stopped[] = {
	AWAIT("T"),
	{ CTL "status | sed -n '2s/.*, //p'", 0, "stopped 1\n", "" },
	{ CTL "top -n 1 | sed -n '2s/.*, //p'", 0, "stopped 1\n", "" },
	{ CTL "clients -o process -r | sed -n '2s/.* here  *//p'", 0,
	    "T   1 ...\n", "" },
	{ CTL "clients -j sara | grep -c '\"process\":\"[RS]\"'", 0, "1\n",
	    "" },
};

static const struct shell_case continued[] = {
	AWAIT("S"),
	{ CTL "status | sed -n '2s/.*, //p'", 0, "stopped 0\n", "" },
};

static const struct shell_case zombie[] = {
	AWAIT("Z"),
	{ CTL "status | sed -n '2s/.*, //p'", 0, "stopped 0\n", "" },
};

int
main(void)
{
	struct server *server;

	if (!proc_is_there())
		tap_skip("needs /proc");
	server = server_start(&(struct setup) { .visible = true });
	(void)conn_member(server, "ali", "1");
	(void)conn_member(server, "sara", "1");
	shell_set_number("SERVER", server->pid);
	const pid_t worker = server_worker(server, "ali");
	MUST(kill(worker, SIGSTOP) == 0, "cannot stop the worker");
	shell_cases(server->address[0], stopped);
	MUST(kill(worker, SIGCONT) == 0, "cannot continue the worker");
	shell_cases(server->address[0], continued);
	server_signal(server, SIGSTOP);
	MUST(kill(worker, SIGKILL) == 0, "cannot kill the worker");
	shell_cases(server->address[0], zombie);
	server_signal(server, SIGCONT);
	server_expect(server, "ended: ali * pid *, signal 9, ...");
	server_stop(server);
	return tap_done();
}
