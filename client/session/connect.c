/* Connecting to a server: see connect.h. */
#include "session/connect.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>

#include "session/far/address.h"
#include "session/wait.h"
#include "shared/addr.h"
#include "shared/io.h"

/* The maximum number of a host's addresses to try. */
#define ADDRESSES 16

/* The time for one address while there are others to try. */
#define ATTEMPT (5 * SEC)

/* The pause between attempts while a UNIX socket's queue is full. */
#define PAUSE_MS 20

/* Waits until connect has finished. Returns false with errno on failure. */
static bool
connect_finish(int fd, usec deadline)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLOUT };
	int error = 0;
	socklen_t size = sizeof(error);
	int ready;

	do
		ready = poll(&poll_fd, 1, wait_ms(deadline));
	while (ready == -1 && errno == EINTR);
	if (ready == 0)
		errno = ETIMEDOUT;
	if (ready <= 0)
		return false;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
		return false;
	errno = error;
	return error == 0;
}

static bool
reach(int fd, const struct addr *addr, usec deadline)
{
	while (connect(fd, &addr->to.any, addr->len) != 0) {
		if (errno == EINPROGRESS || errno == EINTR)
			return connect_finish(fd, deadline);
		if (errno != EAGAIN || clock_mono() >= deadline)
			return false;
		(void)poll(NULL, 0, PAUSE_MS);
	}
	return true;
}

/* Returns a socket connected to the address, or -1 with errno. */
static int
try_address(const struct addr *addr, int type, usec deadline)
{
	const int yes = 1;
	int fd = socket(addr->to.any.sa_family, type, 0);

	if (fd == -1)
		return -1;
	if (!io_prepare(fd) || !reach(fd, addr, deadline))
		io_close(&fd);
	if (fd == -1 || type != SOCK_STREAM || addr_is_unix(addr))
		return fd;
	/* Both options are optional: everything works without them. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	(void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof(yes));
	return fd;
}

static void
explain(const struct addr *addr, usec deadline, struct connect_failure *failure)
{
	const char *reason = strerror(errno);
	char tried[ADDR_TEXT];

	failure->status =
	    clock_mono() >= deadline ? EX_TEMPFAIL : EX_UNAVAILABLE;
	addr_text(addr, tried);
	(void)snprintf(failure->why, sizeof(failure->why),
	    "cannot connect to %s: %s; is forkcastd running?", tried, reason);
}

/* Reports an invalid address, or a host that cannot be resolved now. */
static void
reject(const char *address, const char *wrong, struct connect_failure *failure)
{
	const bool can_be = addr_check(address) == NULL;

	failure->status = can_be ? EX_UNAVAILABLE : EX_USAGE;
	(void)snprintf(failure->why, sizeof(failure->why),
	    can_be ? "cannot find %s: %s" : "invalid address \"%s\": %s",
	    address, wrong);
}

/* Connects with a socket of this type. */
static int
connect_by(int type, const char *address, usec deadline,
    struct connect_failure *failure)
{
	struct addr addr[ADDRESSES];
	char room[ADDRESS_ROOM];
	size_t count;

	address = address_complete(address, room);
	const char *wrong = addr_look_up(addr, COUNT(addr), &count, address);
	int fd = -1;

	if (wrong != NULL) {
		reject(address, wrong, failure);
		return -1;
	}
	address_interleave(addr, count);
	for (size_t i = 0; i < count && fd == -1; i++)
		fd = try_address(&addr[i], type,
		    i + 1 == count ?
			deadline :
			usec_earlier(deadline, clock_mono() + ATTEMPT));
	if (fd == -1)
		explain(&addr[count - 1], deadline, failure);
	return fd;
}

int
connect_to(const char *address, usec deadline, struct connect_failure *failure)
{
	return connect_by(SOCK_STREAM, address, deadline, failure);
}

int
connect_udp(const char *address, struct connect_failure *failure)
{
	struct addr addr;

	if (addr_parse(&addr, address) == NULL && addr_is_unix(&addr)) {
		failure->status = EX_USAGE;
		(void)snprintf(failure->why, sizeof(failure->why),
		    "cannot ask %s over UDP: it is a UNIX socket; give the "
		    "responder's address with -s HOST:PORT",
		    address);
		return -1;
	}
	return connect_by(SOCK_DGRAM, address, WAIT_FOR_EVER, failure);
}
