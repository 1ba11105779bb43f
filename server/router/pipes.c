/* The pipes of workers: see pipes.h. */
#include "router/pipes.h"

#include <unistd.h>

#include "router/clients.h"
#include "shared/io.h"

/*
 * A user other than root gets pipes of 8 KiB when too much is in pipes already
 * (pipe(7), /proc/sys/fs/pipe-user-pages-soft: 64 MiB as it comes). Before it
 * comes to that the later workers get smaller ones, so that there is enough for
 * the usual number of clients: uplinks are small until much is said on them,
 * but a downlink of less than 32 KiB would cost twice the time where many
 * listen. Where more clients may come most are idle, and all downlinks are
 * small too, until they have once been full.
 */
#define WIDE_PIPE (64 * 1024) /* as it is made */
#define WHOLE_PIPES 128 /* workers: their two take a quarter of all */
#define SMALLER_PIPE (32 * 1024)
#define SMALLER_PIPES 1200 /* workers: for so many there is room for these */
#define LOOSENED_PIPE (16 * 1024)

/* How much a new worker's pipes are to hold, in bytes. */
struct sizes {
	int up;
	int down;
};

static struct sizes
choose_sizes(void)
{
	const bool many = clients_max() > SMALLER_PIPES;
	struct sizes sizes = { WIDE_PIPE, WIDE_PIPE };

	if (geteuid() != 0 && (many || clients_used() > WHOLE_PIPES)) {
		sizes.up = PIPES_SMALL;
		sizes.down = many ? PIPES_SMALL : SMALLER_PIPE;
	}
	return sizes;
}

void
pipes_widen(struct slot *slot)
{
	slot->up.small = false;
	io_size_pipe(slot->up.fd, WIDE_PIPE);
}

void
pipes_loosen(struct slot *slot)
{
	slot->down.small = false;
	io_size_pipe(slot->down.fd, LOOSENED_PIPE);
}

bool
pipes_open(struct slot *slot, int up[2], int down[2])
{
	const struct sizes sizes = choose_sizes();

	if (!io_pipe(up))
		return false;
	if (!io_pipe(down)) {
		io_close(&up[0]);
		io_close(&up[1]);
		return false;
	}
	if (sizes.up != WIDE_PIPE)
		io_size_pipe(up[1], sizes.up);
	if (sizes.down != WIDE_PIPE)
		io_size_pipe(down[1], sizes.down);
	slot->up.small = sizes.up == PIPES_SMALL;
	slot->down.small = sizes.down == PIPES_SMALL;
	return true;
}
