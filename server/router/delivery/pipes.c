/* The pipes of children: see pipes.h. */
#include "router/delivery/pipes.h"

#include "base/loop/ticks.h"
#include "shared/io.h"

/*
 * The capacities of pipes in bytes. Larger ones gain nothing, and smaller ones
 * halve the speed.
 */
static const int sizes[PIPES_STEPS] = { PIPES_FIRST, 16 * 1024, 64 * 1024 };

/*
 * The pause before slots are asked again, once none had anything to give back.
 */
#define REST (250 * MSEC)

/* The most slots asked in a turn: each costs two system calls. */
#define ASKED 64

/* Not saved: each program begins a new round. */
static struct {
	uint32_t hand; /* the slot that is asked next */
	usec turn; /* ticks_mono of the last turn that asked slots */
	size_t asked; /* slots asked in that turn */
	size_t in_vain; /* slots asked since one gave something back */
	usec rests_until; /* of the loop's clock */
} pipes;

bool
pipes_open(int up[2], int down[2])
{
	if (!io_pipe(up))
		return false;
	if (!io_pipe(down)) {
		io_close(&up[0]);
		io_close(&up[1]);
		return false;
	}
	/* Systems that cannot set it keep their own capacity. */
	(void)io_size_pipe(up[0], PIPES_FIRST);
	(void)io_size_pipe(down[1], PIPES_FIRST);
	return true;
}

/*
 * Shrinks the pipe to its first capacity, unless it was full since the hand
 * last passed here. Returns false if it stays as it is, for instance because of
 * the bytes in it.
 */
static bool
give_back(struct width *width, int fd)
{
	const bool lately = width->lately;

	width->lately = false;
	if (fd == -1 || width->step == 0 || lately ||
	    !io_size_pipe(fd, PIPES_FIRST))
		return false;
	width->step = 0;
	return true;
}

/*
 * Passes one slot; returns true if one of its pipes has given something back.
 */
static bool
pass(uint32_t number)
{
	struct slot *slot = slots_get(number);
	const bool down = give_back(&slot->down.width, slot->down.fd);

	return give_back(&slot->up.width, slot->up.fd) || down;
}

/* Returns the next slot in the round; at least one must be in use. */
static uint32_t
move_hand(void)
{
	uint32_t number = slots_next(pipes.hand);

	if (number == SLOT_NONE)
		number = slots_next(0);
	pipes.hand = number + 1;
	return number;
}

/* Counts a slot to be asked; returns false if this turn has asked enough. */
static bool
may_ask(void)
{
	if (pipes.turn != ticks_mono())
		pipes.asked = 0;
	pipes.turn = ticks_mono();
	return pipes.asked++ < ASKED;
}

/*
 * Takes capacity from other pipes, at most once from each, when the system has
 * refused to enlarge this one.
 */
static bool
take_and_resize(int fd, int size)
{
	while (may_ask()) {
		if (pass(move_hand())) {
			pipes.in_vain = 0;
			if (io_size_pipe(fd, size))
				return true;
		}
		if (pipes.in_vain++ >= slots_used()) {
			pipes.in_vain = 0;
			pipes.rests_until = ticks_now() + REST;
			return false;
		}
	}
	return false;
}

static bool
grow(struct width *width, int fd)
{
	width->lately = true;
	if (width->step + 1 == PIPES_STEPS || ticks_now() < pipes.rests_until)
		return false;
	if (!io_size_pipe(fd, sizes[width->step + 1]) &&
	    !take_and_resize(fd, sizes[width->step + 1]))
		return false;
	width->step++;
	return true;
}

bool
pipes_full_downlink(struct downlink *down)
{
	/* Everything written, without the bytes still in the pipe. */
	const uint64_t taken =
	    down->bytes - down->queue.bytes - io_pending(down->fd);
	const bool reads = !down->was_full || taken != down->taken;

	down->was_full = true;
	down->taken = taken;
	return reads && grow(&down->width, down->fd);
}

void
pipes_read_uplink(struct uplink *up, size_t count)
{
	if (count >= (size_t)sizes[up->width.step])
		(void)grow(&up->width, up->fd);
}
