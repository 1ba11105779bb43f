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
#include "base/state/fields.h"
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

/* The kept connections, oldest first. */
static struct {
	struct place at[FULL_PLACES];
	size_t count;
	size_t most;
} lingering[LINGERING_KINDS] = {
	[LINGERING_FULL] = { .most = FULL_PLACES },
	[LINGERING_REFUSED] = { .most = REFUSED_PLACES },
};

static struct place
lingering_close_take_out(enum lingering kind, size_t number)
{
	const struct place place = lingering[kind].at[number];

	lingering[kind].count--;
	memmove(&lingering[kind].at[number], &lingering[kind].at[number + 1],
	    (lingering[kind].count - number) * sizeof(place));
	return place;
}

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
 * Closes the connection with a reset, if it is TCP, so that the kernel keeps no
 * state for each of thousands.
 */
static void
lingering_close_drop(int fd)
{
	const struct linger none = { .l_onoff = 1, .l_linger = 0 };

	/* If this fails, the kernel keeps some state for a while. */
	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	io_close(&fd);
}

/*
 * Closes the connection. A bye that has not arrived is left to the kernel to
 * deliver, if it can.
 */
static void
lingering_close_let_go(struct place place, bool arrived)
{
	if (arrived)
		lingering_close_drop(place.fd);
	else
		io_close(&place.fd);
}

static void
make_room(enum lingering kind)
{
	size_t number = 0;

	while (number < lingering[kind].count &&
	    !has_arrived(lingering[kind].at[number].fd))
		number++;
	const bool arrived = number < lingering[kind].count;
	lingering_close_let_go(
	    lingering_close_take_out(kind, arrived ? number : 0), arrived);
}

void
lingering_add(enum lingering kind, int fd)
{
	(void)shutdown(fd, SHUT_WR); /* the peer may be gone already */
	if (lingering[kind].count == lingering[kind].most)
		make_room(kind);
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
		lingering_close_let_go(
		    lingering_close_take_out(kind, 0), false);
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
			lingering_close_let_go(
			    lingering_close_take_out(kind, 0), false);
		if (lingering[kind].count > 0)
			alarms_at(ALARM_LINGERING, lingering[kind].at[0].until);
	}
}

static const struct field saved[] = {
	FIELD(FD, struct place, fd),
	FIELD(LOOP, struct place, until),
};

static void
lingering_save(struct state *state)
{
	for (enum lingering kind = 0; kind < LINGERING_KINDS; kind++)
		for (size_t i = 0; i < lingering[kind].count; i++) {
			state_put(state, STR("porch"), kind);
			fields_put(
			    state, FIELDS(saved), &lingering[kind].at[i]);
		}
}

/*
 * Adds a place of the kind on this line; null, after state_wrong, if the kind
 * is invalid or has no more places.
 */
static struct place *
lingering_close_claim(struct state *state)
{
	uint64_t kind;

	if (!state_number(state, LINGERING_KINDS - 1, &kind))
		return NULL;
	if (lingering[kind].count == lingering[kind].most) {
		state_wrong(state, "too many connections");
		return NULL;
	}
	lingering[kind].at[lingering[kind].count] = (struct place) { .fd = -1 };
	return &lingering[kind].at[lingering[kind].count++];
}

static void
lingering_load(struct state *state)
{
	struct place *place = NULL;

	while (state_next(state))
		if (state_is(state, STR("porch")))
			place = lingering_close_claim(state);
		else if (place != NULL)
			fields_get(state, FIELDS(saved), place);
	/*
	 * Expired ones are closed in a turn: where the state is only tried,
	 * nothing is closed.
	 */
	for (enum lingering kind = 0; kind < LINGERING_KINDS; kind++)
		if (lingering[kind].count > 0)
			alarms_at(ALARM_LINGERING, lingering[kind].at[0].until);
}

MODULE(lingering) = { SECTION("porch", lingering, 0),
	ON_ALARM(ALARM_LINGERING, lingering_alarm) };
