/*
 * forkcastctl describes several servers, but none that was killed. What that
 * has left, its scoreboard and its control socket, its user's next server
 * removes, but nothing of living ones, nor another file with such a name.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"
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
	{ "forkcastctl status | grep -cE \"^server ($A|$B) \"", 0, "2\n", "" },
	{ "forkcastctl metrics | grep '^forkcast_servers'", 0,
	    "forkcast_servers 2\n", "" },
	{ "ls /dev/shm | grep -c '^forkcastd\\.'", 0, "2\n", "" },
};

static const struct shell_case dead[] = {
	{ "forkcastctl -p $A clients", 69, "", "forkcastctl: no such ...\n" },
	{ "forkcastctl -p $A check", 2, "FORKCAST CRITICAL - no such ...\n",
	    "" },
	{ "forkcastctl -p $A kick ali", 69, "", "forkcastctl: no such ...\n" },
	{ "forkcastctl -p $A metrics | grep '^forkcast_servers'", 0,
	    "forkcast_servers 0\n", "forkcastctl: no such ...\n" },
	{ "forkcastctl check | cut -d ' ' -f 2", 0, "OK\n", "" },
	{ "ls /dev/shm | grep -c '^forkcastd\\.'", 0, "2\n", "" },
};

static bool
is_there(const char *path, const char *more)
{
	char whole[SCRATCH_PATH + 8];
	struct stat info;

	(void)snprintf(whole, sizeof(whole), "%s%s", path, more); /* fits */
	return lstat(whole, &info) == 0;
}

/* They only look like control sockets. */
static void
make_others(char file[SCRATCH_PATH], char bare[SCRATCH_PATH])
{
	struct addr addr;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	scratch_path(file, "forkcastd.11.control");
	scratch_write(file, "dear diary\n");
	scratch_path(bare, "forkcastd.12.controls");
	MUST(addr_parse(&addr, bare) == NULL && fd != -1 &&
		bind(fd, &addr.to.any, addr.len) == 0,
	    "no socket");
	io_close(&fd);
}

int
main(void)
{
	char file[SCRATCH_PATH], bare[SCRATCH_PATH];
	struct server *a, *b, *next;

	/* Or what others have on this machine would be cleaned up. */
	here_several_users();
	a = server_start(&(struct setup) { .stays = true });
	b = server_start(&(struct setup) { .stays = true });
	struct conn *ali = conn_member(a, "ali", "1");

	shell_set_number("A", a->was);
	shell_set_number("B", b->was);
	shell_cases("1", alive);
	server_signal(a, SIGKILL);
	TAP_NUM(server_status(a), ENDED_BY(SIGKILL), "it was killed");
	conn_expect(ali, "bye server-gone ...");
	conn_close(ali);
	shell_cases("1", dead);
	MUST(is_there(a->control, "") && is_there(a->control, ".lock"),
	    "its socket has gone");
	make_others(file, bare);
	next = server_start(&(struct setup) { .stays = true });
	TAP_OK(!is_there(a->control, "") && !is_there(a->control, ".lock"),
	    "the next server removes what is left of it");
	shell_run("ls /dev/shm | grep -c '^forkcastd\\.'", 0, "2\n", "");
	conn_ask(conn_open_at(b->control), "ping", "ok ping");
	shell_run("ls /dev/shm/forkcastd.$B >/dev/null", 0, "", "");
	TAP_OK(is_there(file, "") && is_there(bare, ""),
	    "but nothing of a living one's, nor what is none");
	server_stop(next);
	server_stop(b);
	return tap_done();
}
