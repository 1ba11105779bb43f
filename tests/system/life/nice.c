/*
 * nice sets how far root's server raises its priority, by default to -20; 0
 * leaves it. Workers keep the priority that the server was started with.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/lib/conn.h"

static const struct {
	const char *config;
	int nice;
} rows[] = {
	{ "", -20 },
	{ "nice -20\n", -20 },
	{ "nice -5\n", -5 },
	{ "nice 0\n", 3 },
};

static int
nice_of(pid_t pid)
{
	int nice;

	errno = 0;
	nice = getpriority(PRIO_PROCESS, (id_t)pid);
	MUST(
	    nice != -1 || errno == 0, "process %ld has no priority", (long)pid);
	return nice;
}

int
main(void)
{
	if (setpriority(PRIO_PROCESS, 0, -1) != 0)
		tap_skip("only who may raise a priority can see it raised");
	MUST(setpriority(PRIO_PROCESS, 0, 3) == 0, "cannot be nice");
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct server *server =
		    server_start(&(struct setup) { .config = rows[i].config });
		struct conn *javad = conn_named(server, "javad");
		TAP_NUM(nice_of(server->pid), rows[i].nice, "the server: %s",
		    rows[i].config);
		TAP_NUM(
		    nice_of(server_worker(server, "javad")), 3, "its worker");
		conn_close(javad);
		server_stop(server);
	}
	server_refuses(&(struct setup) { .config = "nice 5\n" }, 78,
	    "forkcastd: *:1: nice 5: must be from -20 to 0");
	server_refuses(&(struct setup) { .config = "nice -21\n" }, 78,
	    "forkcastd: *:1: nice -21: must be from -20 to 0");
	PASS("no other values");
	return tap_done();
}
