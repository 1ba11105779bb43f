/* Lingering close: see lingering_close.h. */
#include "accept/lingering_close.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#ifdef __linux__
#include <linux/sockios.h>
#endif

#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/state/module.h"
#include "shared/clock.h"
#include "shared/io.h"

#define TIME SEC

#define FULL_PLACES 16
#define REFUSED_PLACES 8

static_assert(FULL_PLACES + REFUSED_PLACES == LINGERING_PLACES, "all of them");

struct place {
	int fd;
	usec until;
};

/* The kept connections, oldest first. Not saved: an upgrade closes them. */
static struct {
	struct place at[FULL_PLACES];
	size_t count;
	size_t most;
} lingering[LINGERING_KINDS] = {
	[LINGERING_FULL] = { .most = FULL_PLACES },
	[LINGERING_REFUSED] = { .most = REFUSED_PLACES },
};

/*
 * Returns whether the connection's bye has arrived at the other end, which does
 * not mean that it was read.
 */
static bool
has_arrived(int fd)
{
#ifdef SIOCOUTQ
	int left;

	return ioctl(fd, SIOCOUTQ, &left) == 0 && left == 0;
#else
	(void)fd;
	return false;
#endif
}

/*
 * Closes the connection in that place. If its bye has arrived, resets it, if it
 * is TCP, so that the kernel keeps no state for each of thousands; otherwise
 * the kernel delivers the bye, if it can.
 */
static void
let_go(enum lingering kind, size_t number, bool arrived)
{
	const struct linger none = { .l_onoff = 1, .l_linger = 0 };
	struct place *place = &lingering[kind].at[number];

	if (arrived) /* if this fails, the kernel keeps some state */
		(void)setsockopt(
		    place->fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	io_close(&place->fd);
	lingering[kind].count--;
	memmove(place, place + 1,
	    (lingering[kind].count - number) * sizeof(*place));
}

void
lingering_add(enum lingering kind, int fd)
{
	const size_t count = lingering[kind].count;
	size_t number = 0;

	(void)shutdown(fd, SHUT_WR); /* the peer may be gone already */
	if (count == lingering[kind].most) {
		while (number < count &&
		    !has_arrived(lingering[kind].at[number].fd))
			number++;
		let_go(kind, number < count ? number : 0, number < count);
	}
	lingering[kind].at[lingering[kind].count++] =
	    (struct place) { fd, ticks_now() + TIME };
	alarms_at(ALARM_LINGERING, lingering[kind].at[0].until);
}

bool
lingering_close_oldest(void)
{
	for (enum lingering kind = LINGERING_KINDS; kind-- > 0;) {
		if (lingering[kind].count == 0)
			continue;
		let_go(kind, 0, false);
		return true;
	}
	return false;
}

/* Closes the connections whose time is up. */
static void
lingering_alarm(void)
{
	for (enum lingering kind = 0; kind < LINGERING_KINDS; kind++) {
		while (lingering[kind].count > 0 &&
		    lingering[kind].at[0].until <= ticks_now())
			let_go(kind, 0, false);
		if (lingering[kind].count > 0)
			alarms_at(ALARM_LINGERING, lingering[kind].at[0].until);
	}
}

MODULE(lingering) = { ON_ALARM(ALARM_LINGERING, lingering_alarm) };
