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
} porches[LINGERING_KINDS] = {
	[LINGERING_FULL] = { .most = FULL_PLACES },
	[LINGERING_REFUSED] = { .most = REFUSED_PLACES },
};

static struct place
take_out(enum lingering porch, size_t number)
{
	const struct place place = porches[porch].at[number];

	porches[porch].count--;
	memmove(&porches[porch].at[number], &porches[porch].at[number + 1],
	    (porches[porch].count - number) * sizeof(place));
	return place;
}

/*
 * Returns whether its bye has arrived at the other end, which does not mean
 * that it was read.
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
 * Closes it with a reset, if it is TCP, so that the kernel keeps no state for
 * each of thousands.
 */
static void
drop(int fd)
{
	const struct linger none = { .l_onoff = 1, .l_linger = 0 };

	/* If this fails, the kernel keeps some state for a while. */
	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	io_close(&fd);
}

/*
 * Closes it. A bye that has not arrived is left to the kernel to deliver, if it
 * can.
 */
static void
let_go(struct place place, bool arrived)
{
	if (arrived)
		drop(place.fd);
	else
		io_close(&place.fd);
}

static void
make_room(enum lingering porch)
{
	size_t number = 0;

	while (number < porches[porch].count &&
	    !has_arrived(porches[porch].at[number].fd))
		number++;
	const bool arrived = number < porches[porch].count;
	let_go(take_out(porch, arrived ? number : 0), arrived);
}

void
lingering_keep(enum lingering porch, int fd)
{
	(void)shutdown(fd, SHUT_WR); /* the peer may be gone already */
	if (porches[porch].count == porches[porch].most)
		make_room(porch);
	porches[porch].at[porches[porch].count++] =
	    (struct place) { fd, ticks_now() + TIME };
	alarms_at(ALARM_PORCH, porches[porch].at[0].until);
}

bool
lingering_give_up(void)
{
	for (enum lingering porch = LINGERING_KINDS; porch-- > 0;) {
		if (porches[porch].count == 0)
			continue;
		let_go(take_out(porch, 0), false);
		return true;
	}
	return false;
}

void
lingering_alarm(void)
{
	for (enum lingering porch = 0; porch < LINGERING_KINDS; porch++) {
		while (porches[porch].count > 0 &&
		    porches[porch].at[0].until <= ticks_now())
			let_go(take_out(porch, 0), false);
		if (porches[porch].count > 0)
			alarms_at(ALARM_PORCH, porches[porch].at[0].until);
	}
}

static const struct field saved[] = {
	FIELD(FD, struct place, fd),
	FIELD(LOOP, struct place, until),
};

static void
lingering_save(struct state *state)
{
	for (enum lingering porch = 0; porch < LINGERING_KINDS; porch++)
		for (size_t i = 0; i < porches[porch].count; i++) {
			state_put(state, STR("porch"), porch);
			fields_put(state, FIELDS(saved), &porches[porch].at[i]);
		}
}

/* Returns another place; null, after noting the fault, if there is none. */
static struct place *
claim(struct state *state)
{
	uint64_t porch;

	if (!state_number(state, LINGERING_KINDS - 1, &porch))
		return NULL;
	if (porches[porch].count == porches[porch].most) {
		state_wrong(state, "too many connections");
		return NULL;
	}
	porches[porch].at[porches[porch].count] = (struct place) { .fd = -1 };
	return &porches[porch].at[porches[porch].count++];
}

static void
lingering_load(struct state *state)
{
	struct place *place = NULL;

	while (state_next(state))
		if (state_is(state, STR("porch")))
			place = claim(state);
		else if (place != NULL)
			fields_get(state, FIELDS(saved), place);
	/*
	 * Expired ones are closed in a turn: where the state is only tried,
	 * nothing is closed.
	 */
	for (enum lingering porch = 0; porch < LINGERING_KINDS; porch++)
		if (porches[porch].count > 0)
			alarms_at(ALARM_PORCH, porches[porch].at[0].until);
}

MODULE(lingering) = { SECTION("porch", lingering, 0) };
