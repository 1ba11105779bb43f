/*
 * An upgrade succeeds, and newcomers get in before and after it, even if the
 * file system of shared memory is full, because the state has memory of its
 * own.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/upgrade.h"

#define MOUNT "mount -t tmpfs -o size=12m tmpfs /dev/shm"

/* For the server alone; what it has there is got at from outside. */
static struct server *
start(void)
{
	char script[3 * SCRATCH_PATH];

	(void)snprintf(script, sizeof(script),
	    "exec unshare -m sh -c '" MOUNT " && exec %s \"$@\"' sh \"$@\"",
	    upgrade_program(UPGRADE_THIS)); /* fits */
	return server_start(
	    &(struct setup) { .exec = upgrade_script("apart", script) });
}

static void
fill(const struct server *server)
{
	static char bytes[65536];
	char path[64];
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%ld/root/dev/shm/fill",
	    (long)server->pid); /* fits */
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	MUST(fd != -1, "cannot create %s: %s", path, strerror(errno));
	for (size_t size = sizeof(bytes); size > 0;)
		if (io_write(fd, bytes, size) != (ssize_t)size)
			size /= 2;
	MUST(errno == ENOSPC, "it is not full: %s", strerror(errno));
	io_close(&fd);
}

int
main(void)
{
	struct server *server;
	struct conn *javad;

	if (system("unshare -m sh -c '" MOUNT "' >/dev/null 2>&1") != 0)
		tap_skip("no file system of its own can be mounted here");
	server = start();
	javad = conn_member(server, "javad", "1");
	fill(server);
	for (int round = 0; round < 2; round++) {
		upgrade_to(server, round == 0 ? UPGRADE_LATER : UPGRADE_THIS);
		conn_quit(conn_named(server, "newcomer"));
		conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
		PASS("round %d: nobody has noticed", round);
	}
	conn_close(javad);
	server_stop(server);
	return tap_done();
}
