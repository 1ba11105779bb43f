/*
 * Who expects a server can put something under the name of its scoreboard: the
 * server takes another name, waits for nothing, and forkcastctl finds it.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/forge.h"
#include "tests/lib/login.h"
#include "tests/lib/proc.h"
#include "tests/lib/shell.h"
#include "tests/lib/shm.h"

/* Processes that may be started before the server is. */
#define AHEAD 3000

/* A FIFO for every other one, so that both may come. */
static void
squat(uid_t evil)
{
	char name[32];
	const int next = (int)getpid() + 1;

	for (int i = 0; i < AHEAD; i++) {
		(void)snprintf(name, sizeof(name), "forkcastd.%d", next + i);
		if (i % 2 == 0)
			forge_empty(name, evil);
		else
			forge_fifo(name, evil);
	}
}

static const struct shell_case cases[] = {
	{ "forkcastctl clients | wc -l", 0, "2\n", "" },
	{ "forkcastctl -p $SERVER clients | wc -l", 0, "2\n", "" },
	{ "forkcastctl kick javad", 0, "1 client kicked\n", "" },
	{ "forkcastctl status | grep -c ': running, up'", 0, "1\n", "" },
};

static const struct shell_case dead[] = {
	{ "forkcastctl status | grep -c 'died unexpectedly'", 0, "1\n", "" },
	{ "forkcastctl clean", 0, "removed forkcastd.*.*\n", "" },
};

static void
await_shown(void)
{
	struct shell *shell = shell_start("1",
	    "until forkcastctl -p $SERVER clients | grep -q javad; do "
	    "sleep 0.05 || sleep 1; done");

	MUST(shell_status(shell) == 0, "cannot wait");
}

static struct server *
start(void)
{
	struct server *server = server_start(NULL);

	TAP_NUM(server_logged(server,
		    "scoreboard: /forkcastd.* already exists; using "
		    "/forkcastd.*.*"),
	    1, "it takes another name");
	shell_set_number("SERVER", server->pid);
	return server;
}

static void
test_end(void)
{
	struct shell *shell =
	    shell_start("1", "ls /dev/shm | grep -c 'forkcastd\\..*\\.'");

	TAP_NUM(shell_status(shell), 1, "a good end leaves no scoreboard");
}

int
main(void)
{
	const uid_t evil = login_nobodys();

	shm_own();
	squat(evil);
	struct server *server = start();
	struct conn *javad = conn_member(server, "javad", "1");
	await_shown();
	shell_cases("1", cases);
	conn_expect(javad, "bye kicked ...");
	conn_close(javad);
	server_stop(server);
	test_end();
	server = start();
	server_signal(server, SIGKILL);
	TAP_NUM(server_status(server), ENDED_BY(SIGKILL), "it was killed");
	shell_cases("1", dead);
	test_end();
	return tap_done();
}
