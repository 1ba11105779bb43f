/*
 * A server with silent clients sleeps, though not for long if they are many,
 * but notices at once when one sends something or a worker dies. Neither it nor
 * a worker waits in a busy loop, whatever it waits for.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/filler.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

#define CLIENTS 100

/* From the last word on the server looks after a second, and then every 30 s.
 */
#define SILENCE (300 * SEC)
#define WAKES (2 * (1 + 300 / 30))

/*
 * So many lines in a row from so many that speak at once: no ring of the
 * doorbell is lost, for there is no sweep while the clock stands still.
 */
#define LINES 1100
#define SPEAKERS 4

/* How long all are watched, and how often they may wake in that. */
#define WATCHED (300 * MSEC)
#define WAKES_WATCHED 12

static void
few_are_silent(void)
{
	static const char *const names[] = { "ali", "bo", "carla", "dan" };
	struct server *server = server_start(&(struct setup) {
	    .config = "grace 60\nhello_time 300\n", .paced = true });

	for (size_t i = 0; i < COUNT(names); i++)
		(void)conn_member(server, names[i], "1");
	server_await_rest();
	TAP_NUM(server_pace(server, 250 * SEC), 1, "it is not woken in 250 s");
	server_stop(server);
}

static void
each_is_heard(struct conn *const speakers[SPEAKERS])
{
	for (size_t i = 0; i < LINES; i++) {
		for (size_t k = 0; k < SPEAKERS; k++)
			conn_say(speakers[k], "ping %zu", i);
		for (size_t k = 0; k < SPEAKERS; k++)
			conn_expect(speakers[k], "ok ping %zu", i);
	}
	PASS("%d lines of %d who speak at once are heard", LINES, SPEAKERS);
}

static void
many_are_silent(void)
{
	struct server *server =
	    server_start(&(struct setup) { .paced = true, .alone = true });
	struct conn *clients[CLIENTS];
	char name[16];

	for (size_t i = 0; i < CLIENTS; i++) {
		(void)snprintf(name, sizeof(name), "client-%zu", i);
		clients[i] = conn_named(server, name);
	}
	server_await_rest();
	const size_t wakes = server_pace(server, SILENCE);
	TAP_OK(wakes <= WAKES, "%d clients say nothing: %zu wake-ups in 300 s",
	    CLIENTS, wakes);
	conn_ask(clients[0], "ping", "ok ping");
	PASS("who speaks is heard");
	each_is_heard(clients);
	(void)server_pace(server, SILENCE);
	MUST(kill(server_worker(server, "client-1"), SIGKILL) == 0,
	    "cannot kill");
	server_expect(server, "client-1: quit");
	PASS("so is the end of a worker that was killed");
	server_stop(server);
}

static long
wakes_of_all(const struct server *server)
{
	pid_t workers[8];
	const size_t count = proc_children(server->pid, workers, 8);
	long sum = proc_wakes(server->pid);

	for (size_t i = 0; i < count; i++)
		sum += proc_wakes(workers[i]);
	return sum;
}

/* All processes may have pending work at first. */
static void
expect_idle(const struct server *server, const char *when)
{
	const usec end = deadline();
	unsigned row = 0;

	do {
		const usec start = clock_mono();
		const long before = wakes_of_all(server);
		pass_time(WATCHED);
		const long woken = wakes_of_all(server) - before;
		const usec took = clock_mono() - start;
		row = woken >= 0 &&
			(usec)woken * WATCHED <= WAKES_WATCHED * took ?
		    row + 1 :
		    0;
	} while (row < PROC_ROW && (row > 0 || clock_mono() < end));
	TAP_OK(row == PROC_ROW, "%s", when);
}

static void
some_are_waited_for(void)
{
	char path[SCRATCH_PATH], text[2000];
	struct str line;
	size_t more;

	scratch_path(path, "socket");
	struct server *server =
	    server_start(&(struct setup) { .listen = { path },
		.config = "grace 600\nhold_time 3600\nchunk_time 0\n" });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *half = conn_named(server, "half");

	(void)snprintf(text, sizeof(text), "send 1 %s\n", filler(1000));
	conn_send(half, "half a line", 11);
	struct conn *deaf = conn_member(server, "deaf", "1");
	do { /* until nobody takes any more */
		more = conn_push(javad, text, strlen(text), WATCHED);
		while (conn_has_line(javad, &line))
			more++;
	} while (more > 0 || server_any_runs());
	server_expect_workers(server, 3);
	expect_idle(server,
	    "one is in a line, one does not read, another one has to wait");
	struct conn *operator= conn_open_at(server->control);
	conn_ask(operator, "kick javad", "ok 1 client kicked");
	conn_close(operator);
	conn_close(javad);
	server_expect_workers(server, 2);
	expect_idle(server, "the one who had to wait has gone");
	conn_close(deaf); /* it would be waited for at the end */
	server_stop(server);
}

int
main(void)
{
	few_are_silent();
	many_are_silent();
	if (proc_is_there())
		some_are_waited_for();
	return tap_done();
}
