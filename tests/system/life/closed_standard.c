/* Standard descriptors that are closed at start do no harm. */
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

/* There is no log to read the address from, so the path is tried. */
static void
wait_for_socket(const char *path)
{
	const usec end = deadline();
	struct addr addr;

	MUST(addr_parse(&addr, path) == NULL, "no address: %s", path);
	for (bool there = false; !there;) {
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);
		there = fd != -1 && connect(fd, &addr.to.any, addr.len) == 0;
		io_close(&fd);
		MUST(there || deadline_pause(end), "the server is not there");
	}
}

/*
 * Closed descriptors are /dev/null now, so that nothing else can take their
 * numbers.
 */
static void
expect_filled(const struct server *server, unsigned closed)
{
	char path[64];
	char target[64];

	for (int fd = 0; fd <= 2 && proc_is_there(); fd++) {
		if ((closed & 1U << fd) == 0)
			continue;
		(void)snprintf(path, sizeof(path), "/proc/%ld/fd/%d",
		    (long)server->pid, fd);
		const ssize_t len = readlink(path, target, sizeof(target));
		MUST(len > 0 &&
			str_eq((struct str) { target, (size_t)len },
			    STR("/dev/null")),
		    "descriptor %d is \"%.*s\"", fd, (int)len, target);
	}
}

int
main(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "socket");
	for (unsigned closed = 1; closed < 8; closed++) {
		struct server *server = server_spawn(
		    &(struct setup) { .listen = { path }, .closed = closed });
		wait_for_socket(path);
		struct conn *javad = conn_open_at(path);
		conn_ask(javad, "javad", "ok name javad");
		conn_ask(javad, "join 1", "join * 1 javad");
		server_signal(server, SIGUSR1);
		conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
		expect_filled(server, closed);
		server_signal(server, SIGTERM);
		conn_expect(javad, "bye shutdown ...");
		conn_close(javad);
		TAP_NUM(server_status(server), 0, "closed:%s%s%s",
		    closed & 1 ? " 0" : "", closed & 2 ? " 1" : "",
		    closed & 4 ? " 2" : "");
	}
	return tap_done();
}
