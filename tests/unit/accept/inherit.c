/*
 * server/accept/listen: which of what LISTEN_FDS says is taken. Each row is a
 * child, for the descriptors from 3 on and the environment are the process's.
 */
#include "server/accept/listen.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/base/state/module.h"
#include "shared/addr.h"
#include "shared/io.h"
#include "tests/lib/child.h"
#include "tests/lib/tap.h"

enum kind { NOTHING, TCP, MUTE, DATAGRAM };

static const struct row {
	const char *what;
	const char *fds; /* LISTEN_FDS */
	const char *names;
	enum kind kind[3];
	bool other; /* LISTEN_PID is another process */
	size_t count; /* of those that are taken */
	const char *wrong; /* or what is said of it */
	unsigned proxies; /* mask */
} rows[] = {
	{ .what = "nothing is said" },
	{ .what = "two", .fds = "2", .kind = { TCP, TCP }, .count = 2 },
	{ .what = "of another process",
	    .fds = "1",
	    .kind = { TCP },
	    .other = true },
	{ .what = "names",
	    .fds = "3",
	    .names = "proxy:other:proxy",
	    .kind = { TCP, TCP, TCP },
	    .count = 3,
	    .proxies = 5 },
	{ .what = "no number", .fds = "x", .wrong = "LISTEN_FDS x is not" },
	{ .what = "a descriptor that is closed",
	    .fds = "1",
	    .wrong = "inherited descriptor 3 (LISTEN_FDS): Bad" },
	{ .what = "the second is wrong",
	    .fds = "2",
	    .kind = { TCP, DATAGRAM },
	    .wrong = "descriptor 4" },
	{ .what = "datagrams",
	    .fds = "1",
	    .kind = { DATAGRAM },
	    .wrong = "use ListenStream" },
	{ .what = "not a listening socket",
	    .fds = "1",
	    .kind = { MUTE },
	    .wrong = "not a listening socket" },
};

static const struct row *tested;

static int
make_one(enum kind kind)
{
	struct addr addr;
	int fd;

	fd = socket(AF_INET, kind == DATAGRAM ? SOCK_DGRAM : SOCK_STREAM, 0);
	if (addr_parse(&addr, "127.0.0.1:0") != NULL || fd == -1 ||
	    bind(fd, &addr.to.any, addr.len) != 0 ||
	    (kind == TCP && listen(fd, 1) != 0))
		return -1;
	return fd;
}

static bool
set_up(const struct row *row)
{
	char pid[32];
	int fd;

	if (!io_close_from(3))
		return false;
	for (size_t i = 0; i < COUNT(row->kind) && row->kind[i] != NOTHING;
	     i++) {
		fd = make_one(row->kind[i]);
		if (fd == -1 || !io_copy(fd, 40 + (int)i))
			return false;
		io_close(&fd);
	}
	for (int i = 0; i < 3; i++)
		if (row->kind[i] != NOTHING && !io_copy(40 + i, 3 + i))
			return false;
	(void)snprintf(pid, sizeof(pid), "%ld", (long)getpid() + row->other);
	return setenv("LISTEN_PID", pid, 1) == 0 &&
	    (row->fds == NULL || setenv("LISTEN_FDS", row->fds, 1) == 0) &&
	    (row->names == NULL ||
		setenv("LISTEN_FDNAMES", row->names, 1) == 0);
}

/* In the child: 0 if all is as the row says. */
static int
check(void)
{
	const struct row *row = tested;
	struct error why = { 0 };

	if (!set_up(row))
		return 1;
	if (listen_find(&why) != (row->wrong == NULL))
		return 2;
	if (row->wrong != NULL)
		return strstr(why.text, row->wrong) != NULL ? 0 : 3;
	if (!modules_init() || !listen_inherit(&why))
		return 7;
	if (listen_inherited() != row->count)
		return 4;
	for (size_t i = 0; i < row->count; i++) {
		const int flags = fcntl(listen_get(i)->fd, F_GETFD);
		if (flags == -1 || (flags & FD_CLOEXEC) == 0)
			return 5;
		if (listen_get(i)->named_proxy !=
		    ((row->proxies >> i & 1) != 0))
			return 6;
	}
	return 0;
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		tested = &rows[i];
		TAP_NUM(child_run(check), 0, "%s", rows[i].what);
	}
	return tap_done();
}
