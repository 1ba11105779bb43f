/*
 * After SIGKILL or SIGSEGV of a worker, only its client is gone: the others
 * chat, hear what it had passed on before its end, and the memory that waited
 * for it is freed. Many that die at once are all reaped.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/flood.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

#define MESSAGES 1000
#define QUIET (300 * MSEC)
#define MANY 400

/* The least that waits in a queue, and what may differ without one. */
#define QUEUE ((size_t)256 * 1024)
#define LITTLE ((size_t)128 * 1024)

/* Fewer messages than the pipe between worker and parent holds. */
#define IN_PIPE 10

static char path[SCRATCH_PATH];

static void
kill_worker(const struct server *server, const char *name, int signal)
{
	MUST(kill(server_worker(server, name), signal) == 0, "no worker");
}

static void
test_signal(struct server *server, struct flood *flood, int signal)
{
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *reza = conn_member(server, "reza", "1");
	struct conn *sara = conn_member(server, "sara", "2");

	flood_all(flood, &reza, 1, 50);
	kill_worker(server, "ali", signal);
	flood_all(flood, &reza, 1, 500);
	PASS("signal %d in the middle of talk: the others get all of it",
	    signal);
	server_expect(
	    server, "ended: ali * pid *, signal %d, lived ...", signal);
	conn_say(reza, "names 1"); /* the quit may stand behind the flood */
	conn_wait_for(reza, "names 1 javad reza");
	conn_expect(reza, "ok names 1 2");
	conn_ask(sara, "tell ali there?", "err tell no-such-name ...");
	conn_close(ali);
	conn_close(conn_named(server, "ali"));
	PASS("it is in no group any more, and its name is free");
	conn_close(reza);
	conn_close(sara);
	conn_wait_for(flood->conn, "quit * reza");
	server_expect_workers(server, 1);
}

/* Much waits for it. */
static void
test_full(void)
{
	struct server *server =
	    server_start(&(struct setup) { .listen = { path } });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *const readers[] = { conn_member(server, "ali", "1"),
		conn_member(server, "reza", "1") };
	struct flood flood;

	flood_init(&flood, javad, "1", 1000);
	flood_all(&flood, readers, COUNT(readers), MESSAGES);
	const size_t before = server_memory(server);
	struct conn *deaf = conn_member(server, "deaf", "1");
	flood_all(&flood, readers, COUNT(readers), MESSAGES);
	const size_t full = server_memory(server);
	TAP_OK(full > before + QUEUE, "%zu bytes wait", full - before);
	kill_worker(server, "deaf", SIGKILL);
	conn_wait_for(readers[0], "quit * deaf");
	server_expect(server, "ended: deaf * pid *, signal 9, ...");
	conn_say(javad, "ping");
	conn_wait_for(javad, "ok ping");
	TAP_OK(server_memory(server) < before + LITTLE, "they are freed");
	conn_close(deaf);
	server_stop(server);
}

/* Its group is congested, and so its lines have to wait. */
static void
test_words(void)
{
	struct server *server =
	    server_start(&(struct setup) { .listen = { path } });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *reza = conn_member(server, "reza", "1");
	struct flood flood;

	flood_init(&flood, javad, "1", 1000);
	MUST(!flood_run(&flood, 100 * MESSAGES, QUIET), "nothing stops javad");
	kill_worker(server, "javad", SIGKILL);
	server_expect(server, "ended: javad * pid *, signal 9, ...");
	const size_t got = flood_read(&flood, ali, 0);
	TAP_OK(pattern_matches("quit * javad", ali->line),
	    "the end is told behind the last message");
	TAP_OK(got > flood.heard + IN_PIPE,
	    "%zu messages of %zu were said after its death", got - flood.heard,
	    got);
	TAP_NUM(flood_read(&flood, reza, 0), got, "to all the same");
	server_stop(server);
}

/* More than are checked singly, while one signal stands for all. */
static void
test_many(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "max_per_address 0\nconnect_rate 0\n" });
	static struct conn *client[MANY];
	static pid_t pid[MANY + 1];
	char name[16];

	for (size_t i = 0; i < MANY; i++) {
		(void)snprintf(name, sizeof(name), "c%zu", i);
		client[i] = conn_named(server, name);
	}
	MUST(proc_children(server->pid, pid, MANY + 1) == MANY,
	    "not all have a worker");
	server_signal(server, SIGSTOP);
	for (size_t i = 0; i < MANY; i++)
		MUST(kill(pid[i], SIGKILL) == 0, "cannot kill a worker");
	server_signal(server, SIGCONT);
	for (size_t i = 0; i < MANY; i++)
		conn_close(client[i]);
	for (size_t i = 0; i < MANY; i++)
		server_expect(server, "ended: c* * pid *, signal 9, ...");
	conn_close(conn_named(server, "c0"));
	PASS("%d workers are reaped, and their names are free", MANY);
	server_stop(server);
}

int
main(void)
{
	struct flood flood;
	struct server *server = server_start(NULL);

	flood_init(&flood, conn_member(server, "javad", "1"), "1", 100);
	test_signal(server, &flood, SIGKILL);
	/* A sanitizer would catch this one and call it a fault. */
	if (!sanitized())
		test_signal(server, &flood, SIGSEGV);
	server_stop(server);
	scratch_path(path, "socket");
	test_full();
	test_words();
	test_many();
	return tap_done();
}
