/* Sockets from the supervisor: see inherit.h. */
#include "accept/inherit.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sysexits.h>

#include "base/config/self.h"
#include "base/mem/limits.h"
#include "shared/io.h"
#include "shared/str.h"

/* The first inherited descriptor: SD_LISTEN_FDS_START. */
#define FIRST 3

/* Not saved: the listeners are. */
static struct {
	size_t count;
	bool proxy[LISTEN_MAX];
} inherit;

static bool
has_option(int fd, int option, int wanted)
{
	socklen_t size = sizeof(int);
	int value;

	return getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 &&
	    value == wanted;
}

/* Returns null, or what keeps us from listening there. */
static const char *
what_is_wrong(int fd)
{
	struct sockaddr_storage at;
	socklen_t size = sizeof(at);

	if (getsockname(fd, (struct sockaddr *)&at, &size) != 0)
		return strerror(errno);
	if (at.ss_family != AF_INET && at.ss_family != AF_INET6 &&
	    at.ss_family != AF_UNIX)
		return "neither a TCP nor a UNIX socket";
	if (!has_option(fd, SO_TYPE, SOCK_STREAM))
		return "not a stream socket; use ListenStream";
	if (!has_option(fd, SO_ACCEPTCONN, 1))
		return "not a listening socket; use Accept=no";
	return io_prepare(fd) ? NULL : strerror(errno);
}

bool
inherit_find(struct error *why)
{
	const char *said = getenv("LISTEN_FDS");
	const char *text = getenv("LISTEN_FDNAMES");
	struct str names = str_from(text != NULL ? text : "");
	uint64_t count = 0;

	if (said != NULL && self_is_pid(getenv("LISTEN_PID")) &&
	    !str_to_number(str_from(said), LISTEN_MAX, &count))
		return error_set(why, EX_CONFIG,
		    "cannot take over sockets: LISTEN_FDS %s is not a number "
		    "up to %d",
		    said, LISTEN_MAX);
	for (size_t i = 0; i < count; i++) {
		const char *wrong = what_is_wrong(inherit_fd(i));
		if (wrong != NULL)
			return error_set(why, EX_CONFIG,
			    "cannot listen on inherited descriptor %d "
			    "(LISTEN_FDS): %s",
			    inherit_fd(i), wrong);
		inherit.proxy[i] = str_eq(str_cut(&names, ':'), STR("proxy"));
	}
	inherit.count = (size_t)count;
	return true;
}

size_t
inherit_count(void)
{
	return inherit.count;
}

int
inherit_fd(size_t number)
{
	return FIRST + (int)number;
}

bool
inherit_is_proxy(size_t number)
{
	return inherit.proxy[number];
}
