/* forkcastctl shows a running server and a stopped one. */
#include <signal.h>
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/page.h"
#include "tests/lib/proc.h"
#include "tests/lib/shell.h"

#define CTL "forkcastctl -p $SERVER "
/* Each libc has its own messages for getopt. */
#ifdef __GLIBC__
#define BAD_OPTION "check: invalid option ...\n"
#else
#define BAD_OPTION "check: unrecognized option: x\n"
#endif
#define SQUEEZE " | tr -s ' ' | sed 's/^ //'"

#define CLIENTS                                            \
	"PID NAME PEER STATE S GRP IN OUT QUEUE UP IDLE\n" \
	"* ali 127.0.0.1:* here * 2 4 4 0 *s *s\n"         \
	"* javad 127.0.0.1:* here * 1 3 * 0 *s *s\n"

static const struct shell_case cases[] = {
	{ CTL "status", 0,
	    "server * 127.0.0.1:* (forkcastd *, uid *): running, up *s\n"
	    "clients 2 of 1000, groups 3, came 2, crashed 0, refused 0, full "
	    "0, stopped 0\n"
	    "lines in 7, out *; bytes in *, out *; queues 0, memory *\n",
	    "" },
	{ CTL "clients -o name" SQUEEZE, 0, CLIENTS, "" },
	{ CTL "clients -r -o name JAV*" SQUEEZE, 0,
	    "PID NAME ...\n* javad ...\n", "" },
	{ CTL "clients 127.0.0.1:* | wc -l", 0, "3\n", "" },
	{ CTL "clients nobody", 0, "", "" },
	{ CTL "clients -j -o name | sed 's/.*\"name\"/\"name\"/'", 0,
	    "\"name\":\"ali\",\"peer\":\"127.0.0.1:*\",\"state\":\"here\","
	    "\"process\":\"*\",\"groups\":2,\"lines_in\":4,\"lines_out\":4,*\n"
	    "\"name\":\"javad\",*\n",
	    "" },
	{ CTL "clients -o nose", 64, "",
	    "forkcastctl: unknown column \"nose\"; ...\n" },
	{ CTL "groups", 0, "1 2 \n2 1 about two\n3 0 \n", "" },
	{ CTL "top -n 2 -d 0.1 | grep -c '^lines a second: in'", 0, "2\n", "" },
	{ CTL "check", 0,
	    "FORKCAST OK - running, 2 of 1000 clients | "
	    "clients=2;800;950;0;1000 groups=3 queue=0B lines_in=7c "
	    "lines_out=*c crashed=0c refused=0c\n",
	    "" },
	{ CTL "check -w 0", 1, "FORKCAST WARNING - running, ...\n", "" },
	{ CTL "check -c 0", 2, "FORKCAST CRITICAL - running, ...\n", "" },
	{ CTL "check -x", 3, "FORKCAST UNKNOWN - usage: ...\n", BAD_OPTION },
	{ CTL "metrics | grep -v '^#' | head -n 4", 0,
	    "forkcast_servers 1\n"
	    "forkcast_up{server=\"127.0.0.1:*\"} 1\n"
	    "forkcast_start_time_seconds{*} *.*\n"
	    "forkcast_beat_time_seconds{*} *.*\n",
	    "" },
	{ CTL "metrics | grep '^forkcast_clients{'", 0,
	    "forkcast_clients{server=\"127.0.0.1:*\"} 2\n", "" },
	{ "forkcastctl -s $ADDRESS clients | wc -l", 0, "3\n", "" },
	{ "forkcastctl -p 1 clients", 69, "",
	    "forkcastctl: no such server; ...\n" },
	{ "forkcastctl -p 1 status", 69, "",
	    "forkcastctl: no such server; ...\n" },
	{ "forkcastctl -p 0 status", 64, "",
	    "forkcastctl: -p 0: not a process ID\n" },
	{ "forkcastctl -p -1 status", 64, "",
	    "forkcastctl: -p -1: not a process ID\n" },
	{ "forkcastctl -p x status", 64, "",
	    "forkcastctl: -p x: not a process ID\n" },
	{ "forkcastctl -t 0 status", 64, "",
	    "forkcastctl: -t 0: must be 1 to 3600 seconds\n" },
	{ "forkcastctl -c /no/such status", 69, "",
	    "forkcastctl: control socket /no/such: No such file or "
	    "directory\n" },
	{ "forkcastctl -c /dev/null status", 69, "",
	    "forkcastctl: control socket /dev/null: ...\n" },
	{ "forkcastctl -p 1 check", 2,
	    "FORKCAST CRITICAL - no such server; ...\n", "" },
	{ "forkcastctl", 64, "", "usage: forkcastctl ...\n...\n...\n...\n" },
	{ "forkcastctl nose", 64, "",
	    "forkcastctl: unknown command \"nose\"\nusage: "
	    "...\n...\n...\n...\n" },
	{ "forkcastctl status -s 127.0.0.1:1", 64, "",
	    "forkcastctl: -s goes before the command: forkcastctl -s "
	    "127.0.0.1:1 status\n" },
	{ CTL "clients >/dev/full", 74, "",
	    "forkcastctl: cannot write to standard output: ...\n" },
};

static const struct shell_case stopped[] = {
	{ CTL "clients -o name" SQUEEZE, 0, CLIENTS, "" },
	{ CTL "status | wc -l", 0, "3\n", "" },
	{ CTL "status | head -n 1", 0,
	    "server * * (forkcastd *, uid *): stopped, ...\n", "" },
	{ CTL "top -n 1 | head -n 1", 0,
	    "server * * (forkcastd *, uid *): stopped, ...\n", "" },
	{ CTL "check", 2, "FORKCAST CRITICAL - server * is stopped\n", "" },
	{ "a=$(date +%s); " CTL "kick ali 2>out; b=$(date +%s);"
	  " echo $((b - a > 3))",
	    0, "1\n", "" },
};

/* The board shows an event within a quarter of a second. */
static void
await_shown(const struct server *server)
{
	struct shell *shell = shell_start(server->address[0],
	    "until " CTL "clients -j | grep -q 'ali.*lines_in\":4,' &&"
	    " " CTL "clients -j | grep -q 'javad.*lines_in\":3,'; do"
	    " sleep 0.05 || sleep 1; done");

	MUST(shell_status(shell) == 0, "cannot wait");
}

static void
test_not_inherited(const struct server *server)
{
	static char maps[65536];

	if (!proc_is_there())
		return;
	MUST(proc_read(server->pid, "maps", maps, sizeof(maps)) > 0,
	    "cannot read maps");
	TAP_OK(strstr(maps, "/dev/shm/forkcastd.") != NULL,
	    "the server has the scoreboard mapped");
	if (proc_read(
		server_worker(server, "ali"), "maps", maps, sizeof(maps)) == 0)
		return;
	TAP_OK(strstr(maps, "/dev/shm/forkcastd.") == NULL, "a worker has not");
}

/* The server is stopped. */
static void
test_gives_up(void)
{
	struct page *page = page_scripts();
	struct shell *shell = shell_start(
	    "1", "exec $PACED/forkcastctl -t 60 -p $SERVER kick ali");

	page_pass(page, 50 * SEC, 1); /* it still waits */
	page_pass(page, 10 * SEC, 0);
	TAP_NUM(shell_status(shell), 69, "it does not wait for ever");
	TAP_OK(shell_matches("forkcastctl: server *, control socket *: "
			     "no reply: the server is stopped\n",
		   shell_complained(shell)),
	    "and says why");
}

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .args = { "-m", "1000" }, .visible = true });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "2");

	conn_ask(ali, "topic 2 about two", "topic * 2 ali about two");
	conn_ask(ali, "join 1", "join * 1 ali");
	conn_ask(javad, "ping", "join * 1 ali");
	shell_set_number("SERVER", server->pid);
	MUST(setenv("ADDRESS", server->address[0], 1) == 0, "out of memory");
	await_shown(server);
	test_not_inherited(server);
	shell_cases(server->address[0], cases);
	server_signal(server, SIGSTOP);
	shell_cases(server->address[0], stopped);
	test_gives_up();
	server_signal(server, SIGCONT);
	conn_close(ali);
	conn_close(javad);
	server_stop(server);
	struct shell *shell = shell_start("1", CTL "clients");
	TAP_NUM(shell_status(shell), 69, "a good end leaves no scoreboard");
	return tap_done();
}
