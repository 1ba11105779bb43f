/* All clients of the chaos: see troupe.h. */
#include "troupe.h"

#include <poll.h>
#include <stdlib.h>

#include "actor.h"
#include "script.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"

#define MEMBERS_MOST 256

/* How long somebody who is gone stays away. */
#define AWAY_MOST (200 * MSEC)

static struct {
	struct addr server;
	struct actor *actor;
	size_t count;
	usec until; /* it is to be heard again, or it hangs */
} troupe;

static void
enter_witness(void)
{
	struct actor *witness = &troupe.actor[CHECKER_WITNESS];

	actor_enter(witness, &troupe.server);
	for (size_t group = 0; group < SAYING_GROUPS; group++)
		(void)ACTOR_SAY(witness,
		    ((struct command) { .ask = ASK_JOIN, .group = group }),
		    STR("join"), saying_title(group));
	while (checker_owed(CHECKER_WITNESS) > 0 && checker_wrong() == NULL)
		troupe_listen(clock_mono() + SEC);
}

void
troupe_enter(const char *address, size_t count)
{
	const char *wrong = addr_parse(&troupe.server, address);

	MUST(wrong == NULL, "address %s: %s", address, wrong);
	MUST(count <= MEMBERS_MOST, "too many clients");
	troupe.actor = calloc(count, sizeof(*troupe.actor));
	MUST(troupe.actor != NULL, "out of memory");
	troupe.count = count;
	troupe.until = deadline();
	for (size_t i = 0; i < count; i++) {
		troupe.actor[i].fd = -1;
		troupe.actor[i].dice = dice_own((uint32_t)i);
	}
	enter_witness();
}

void
troupe_free(void)
{
	free(troupe.actor);
	troupe.actor = NULL;
	troupe.count = 0;
}

static void
act(struct actor *actor, usec now)
{
	const struct actor *other =
	    &troupe.actor[dice_throw(&actor->dice, (uint32_t)troupe.count)];

	actor->next = now + script_pause(actor, troupe.count);
	if (actor->fd == -1)
		actor_enter(actor, &troupe.server);
	else
		script_act(actor, other, now);
	if (actor->fd == -1)
		actor->next = now + dice_throw(&actor->dice, AWAY_MOST);
}

void
troupe_act(void)
{
	const usec now = clock_mono();

	for (size_t i = CHECKER_WITNESS + 1; i < troupe.count; i++)
		if (troupe.actor[i].next <= now)
			act(&troupe.actor[i], now);
}

static struct pollfd
wishes(const struct actor *actor, usec now)
{
	struct pollfd fd = { .fd = actor->fd };

	if (actor->deaf_until <= now)
		fd.events |= POLLIN;
	if (buf_len(&actor->out) > 0 || actor->finishing)
		fd.events |= POLLOUT;
	/* Without a wish its errors would still wake us, again and again. */
	if (fd.events == 0)
		fd.fd = -1;
	return fd;
}

/*
 * All that has come for it: with one piece in a turn it could be too late, on a
 * slow machine, for what a worker that lingers keeps for it.
 */
static void
hear_all(struct actor *actor)
{
	while (actor->fd != -1 && actor_receive(actor))
		troupe.until = deadline();
}

static void
serve(struct actor *actor, const struct pollfd *fd)
{
	if ((fd->revents & POLLOUT) != 0)
		actor_send(actor);
	if ((fd->events & POLLIN) != 0 && (fd->revents & ~POLLOUT) != 0)
		hear_all(actor);
	else if ((fd->revents & (POLLERR | POLLHUP)) != 0)
		actor->deaf_until = 0; /* it hears that all is over */
}

void
troupe_listen(usec until)
{
	struct pollfd fd[MEMBERS_MOST];
	const usec now = clock_mono();
	const usec left = until > now ? until - now : 0;

	for (size_t i = 0; i < troupe.count; i++)
		fd[i] = wishes(&troupe.actor[i], now);
	const int ready =
	    poll(fd, (nfds_t)troupe.count, (int)((left + MSEC - 1) / MSEC));
	for (size_t i = 0; ready > 0 && i < troupe.count; i++)
		if (fd[i].fd != -1 && fd[i].revents != 0)
			serve(&troupe.actor[i], &fd[i]);
	checker_settle();
}

/* Is something still to come? */
static bool
is_waiting(void)
{
	for (size_t i = 0; i < troupe.count; i++) {
		const struct actor *actor = &troupe.actor[i];
		if (actor->fd != -1 &&
		    (actor->leaving || checker_owed(actor->self.life) > 0))
			return true;
	}
	return false;
}

bool
troupe_fall_silent(void (*turn)(void))
{
	for (size_t i = 0; i < troupe.count; i++) {
		troupe.actor[i].deaf_until = 0;
		actor_ping(&troupe.actor[i]);
	}
	troupe.until = deadline();
	while (is_waiting() && checker_wrong() == NULL) {
		turn();
		troupe_listen(clock_mono() + 10 * MSEC);
		if (deadline_passed(troupe.until))
			return false;
	}
	return true;
}

size_t
troupe_count(void)
{
	return troupe.count;
}

size_t
troupe_present(void)
{
	size_t present = 0;

	for (size_t i = 0; i < troupe.count; i++)
		present += troupe.actor[i].fd != -1;
	return present;
}

void
troupe_leave(void)
{
	for (size_t i = 0; i < troupe.count; i++)
		if (troupe.actor[i].fd != -1)
			actor_close(&troupe.actor[i]);
}

bool
troupe_life(unsigned port, uint32_t *life)
{
	for (size_t i = 0; i < troupe.count; i++) {
		const struct actor *actor = &troupe.actor[i];
		if (actor->fd == -1 || actor->port != port)
			continue;
		*life = actor->self.life;
		return true;
	}
	return false;
}
