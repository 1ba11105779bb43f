/*
 * If descriptors run out in accept or right after it, no connected client is
 * affected.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "tests/lib/conn.h"
#include "tests/lib/proc.h"

/* If each waited for those before it, the last would wait for too long. */
#define MANY 400

/* Fewer than those who can wait to be accepted. */
#define BACKLOG 50

/* How long a refused client keeps its descriptor. */
#define KEPT SEC

/* The number below which just so many descriptors are free. */
static rlim_t
bound_for(const struct server *server, unsigned free)
{
	char path[64];
	struct stat status;
	unsigned fd = 0;

	for (;; fd++) {
		(void)snprintf(path, sizeof(path), "/proc/%ld/fd/%u",
		    (long)server->pid, fd);
		if (lstat(path, &status) != 0 && free-- == 0)
			return fd;
	}
}

/* Each is told at once, and none waits for those before it to go. */
static void
turn_many_away(struct server *server, struct conn *javad)
{
	struct conn *newcomer[MANY];

	server_pace(server, KEPT);
	conn_ask(javad, "ping", "ok ping"); /* nobody is kept any more */
	proc_limit(server->pid, RLIMIT_NOFILE, bound_for(server, 0));
	for (size_t i = 0; i < MANY; i++) {
		newcomer[i] = conn_open(server);
		if (i % BACKLOG == 0) /* it tries again */
			server_pace(server, SEC);
	}
	server_pace(server, SEC);
	for (size_t i = MANY; i-- > 0;)
		conn_expect_turned_away(newcomer[i], "...");
	PASS("%d newcomers are told without waiting for each other", MANY);
	proc_limit(server->pid, RLIMIT_NOFILE, 256);
	for (size_t i = 0; i < MANY; i++)
		conn_close(newcomer[i]);
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .stays = true, .paced = true });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	const long descriptors = proc_descriptors(server->pid);
	struct conn *newcomer;

	conn_expect(javad, "join * 1 ali");
	for (unsigned free = 0; free < 4; free++) {
		proc_limit(server->pid, RLIMIT_NOFILE, bound_for(server, free));
		newcomer = conn_open(server);
		conn_say(newcomer, "ping");
		conn_expect_turned_away(newcomer, "...");
		conn_expect_end(newcomer);
		server_expect(server, "full: * turned away (...");
		conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
		conn_expect(ali, "msg * 1 javad hello");
		PASS("with %u descriptors free a newcomer is told", free);
		proc_limit(server->pid, RLIMIT_NOFILE, 256);
		conn_close(newcomer);
		server_pace(server, SEC);
		newcomer = conn_named(server, "newcomer");
		conn_ask(newcomer, "quit", "bye quit ...");
		conn_close(newcomer);
		server_expect(server, "ended: newcomer ...");
		PASS("with more again another one gets in");
	}
	turn_many_away(server, javad);
	conn_ask(javad, "ping", "ok ping");
	server_pace(server, KEPT);
	TAP_NUM(proc_descriptors_soon(server->pid, descriptors), descriptors,
	    "no descriptor is left");
	server_stop(server);
	return tap_done();
}
