/*
 * Clients in any state continue in it after an upgrade to a later version and
 * back, as if nothing had happened.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/lib/deadline.h"
#include "tests/lib/filler.h"
#include "tests/lib/pattern.h"
#include "tests/lib/upgrade.h"

#define KILLED "ended: killed * pid *, signal 9, ..."
#define GROUPS 90
#define LISTS 400
#define PINGS 300
#define BURST 20 /* pings at once, and the name */
#define TICK (10 * MSEC) /* who waits goes on at a multiple of it */
#define HEADER "PROXY TCP4 192.0.2.7 192.0.2.1 40000 1234\r\n"

static void
leap_both_ways(struct server *server)
{
	upgrade_to(server, UPGRADE_LATER);
	upgrade_to(server, UPGRADE_PACED);
}

/* Clients that have sent nothing or half a line, and clients behind a proxy. */
static void
test_nameless(void)
{
	char path[SCRATCH_PATH], marked[SCRATCH_PATH + 8];

	scratch_path(path, "proxies");
	(void)snprintf(marked, sizeof(marked), "%s proxy", path); /* fits */
	struct server *server =
	    server_start(&(struct setup) { .listen = { "127.0.0.1:0", marked },
		.config = "hello_time 60\nchunk_time 0\n",
		.paced = true });
	struct conn *unnamed = conn_open(server);
	struct conn *half = conn_open(server);
	struct conn *proxied = conn_open_at(path);
	struct conn *in_part = conn_open_at(path);
	struct conn *mute = conn_open(server);
	struct str line;

	conn_ask(unnamed, "ping", "ok ping");
	conn_send(half, "ha", 2);
	conn_send(in_part, HEADER, 20);
	server_expect_workers(server, 5);
	leap_both_ways(server);
	conn_ask(unnamed, "unnamed", "ok name unnamed");
	conn_send(half, "lf\n", 3);
	conn_expect(half, "ok name half");
	conn_send(proxied, HEADER "behind\n", strlen(HEADER "behind\n"));
	conn_expect(proxied, "ok name behind");
	conn_send(in_part, HEADER "part\n" + 20, strlen(HEADER "part\n") - 20);
	conn_expect(in_part, "ok name part");
	PASS("unnamed, half a name, behind a proxy that had not spoken");
	server_pace(server, 60 * SEC - 1);
	conn_ask(unnamed, "ping", "ok ping");
	MUST(!conn_has_line(mute, &line), "it is late too soon");
	server_pace(server, 1);
	conn_expect(mute, "bye idle ...");
	PASS("who is late is told so");
	server_stop(server);
}

static void
test_locked(void)
{
	char file[SCRATCH_PATH], config[2 * SCRATCH_PATH];

	scratch_path(file, "password");
	scratch_write(file, "open-sesame\n");
	MUST(chmod(file, 0600) == 0, "chmod fails");
	(void)snprintf(config, sizeof(config),
	    "password_file %s\npassword_time 60\n", file);
	struct server *server =
	    server_start(&(struct setup) { .config = config, .paced = true });
	struct conn *locked = conn_open(server);
	struct conn *wrong = conn_open(server);
	struct str line;

	conn_ask(locked, "ping", "ok ping");
	conn_say(wrong, "pass sesame");
	conn_say(wrong, "ping");
	server_expect(server, "refused: * (wrong password)");
	leap_both_ways(server);
	server_pace(server, 60 * SEC - 1);
	conn_ask(locked, "ping", "ok ping");
	TAP_OK(!conn_has_line(wrong, &line),
	    "a wrong password's answer is still due");
	server_pace(server, 1);
	conn_expect(wrong, "err pass not-allowed ...");
	PASS("and comes in its time");
	conn_expect(wrong, "ok ping");
	conn_ask(locked, "locked", "err name not-allowed ...");
	conn_ask(locked, "pass open-sesame", "ok pass");
	conn_ask(locked, "locked", "ok name locked");
	PASS("who has to say the password still has to");
	server_stop(server);
}

/* More lines than may be said at once, and lists that nobody reads. */
static void
test_paused(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "line_rate 1\nline_burst 21\n", .paced = true });
	struct conn *hasty = conn_named(server, "hasty");
	struct conn *other = conn_named(server, "other");
	struct str line;

	for (int i = 0; i < PINGS; i++)
		conn_say(hasty, "ping %d", i);
	for (int i = 0; i < PINGS; i++) {
		if (i == PINGS / 2)
			leap_both_ways(server);
		if (i >= BURST) {
			conn_ask(other, "ping", "ok ping");
			MUST(!conn_has_line(hasty, &line),
			    "ping %d is answered too soon", i);
			server_pace(server, i == BURST ? SEC + TICK : SEC);
		}
		conn_expect(hasty, "ok ping %d", i);
	}
	PASS("who says too much waits as long as before");
	server_stop(server);
}

static void
test_lists(void)
{
	struct server *server = server_start(NULL);
	struct conn *maker = conn_named(server, "maker");
	struct conn *asker = conn_open_small(server->address[0]);

	for (int i = 0; i < GROUPS; i++) {
		conn_say(maker, "join g%d", i);
		conn_expect(maker, "join * g%d maker", i);
		conn_say(maker, "topic g%d %s", i, filler(300));
		conn_expect(maker, "topic ...");
	}
	conn_ask(asker, "asker", "ok name asker");
	for (int i = 0; i < LISTS; i++)
		conn_say(asker, "groups");
	conn_say(asker, "ping end");
	conn_ask(maker, "ping", "ok ping");
	upgrade_to(server, UPGRADE_THIS);
	upgrade_to(server, UPGRADE_THIS);
	for (int i = 0; i < LISTS; i++) {
		for (int g = 0; g < 3; g++)
			conn_expect(asker, "group %d 0 ...", g + 1);
		for (int g = 0; g < GROUPS; g++)
			conn_expect(asker, "group g%d 1 ...", g);
		conn_expect(asker, "ok groups %d", GROUPS + 3);
	}
	conn_expect(asker, "ok ping end");
	PASS("long lists go on where they were");
	server_stop(server);
}

/* Clients that are about to go still go; one that has gone ends only once. */
static void
test_leaving(void)
{
	const usec until = deadline();
	struct server *server = server_start(
	    &(struct setup) { .config = "grace 60\n", .paced = true });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *quits = conn_member(server, "quits", "1");
	struct conn *stopped = conn_member(server, "stopped", "1");

	(void)conn_member(server, "axed", "1");
	(void)conn_member(server, "killed", "1");
	const pid_t worker = server_worker(server, "stopped");
	const pid_t deaf = server_worker(server, "axed");
	struct conn *control = conn_open_at(server->control);

	conn_wait_for(javad, "join * 1 killed");
	MUST(kill(worker, SIGSTOP) == 0 && kill(deaf, SIGSTOP) == 0, "kill");
	conn_say(quits, "quit so long");
	conn_ask(control, "kick axed", "ok 1 client kicked");
	MUST(kill(server_worker(server, "killed"), SIGKILL) == 0, "kill");
	leap_both_ways(server);
	conn_wait_for(javad, "quit * axed kicked");
	conn_wait_for(quits, "bye quit ...");
	conn_expect_end(quits);
	server_pace(server, 60 * SEC);
	server_expect(
	    server, "ended: axed * pid *, bye kicked and signal 9, ...");
	PASS("one who was being cut, and does not go, is killed");
	/* Before the other, or behind it. */
	while (server_logged(server, KILLED) == 0)
		MUST(deadline_pause(until), "it is not reaped");
	TAP_NUM(server_logged(server, KILLED), 1,
	    "one who was killed has ended once");
	conn_say(javad, "send 1 hello");
	conn_wait_for(javad, "msg * 1 javad hello");
	MUST(kill(worker, SIGCONT) == 0, "kill");
	conn_wait_for(stopped, "msg * 1 javad hello");
	conn_ask(stopped, "names 1", "names 1 javad stopped");
	PASS("one who was stopped goes on");
	conn_close(control);
	server_stop(server);
}

int
main(void)
{
	bulk();
	test_nameless();
	test_locked();
	test_paused();
	test_lists();
	test_leaving();
	return tap_done();
}
