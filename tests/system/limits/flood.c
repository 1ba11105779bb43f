/*
 * line_rate and byte_rate limit what a client says without a gap: a burst runs
 * at once, later lines have to wait, also of who quits or dies; nothing is
 * dropped, memory stays bounded, and no other client is affected. So is who
 * reads no answers, sends no line end, or was served by another service.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/filler.h"
#include "tests/lib/flood.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

#define BURST 500
#define BEFORE 2 /* name, join */
#define TICK (10 * MSEC) /* who waits goes on at a multiple of it */
#define MESSAGES 20
#define MANY 2000000
#define MUCH ((size_t)4 << 20)
#define BOUND ((size_t)1 << 20) /* pipes, buffers and the socket's own */
#define QUIET (300 * MSEC)
#define MEMORY_KB (8 * 1024)
#define PIECES (10 * 1024 * 1024 / FILLER_MOST)
#define WORKER_KB (4 * 1024)
#define FLOOD ((size_t)256 << 20) /* more than buffers hold */

static struct {
	struct server *server;
	struct conn *ali;
	struct conn *javad;
	struct flood flood;
} all;

static void
start(const char *config, size_t size)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "socket"); /* its buffers are small */
	all.server = server_start(&(struct setup) {
	    .listen = { path }, .config = config, .paced = true });
	all.ali = conn_member(all.server, "ali", "1");
	all.javad = conn_member(all.server, "javad", "1");
	conn_expect(all.ali, "join * 1 javad");
	flood_init(&all.flood, all.javad, "1", size);
}

/* The answer comes when a second has passed, and not before. */
static void
waits(const char *answer)
{
	struct str line;

	server_pace(all.server, SEC - TICK);
	conn_ask(all.ali, "ping", "ok ping");
	MUST(!conn_has_line(all.javad, &line), "it does not wait");
	server_pace(all.server, TICK);
	conn_expect(all.javad, "%s", answer);
}

static void
test_lines(void)
{
	start("line_rate 1\nline_burst 500\n", 20);
	flood_all(&all.flood, &all.ali, 1, BURST - BEFORE);
	PASS("the burst goes at once");
	conn_say(all.javad, "ping one\nping two");
	conn_ask(all.ali, "ping", "ok ping");
	PASS("another one is served");
	server_pace(all.server, TICK);
	waits("ok ping one");
	waits("ok ping two");
	PASS("what is behind it waits as long as the rate says");
	server_stop(all.server);
}

/* A few lines have many bytes. */
static void
test_bytes(void)
{
	usec took;

	start("byte_rate 8K\nbyte_burst 8K\n", 3000);
	for (int i = 0; i < 8; i++)
		conn_say(all.javad, "send 1 %08d %s", i, filler(3000 - 9));
	took = flood_pace(&all.flood, all.ali, 0, 8, all.server, TICK);
	TAP_OK(took >= (8 * 3000 - 8192) * SEC / 8192,
	    "all has come, in order, and has taken its time: %d ms",
	    (int)(took / MSEC));
	server_stop(all.server);
}

/*
 * In one piece, and no more than a worker has room for at first, so that all of
 * it is on the uplink as soon as any is.
 */
static void
say_all_at_once(void)
{
	char text[MESSAGES * 64];
	size_t len = 0;

	for (int i = 0; i < MESSAGES; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "send 1 %08d 1234567\n", i); /* as flood.c has it */
	conn_send(all.javad, text, len);
}

static void
test_quit(void)
{
	start("line_rate 20\nline_burst 10\n", 16);
	say_all_at_once();
	conn_finish(all.javad);
	const usec took =
	    flood_pace(&all.flood, all.javad, 0, MESSAGES, all.server, TICK);
	TAP_OK(took >= (MESSAGES - 10) * SEC / 20,
	    "who closes its side has all of it run, in its time");
	server_pace(all.server, SEC); /* the quit is a line, too */
	conn_expect(all.javad, "bye quit ...");
	flood_expect(&all.flood, all.ali, 0, MESSAGES);
	conn_expect(all.ali, "quit * javad");
	PASS("and quits behind it");
	server_stop(all.server);
	start("line_rate 1\nline_burst 5\n", 16);
	say_all_at_once();
	flood_expect(&all.flood, all.ali, 0, 1);
	(void)kill(server_worker(all.server, "javad"), SIGKILL);
	(void)flood_pace(
	    &all.flood, all.ali, 1, MESSAGES - 1, all.server, TICK);
	conn_expect(all.ali, "quit * javad");
	PASS("of one whose worker has died nothing is lost");
	server_stop(all.server);
}

/* Pushes, and reads what is answered, until nothing more is taken. */
static void
test_held(void)
{
	char *pings = malloc(MUCH);
	size_t taken = 0, more;
	struct str line;

	MUST(pings != NULL, "no memory");
	for (size_t i = 0; i < MUCH; i++)
		pings[i] = "ping\n"[i % 5];
	start("byte_rate 1\nbyte_burst 4K\n", 16);
	const size_t before = server_memory(all.server);
	do {
		more = conn_push(all.javad, pings + taken, MUCH - taken, QUIET);
		taken += more;
		while (conn_has_line(all.javad, &line))
			more += line.len;
	} while (more > 0 && taken < MUCH);
	TAP_OK(taken < BOUND, "the flood is held after %zu bytes", taken);
	TAP_OK(server_memory(all.server) - before < BOUND, "memory is bounded");
	conn_ask(all.ali, "ping", "ok ping");
	server_stop(all.server);
	free(pings);
}

/* Asks until nothing more is taken. */
static void
test_unread(void)
{
	char line[32];
	size_t len, taken = 0;
	int asked = -1;

	start("", 16);
	const long before = proc_status(all.server->pid, "VmRSS");
	do {
		len =
		    (size_t)snprintf(line, sizeof(line), "ping %d\n", ++asked);
		taken = conn_push(all.javad, line, len, QUIET);
	} while (taken == len && asked < MANY);
	TAP_OK(asked < MANY, "%d questions, then it is stopped", asked);
	const long after = proc_status(all.server->pid, "VmHWM");
	if (before != -1 && !sanitized())
		TAP_OK(after - before < MEMORY_KB,
		    "the server has grown by %ld KiB", after - before);
	conn_ask(all.ali, "ping", "ok ping");
	/* The rest of the last is sent when there is room again. */
	for (int i = 0; i < asked; i++)
		conn_expect(all.javad, "ok ping %d", i);
	conn_send(all.javad, line + taken, len - taken);
	conn_expect(all.javad, "ok ping %d", asked);
	PASS("all of them are answered when it reads");
	server_stop(all.server);
}

/* 10 MB get one answer. */
static void
test_no_line_end(void)
{
	start("", 16);
	const pid_t worker = server_worker(all.server, "javad");
	const long before = proc_status(worker, "VmHWM");

	conn_send(all.javad, "send 1 ", 7);
	for (int i = 0; i < PIECES; i++)
		conn_send(all.javad, filler(FILLER_MOST), FILLER_MOST);
	conn_expect_nothing(all.ali);
	conn_say(all.javad, "the end\nping after");
	conn_expect(all.javad, "err - too-long ...");
	conn_expect(all.javad, "ok ping after");
	PASS("the line is refused as one, the connection goes on");
	const long after = proc_status(worker, "VmHWM");
	if (before != -1 && !sanitized())
		TAP_OK(after - before < WORKER_KB,
		    "its worker has grown by %ld KiB", after - before);
	server_stop(all.server);
}

/* After a service has ended, little is read of who was served. */
static void
test_services(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "listen 127.0.0.1:0 date\nlisten 127.0.0.2:0 echo\n"
		      "hello_time 600\ngrace 600\nstall_time 600\n",
	    .file_listens = true,
	    .paced = true });
	struct conn *to[] = { conn_open_at(server->address[0]),
		conn_open_at(server->address[1]) };

	(void)conn_line(to[0]);
	for (size_t i = 0; i < 3; i++) {
		size_t said = 0, more = 1;
		for (; more > 0 && said < FLOOD; said += more)
			more = conn_push(to[i > 0], filler(8000), 8000, QUIET);
		TAP_OK(said < FLOOD, "nor after the end of a service: %zu", i);
		if (i == 1)
			server_pace_all(server, 600 * SEC);
		server_await_rest();
	}
	server_pace(server, 600 * SEC); /* its worker is killed */
	server_stop(server);
}

int
main(void)
{
	bulk();
	test_lines();
	test_bytes();
	test_quit();
	test_held();
	test_unread();
	test_no_line_end();
	test_services();
	return tap_done();
}
