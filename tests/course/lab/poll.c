/*
 * poll beside select (minichat.c): an array of descriptors, each with what is
 * awaited and what has come, in place of three sets of FD_SETSIZE bits. The end
 * of the other side is an event of its own, and no descriptor is too large.
 */
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/select.h>

#include "lab.h"

#define LARGE (FD_SETSIZE + 100)

/* Returns what has come, at once. */
static int
events_of(int fd)
{
	struct pollfd one = { .fd = fd, .events = POLLIN };

	must("poll", poll(&one, 1, 0));
	return one.revents;
}

static bool
selects(int fd)
{
	struct timeval at_once = { 0, 0 };
	fd_set set;

	FD_ZERO(&set);
	FD_SET(fd, &set);
	return must("select", select(fd + 1, &set, NULL, NULL, &at_once)) == 1;
}

int
main(void)
{
	struct rlimit most;
	int ends[2];

	must("pipe", pipe(ends));
	expect(events_of(ends[0]) == 0 && !selects(ends[0]), "nothing yet");
	must("write", write(ends[1], "a", 1));
	expect(events_of(ends[0]) == POLLIN && selects(ends[0]),
	    "a byte: POLLIN, and select says the same");
	must("close", close(ends[1]));
	expect(events_of(ends[0]) == (POLLIN | POLLHUP),
	    "the writer has closed: POLLHUP, while the byte is there");
	must("read", read(ends[0], ends + 1, 1));
	expect((events_of(ends[0]) & POLLHUP) != 0 && selects(ends[0]),
	    "and after it; select calls that readable: read returns 0");
	must("getrlimit", getrlimit(RLIMIT_NOFILE, &most));
	if (most.rlim_max != RLIM_INFINITY && most.rlim_max <= LARGE)
		skip("large descriptors", "ulimit -Hn is too small");
	most.rlim_cur = LARGE + 1;
	must("setrlimit", setrlimit(RLIMIT_NOFILE, &most));
	const int large = must("fcntl", fcntl(ends[0], F_DUPFD, LARGE));
	expect((events_of(large) & POLLHUP) != 0,
	    "a descriptor above FD_SETSIZE: FD_SET would write elsewhere");
	must("close", close(large));
	expect(events_of(large) == POLLNVAL,
	    "a closed one: POLLNVAL, where select fails with EBADF");
	return 0;
}
