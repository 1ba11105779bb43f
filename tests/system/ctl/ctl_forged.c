/*
 * Scoreboards that other users have forged hide no server, pass for none, block
 * and cost nothing, and show nothing that moves a cursor.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/forge.h"
#include "tests/lib/here.h"
#include "tests/lib/login.h"
#include "tests/lib/shell.h"

#define NAUGHTY "\033[2Jx\xff\"\\\n\302\205\342\200\256"
/* Behind all process IDs that Linux gives. */
#define FIRST_EMPTY 5000000
#define EMPTY 300
#define HUGE_SIZE ((off_t)3 << 30)

#define NOT_THAT                                                       \
	"forkcastctl: server *, control socket *: another process is " \
	"listening there; nothing was sent\n"

/* With the real server's address, and its control socket, or a worse text. */
static void
forge_servers(const struct server *server, uid_t evil)
{
	struct forged forged = { .owner = evil,
		.rows_max = 1,
		.rows = 1,
		.beat = UINT64_C(9000000000000000),
		.address = server->address[0],
		.control = server->control,
		.client = "javad" };

	shell_set_number("TWIN", forge_living(&forged));
	forged.address = NAUGHTY;
	forged.control = "/" NAUGHTY;
	forged.client = NAUGHTY;
	shell_set_number("NAUGHTY", forge_living(&forged));
}

static void
forge_rubbish(uid_t evil)
{
	const struct forged sparse = { .owner = evil,
		.pid = 7,
		.rows_max = (uint64_t)HUGE_SIZE / sizeof(struct score_row_cell),
		.rows = UINT64_MAX };
	char name[32];

	forge_fifo("forkcastd.5", evil);
	MUST(symlink("/dev/zero", SCORE_DIRECTORY "/forkcastd.6") == 0,
	    "cannot make a link");
	forge_dead(&sparse);
	for (int i = 0; i < EMPTY; i++) {
		(void)snprintf(
		    name, sizeof(name), "forkcastd.%d", FIRST_EMPTY + i);
		forge_empty(name, evil);
	}
	forge_empty("forkcastd.", evil);
	forge_empty("forkcastd.x", evil);
	forge_empty("forkcastd.0012", evil);
}

#define HARMLESS " 2>&1 | LC_ALL=C grep -c '[[:cntrl:]]'"
#define UTF8 " 2>&1 | iconv -f UTF-8 -t UTF-16 >/dev/null"

static const struct shell_case servers[] = {
	{ "forkcastctl -p $TWIN status | head -n 1", 0,
	    "server * 127.0.0.1:* (forkcastd, uid 54321): running, up *s\n",
	    "" },
	{ "forkcastctl -p $TWIN kick javad", 69, "", NOT_THAT },
	{ "forkcastctl -p $TWIN check", 2, "FORKCAST CRITICAL - ...\n", "" },
	{ "forkcastctl -p $NAUGHTY status" HARMLESS, 1, "0\n", "" },
	{ "forkcastctl -p $NAUGHTY clients" HARMLESS, 1, "0\n", "" },
	{ "forkcastctl -p $NAUGHTY clients -j" HARMLESS, 1, "0\n", "" },
	{ "forkcastctl -p $NAUGHTY kick x" HARMLESS, 1, "0\n", "" },
	{ "forkcastctl -p $NAUGHTY metrics" HARMLESS, 1, "0\n", "" },
	{ "forkcastctl -p $NAUGHTY check" HARMLESS, 1, "0\n", "" },
	{ "forkcastctl -p $NAUGHTY metrics" UTF8, 0, "", "" },
	{ "forkcastctl -p $NAUGHTY status" UTF8, 0, "", "" },
	{ "forkcastctl -p $NAUGHTY clients -j" UTF8, 0, "", "" },
	{ "forkcastctl -p $NAUGHTY clients -j | "
	  "LC_ALL=C grep -c \"$(printf '\\342\\200\\256')\"",
	    1, "0\n", "" },
};

static const struct shell_case cases[] = {
	{ "forkcastctl clients | tail -n 1 | grep -c ' javad '", 0, "1\n", "" },
	{ "forkcastctl -s $ADDRESS clients | wc -l", 0, "2\n", "" },
	{ "forkcastctl check", 0, "FORKCAST OK - running, 1 of ...\n", "" },
	{ "forkcastctl -s $ADDRESS check", 0, "FORKCAST OK - ...\n", "" },
	{ "forkcastctl metrics | grep ^forkcast_up", 0,
	    "forkcast_up{server=\"127.0.0.1:*\"} 1\n", "" },
	{ "forkcastctl groups | wc -l", 0, "3\n", "" },
	{ "forkcastctl status | grep -v '^[cl]'", 0,
	    "server * 127.0.0.1:* (forkcastd *, uid *): running, up *s\n"
	    "server 7 (of another user, uid 54321): its scoreboard is damaged\n"
	    "server * (of another user, uid 54321): running, ...\n"
	    "server * (of another user, uid 54321): running, ...\n"
	    "server 5000000 (of another user, uid 54321): its scoreboard is "
	    "truncated\n"
	    "server 5000001 ...\nserver 5000002 ...\nserver 5000003 ...\n"
	    "server 5000004 ...\n"
	    "and 295 more of uid 54321\n",
	    "" },
	{ "forkcastctl -s $ADDRESS status | wc -l", 0, "3\n", "" },
	{ "forkcastctl -p 5 clients", 69, "", "forkcastctl: ...\n" },
	{ "forkcastctl -p 7 clients", 65, "",
	    "forkcastctl: the scoreboard of server 7 is damaged\n" },
	{ "forkcastctl -p $SERVER clients | wc -l", 0, "2\n", "" },
};

/* Another user's board is not used, even if its server is dead. */
static const struct shell_case dead[] = {
	{ "forkcastctl clients | tail -n 1 | grep -c ' javad '", 0, "1\n",
	    "forkcastctl: server * has died; ...\n" },
	{ "forkcastctl clean", 0, "removed forkcastd.*\n", "" },
	{ "forkcastctl clients", 69, "",
	    "forkcastctl: no server is yours, root's or started by root; "
	    "...\n" },
	{ "forkcastctl check", 2,
	    "FORKCAST CRITICAL - no server is yours, ...\n", "" },
	{ "forkcastctl metrics | grep ^forkcast_", 0, "forkcast_servers 0\n",
	    "forkcastctl: no such server; ...\n" },
};

/* Two that are trusted can be at one address in two network namespaces. */
static void
test_same_address(const struct server *server, uid_t user)
{
	static const struct shell_case same[] = {
		{ "forkcastctl -s $ADDRESS clients", 69, "",
		    "forkcastctl: 2 servers at that address: *, *; "
		    "choose one with -p PID\n" },
		{ "forkcastctl metrics | grep -E '^forkcast_(up|servers)'", 0,
		    "forkcast_servers 1\n"
		    "forkcast_up{server=\"127.0.0.1:*\"} 1\n",
		    "forkcastctl: servers * and * are both at 127.0.0.1:*; "
		    "showing one of them, choose the other with -p\n" },
	};
	const struct forged forged = { .owner = user,
		.address = server->address[0] };

	(void)forge_living(&forged);
	shell_cases("1", same);
}

/* The board's own process holds its lock, and no other one. */
static void
test_locked_by_other(uid_t user)
{
	static const struct shell_case other[] = {
		{ "forkcastctl -p 4 clients", 65, "",
		    "forkcastctl: the scoreboard of server 4 is locked by "
		    "another process\n" },
	};
	const struct forged forged = { .owner = user, .pid = 4 };

	(void)forge_living(&forged);
	shell_cases("1", other);
}

static void
await_shown(const struct server *server)
{
	struct shell *shell = shell_start(server->address[0],
	    "until forkcastctl -p $SERVER clients -j | grep -q 'groups\":1'; "
	    "do sleep 0.05 || sleep 1; done");

	MUST(shell_status(shell) == 0, "cannot wait");
}

int
main(void)
{
	const uid_t evil = login_nobodys();

	here_several_users();
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");

	shell_set_number("SERVER", server->pid);
	MUST(setenv("ADDRESS", server->address[0], 1) == 0, "out of memory");
	await_shown(server);
	forge_servers(server, evil);
	shell_cases("1", servers);
	forge_rubbish(evil);
	shell_cases("1", cases);
	conn_ask(javad, "ping", "ok ping");
	PASS("nobody was kicked");
	test_locked_by_other(evil);
	server_signal(server, SIGKILL);
	TAP_NUM(server_status(server), ENDED_BY(SIGKILL), "it was killed");
	conn_expect(javad, "bye server-gone ...");
	conn_close(javad);
	shell_cases("1", dead);
	server = server_start(NULL);
	MUST(setenv("ADDRESS", server->address[0], 1) == 0, "out of memory");
	test_same_address(server, 0);
	server_stop(server);
	return tap_done();
}
