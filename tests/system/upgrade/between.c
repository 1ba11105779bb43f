/*
 * Events while the next program already loads the saved state: workers are
 * killed or stopped, clients come, go and talk, signals arrive. The next
 * program finds and handles all of them, and nothing is lost.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/sockios.h>
#endif

#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

static struct {
	struct server *server;
	struct conn *control;
	char path[SCRATCH_PATH]; /* the next one waits for this file */
} all;

/* The next one has begun, and waits. */
static void
leap(void)
{
	(void)unlink(all.path);
	all.control = upgrade_ask(
	    all.server, "upgrade %s", upgrade_program(UPGRADE_UNFIT("slow")));
	server_expect(all.server, "upgrade: rehearsed");
	server_expect(all.server, "slow: begun");
}

static void
go_on(void)
{
	scratch_write(all.path, "");
	upgrade_expect(all.control, "ok * to *, * client* * ms");
	server_expect(all.server, "upgrade: done ...");
	conn_close(all.control);
}

/* Its worker has read it: that can be told of UNIX sockets. */
static void
await_read(struct conn *conn)
{
#ifdef SIOCOUTQ
	const usec end = deadline();
	int left = 1;

	while (ioctl(conn->fd, SIOCOUTQ, &left) == 0 && left > 0)
		MUST(deadline_pause(end), "the worker does not read");
#else
	(void)conn;
	pass_time(200 * MSEC);
#endif
}

/* When it has read what is behind it, it has passed it on. */
static void
say(struct conn *conn, const char *line)
{
	conn_say(conn, "%s", line);
	await_read(conn);
	conn_send(conn, "s", 1);
	await_read(conn);
}

static void
kill_worker(const char *name, int signal)
{
	MUST(kill(server_worker(all.server, name), signal) == 0, "no worker");
}

static void
await_end(const char *name)
{
	const usec end = deadline();
	char pattern[64];

	(void)snprintf(pattern, sizeof(pattern), "ended: %s ...", name);
	while (server_logged(all.server, pattern) == 0)
		MUST(deadline_pause(end), "%s does not end", name);
}

static void
test_workers(void)
{
	struct conn *javad = conn_member(all.server, "javad", "1");
	struct conn *ali = conn_member(all.server, "ali", "1");
	struct conn *reza = conn_member(all.server, "reza", "1");
	struct conn *gone = conn_member(all.server, "gone", "1");
	struct conn *bored = conn_member(all.server, "bored", "1");
	const pid_t stopped = server_worker(all.server, "reza");

	conn_wait_for(javad, "join * 1 bored");
	conn_wait_for(reza, "join * 1 bored");
	leap();
	say(ali, "send 1 last words");
	kill_worker("ali", SIGKILL);
	MUST(kill(stopped, SIGSTOP) == 0, "no worker");
	conn_close(gone);
	conn_say(bored, "quit now");
	struct conn *late = conn_open(all.server);
	conn_say(late, "late");
	server_signal(all.server, SIGHUP);
	server_signal(all.server, SIGUSR1);
	go_on();
	server_expect(all.server, "reload: done");
	conn_wait_for(bored, "bye quit ...");
	conn_expect(late, "ok name late");
	await_end("gone"); /* its name is free then */
	PASS("who came meanwhile is let in, who left is gone");
	conn_wait_for(javad, "msg * 1 ali last words");
	conn_wait_for(javad, "quit * ali");
	await_end("ali");
	PASS("who was killed had its last words");
	conn_say(javad, "name gone");
	conn_wait_for(javad, "name * javad gone");
	conn_ask(javad, "name javad", "name * gone javad");
	TAP_NUM(server_logged(all.server, "clients: * of *"), 1, "USR1 too");
	MUST(kill(stopped, SIGCONT) == 0, "no worker");
	conn_wait_for(reza, "msg * 1 ali last words");
	conn_wait_for(reza, "name * gone javad");
	conn_ask(reza, "send 1 here", "msg * 1 reza here");
	conn_expect(javad, "msg * 1 reza here");
	PASS("who was stopped goes on");
	TAP_NUM(server_logged(all.server, "ended: ali * pid *, signal 9, ..."),
	    1, "one death is logged");
	conn_close(javad);
	conn_close(reza);
	conn_close(bored);
	conn_close(late);
}

/* TERM to a worker, whose server is not there to say goodbye. */
static void
test_kicked(void)
{
	struct conn *worn = conn_named(all.server, "worn");
	const pid_t worker = server_worker(all.server, "worn");

	leap();
	MUST(kill(worker, SIGTERM) == 0, "no worker");
	go_on();
	conn_expect(worn, "bye kicked ...");
	conn_close(worn);
	server_expect(all.server, "ended: worn * pid *, bye kicked, ...");
	PASS("one that is to end does");
}

static void
test_term(void)
{
	struct conn *ali = conn_named(all.server, "ali");

	leap();
	server_signal(all.server, SIGTERM);
	go_on();
	conn_expect(ali, "bye shutdown ...");
	conn_close(ali);
	server_expect(all.server, "stopping: ...");
	TAP_NUM(server_status(all.server), 0, "TERM ends the next one");
}

int
main(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "socket");
	scratch_path(all.path, "go-on");
	all.server =
	    server_start(&(struct setup) { .listen = { path }, .paced = true });
	test_workers();
	test_kicked();
	test_term();
	return tap_done();
}
