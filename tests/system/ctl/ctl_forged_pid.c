/*
 * forkcastctl -p ignores files that other users put beside a server's
 * scoreboard under its process ID; where there is nothing else, it says only
 * little about them.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/forge.h"
#include "tests/lib/here.h"
#include "tests/lib/login.h"
#include "tests/lib/shell.h"

#define MANY 300

/* No process has this ID on Linux. */
#define NO_PID 1999999999

static void
litter(pid_t pid, uid_t evil)
{
	char name[48];

	for (int i = 1; i <= MANY; i++) {
		(void)snprintf(
		    name, sizeof(name), "forkcastd.%ld.%d", (long)pid, i);
		forge_empty(name, evil);
	}
}

/* It is a good one, but for nobody holding its lock. */
static void
forge_twin(pid_t pid, uid_t evil)
{
	char name[48];
	const struct forged forged = { .owner = evil,
		.name = name,
		.pid = (uint64_t)pid,
		.rows_max = 1,
		.beat = UINT64_C(9000000000000000),
		.address = "127.0.0.1:7" };

	(void)snprintf(name, sizeof(name), "forkcastd.%ld.999", (long)pid);
	forge_dead(&forged);
}

static const struct shell_case living[] = {
	{ "forkcastctl -p $SERVER status", 0,
	    "server * 127.0.0.1:* (forkcastd *, uid *): running, up *s\n"
	    "clients ...\nlines ...\n",
	    "" },
	{ "forkcastctl -p $SERVER metrics | grep ^forkcast_up", 0,
	    "forkcast_up{server=\"127.0.0.1:*\"} 1\n", "" },
	{ "forkcastctl -p $SERVER metrics >out", 0, "", "" },
	{ "forkcastctl -p $SERVER check", 0, "FORKCAST OK - ...\n", "" },
	{ "forkcastctl -p $SERVER groups | wc -l", 0, "3\n", "" },
};

static const struct shell_case dead[] = {
	{ "forkcastctl -p $SERVER metrics | grep ^forkcast_up", 0,
	    "forkcast_up{server=\"127.0.0.1:*\"} 0\n", "" },
	{ "forkcastctl -p $SERVER clients | cut -c 1-3", 0, "",
	    "forkcastctl: server * has died; ...\n" },
};

#define CUT "forkcastctl: the scoreboard of server * is truncated\n"
#define EIGHT CUT CUT CUT CUT CUT CUT CUT CUT
#define MORE \
	"forkcastctl: ignoring 292 more scoreboards of server * from uid *\n"

static const struct shell_case others[] = {
	{ "forkcastctl -p 1999999999 status", 65, "", MORE EIGHT },
	{ "forkcastctl -p 1999999999 metrics >out", 65, "", MORE EIGHT },
	{ "forkcastctl -p 1999999999 check", 3,
	    "FORKCAST UNKNOWN - the scoreboard of server * is truncated\n",
	    MORE },
};

/* A server that nobody has said to be trusted, but that lives. */
static void
test_others_server(uid_t evil)
{
	static const struct shell_case lives[] = {
		{ "forkcastctl -p $SERVER status | head -n 1", 0,
		    "server * x (forkcastd, uid *): running, up *\n", "" },
		{ "forkcastctl -p $SERVER metrics >out", 0, "", "" },
	};
	const struct forged forged = { .owner = evil + 1, .address = "x" };
	const pid_t pid = forge_living(&forged);

	litter(pid, evil);
	shell_set_number("SERVER", pid);
	shell_cases("1", lives);
}

int
main(void)
{
	const uid_t evil = login_nobodys();

	here_several_users();
	struct server *server = server_start(NULL);
	shell_set_number("SERVER", server->pid);
	litter(server->pid, evil);
	forge_twin(server->pid, evil);
	shell_cases("1", living);
	server_signal(server, SIGKILL);
	TAP_NUM(server_status(server), ENDED_BY(SIGKILL), "it was killed");
	shell_cases("1", dead);
	litter(NO_PID, evil);
	shell_cases("1", others);
	test_others_server(evil);
	return tap_done();
}
