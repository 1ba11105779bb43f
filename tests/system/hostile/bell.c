/*
 * A hijacked worker that rings for nothing, fills the doorbell to the last
 * byte, leaves partial numbers in it or makes its shared end blocking makes
 * nobody else wait, misleads no next program, and is not ended for it.
 */
#define _GNU_SOURCE /* syscall */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "server/process/sandbox/sandbox.h"
#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

#define HALL_SIZE 100 /* more than without a doorbell */
#define HALL_GROUP 10
#define HALL_GROUPS (HALL_SIZE / HALL_GROUP)

#define TALKS 20
#define TRIES 11

#define WATCHED (500 * MSEC)
#define WAKES 5

static struct {
	struct conn *conn[HALL_SIZE];
	unsigned talks;
} hall;

/* Number i is cI, in the group I / HALL_GROUP. */
static void
hall_enter(const struct server *server)
{
	char name[16];

	for (size_t i = 0; i < HALL_SIZE; i++) {
		const size_t group = i / HALL_GROUP;
		(void)snprintf(name, sizeof(name), "c%zu", i); /* fits */
		hall.conn[i] = conn_named(server, name);
		conn_say(hall.conn[i], "join %zu", group);
		for (size_t k = group * HALL_GROUP; k <= i; k++)
			conn_expect(hall.conn[k], "join * %zu %s", group, name);
	}
}

static struct conn *
hall_get(size_t number)
{
	return hall.conn[number];
}

/* Whose turn it is in a group. */
static struct conn *
speaker(size_t group)
{
	return hall.conn[group * HALL_GROUP + hall.talks % HALL_GROUP];
}

static void
group_hears(size_t group)
{
	for (size_t i = 0; i < HALL_GROUP; i++)
		conn_expect(hall.conn[group * HALL_GROUP + i],
		    "msg * %zu %s talk %u", group, speaker(group)->label,
		    hall.talks);
}

/* One of each group talks, which all others of it must hear. */
static void
hall_talk(void)
{
	for (size_t group = 0; group < HALL_GROUPS; group++)
		conn_say(speaker(group), "send %zu talk %u", group, hall.talks);
	for (size_t group = 0; group < HALL_GROUPS; group++)
		group_hears(group);
	hall.talks++;
}

/* The write end that the worker has, with the same flags; -1: it is not had. */
static int
bell_take(pid_t worker)
{
	int process = (int)syscall(SYS_pidfd_open, worker, 0);
	const int bell = (int)syscall(SYS_pidfd_getfd, process, CHILD_BELL, 0);

	io_close(&process);
	return bell;
}

/* To the last byte, with rings that name no worker. */
static void
bell_fill(int bell)
{
	char rings[4096];

	memset(rings, 0xff, sizeof(rings));
	for (size_t len = sizeof(rings); len > 0; len /= 2)
		while (io_write(bell, rings, len) > 0)
			continue;
}

static void
leave_part(int bell)
{
	(void)io_write(bell, "\1\2\3", 1 + dice(3)); /* full is as good */
}

static void
ring_at_random(int bell)
{
	uint32_t rings[256];

	for (size_t i = 0; i < COUNT(rings); i++)
		rings[i] = dice_once_in(2) ? dice(1000) : dice(UINT32_MAX);
	(void)io_write(bell, rings, sizeof(rings)); /* likewise */
}

static const struct {
	const char *what;
	void (*ring)(int bell);
} forgeries[] = {
	{ "parts of numbers", leave_part },
	{ "numbers at random", ring_at_random },
	{ "a full bell", bell_fill },
};

/* The server finds the honest rings behind the forgery, or none at all. */
static void
are_heard(const struct server *server, int bell, void (*ring)(int bell))
{
	server_signal(server, SIGSTOP);
	ring(bell);
	for (size_t i = 0; i < HALL_SIZE; i++)
		conn_say(hall_get(i), "ping %zu", i);
	server_await_rest();
	server_signal(server, SIGCONT);
	for (size_t i = 0; i < HALL_SIZE; i++)
		conn_expect(hall_get(i), "ok ping %zu", i);
}

static void
test_forgeries(const struct server *server, int bell)
{
	for (unsigned i = 0; i < TRIES; i++)
		are_heard(server, bell, leave_part);
	PASS("rings behind a part of one: all are heard");
	are_heard(server, bell, bell_fill);
	PASS("no room for rings: all are heard");
	for (size_t i = 0; i < COUNT(forgeries); i++) {
		for (unsigned k = 0; k < TALKS; k++) {
			forgeries[i].ring(bell);
			hall_talk();
		}
		PASS("%s: all are heard", forgeries[i].what);
	}
	TAP_OK(proc_hardly_wakes(server->pid, WATCHED, WAKES), "afterwards");
}

static void
test_blocking(struct server *server, int bell)
{
	const int flags = fcntl(bell, F_GETFL);
	const usec end = deadline();

	bell_fill(bell);
	MUST(flags != -1 && fcntl(bell, F_SETFL, flags & ~O_NONBLOCK) == 0,
	    "fcntl");
	hall_talk();
	conn_close(conn_named(server, "newcomer"));
	PASS("a bell that blocks blocks nobody");
	upgrade_to(server, UPGRADE_THIS);
	while (fcntl(bell, F_GETFL) != flags)
		MUST(deadline_pause(end), "the doorbell stays as it was made");
	hall_talk();
	PASS("the next program puts it right");
}

/*
 * A worker that rings endlessly, for everybody, for nobody and in parts, or
 * that makes all its pipes and the doorbell blocking, small and packet-mode, is
 * not ended, and nobody notices.
 */
static void
test_rogue(const char *what)
{
	struct server *server = server_start(
	    &(struct setup) { .program = "tests/servers/hostile/forkcastd",
		.config = "grace 60\nsandbox off\n",
		.paced = true,
		.alone = true });
	struct conn *rogue;

	hall_enter(server);
	rogue = conn_open(server);
	/* It has its worker before all that time passes. */
	(void)server_worker(server, "-");
	conn_say(rogue, "hostile %s", what);
	server_pace_later(server, 3600 * SEC); /* where few ring, it looks */
	server_expect(server, "rogue: join away");
	for (int i = 0; i < TALKS; i++)
		hall_talk();
	PASS("%s: %d talks of %d", what, TALKS, HALL_SIZE);
	TAP_NUM(server_logged(server, "ended: ..."), 0, "nobody is ended");
	for (size_t i = 0; i < HALL_SIZE; i++)
		conn_close(hall_get(i));
	server_stop_late(server, 60 * SEC);
}

int
main(void)
{
	test_rogue("rings");
	test_rogue("flags");
	struct server *server =
	    server_start(&(struct setup) { .visible = true });

	dice_begin();
	hall_enter(server);
	int bell = bell_take(server_worker(server, "c3"));
	if (bell == -1)
		tap_skip("cannot get hold of a worker's descriptor");
	test_forgeries(server, bell);
	test_blocking(server, bell);
	TAP_OK(server_logged(server, "broken: ...") == 0 &&
		server_logged(server, "ended: c...") == 0,
	    "nobody was ended for it");
	io_close(&bell);
	server_stop(server);
	return tap_done();
}
