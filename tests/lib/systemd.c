/* systemd's side, played: see systemd.h. */
#include "systemd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "deadline.h"
#include "scratch.h"
#include "shared/io.h"

#define MESSAGE_SIZE 1024
#define FIRST 3 /* where inherited sockets begin */
#define ASIDE 100 /* out of the way of these */

static struct {
	int fd;
} systemd = { .fd = -1 };

void
systemd_listen_for_words(void)
{
	char path[SCRATCH_PATH];
	struct addr addr;

	scratch_path(path, "notify");
	systemd.fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	MUST(addr_parse(&addr, path) == NULL && systemd.fd != -1 &&
		io_prepare(systemd.fd) &&
		bind(systemd.fd, &addr.to.any, addr.len) == 0,
	    "cannot bind %s: %s", path, strerror(errno));
	MUST(setenv("NOTIFY_SOCKET", path, 1) == 0, "out of memory");
}

void
systemd_expect_at(const char *where, const char *line)
{
	const usec end = deadline();
	char message[MESSAGE_SIZE];
	ssize_t len;

	while (
	    (len = io_read(systemd.fd, message, sizeof(message))) == IO_AGAIN)
		if (!deadline_poll(systemd.fd, POLLIN, end))
			must_end(where, "systemd was not told \"%s\"", line);
	if (len != (ssize_t)strlen(line) + 1 ||
	    memcmp(message, line, strlen(line)) != 0)
		must_end(
		    where, "systemd was told something else than \"%s\"", line);
}

int
systemd_socket(const char *address, char text[ADDR_TEXT])
{
	struct addr addr;
	int fd = -1;

	MUST(addr_parse(&addr, address) == NULL, "no address: %s", address);
	fd = socket(addr.to.any.sa_family, SOCK_STREAM, 0);
	MUST(fd != -1 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 &&
		bind(fd, &addr.to.any, addr.len) == 0 &&
		listen(fd, SOMAXCONN) == 0,
	    "cannot listen on %s: %s", address, strerror(errno));
	addr.len = sizeof(addr.to);
	MUST(getsockname(fd, &addr.to.any, &addr.len) == 0, "no name");
	addr_text(&addr, text);
	return fd;
}

static void
set_number(const char *name, long number)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%ld", number);
	if (setenv(name, text, 1) != 0)
		_exit(126);
}

void
systemd_hand_over(const int *sockets, size_t max, const char *names)
{
	int aside[16];
	int count = 0;

	for (; (size_t)count < max && sockets[count] > 0; count++)
		if ((aside[count] = fcntl(sockets[count], F_DUPFD, ASIDE)) ==
		    -1)
			_exit(126);
	for (int i = 0; i < count; i++) {
		if (!io_copy(aside[i], FIRST + i))
			_exit(126);
		io_close(&aside[i]);
	}
	if (count == 0)
		return;
	set_number("LISTEN_PID", (long)getpid());
	set_number("LISTEN_FDS", count);
	if (names != NULL && setenv("LISTEN_FDNAMES", names, 1) != 0)
		_exit(126);
}
