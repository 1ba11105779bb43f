/* Descriptors run out in accept, or right behind it: nobody within is hurt. */
#define _GNU_SOURCE /* prlimit */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/lib/conn.h"

#ifdef __linux__
/* From now on the server gets no descriptor of that number or above. */
static void
limit_descriptors(const struct server *server, rlim_t number)
{
	struct rlimit limit;

	MUST(prlimit(server->pid, RLIMIT_NOFILE, NULL, &limit) == 0,
	    "cannot read the server's limits");
	limit.rlim_cur = number;
	MUST(prlimit(server->pid, RLIMIT_NOFILE, &limit, NULL) == 0,
	    "cannot change the server's limits");
}
#else
static void
limit_descriptors(const struct server *server, rlim_t number)
{
	(void)server;
	(void)number;
	tap_skip("needs prlimit(2)");
}
#endif

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

int
main(void)
{
	struct server *server = server_start(&(struct setup) { .stays = true });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *newcomer;

	conn_expect(javad, "join * 1 ali");
	for (unsigned free = 0; free < 4; free++) {
		limit_descriptors(server, bound_for(server, free));
		newcomer = conn_open(server);
		conn_expect(newcomer, "bye server-full ...");
		conn_expect_end(newcomer);
		server_expect(server, "full: * turned away (...");
		conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
		conn_expect(ali, "msg * 1 javad hello");
		PASS("with %u descriptors free a newcomer is told", free);
		limit_descriptors(server, 256);
		conn_close(newcomer);
		newcomer = conn_named(server, "newcomer");
		conn_ask(newcomer, "quit", "bye quit ...");
		conn_close(newcomer);
		server_expect(server, "ended: newcomer ...");
		PASS("with more again another one gets in");
	}
	server_stop(server);
	return tap_done();
}
