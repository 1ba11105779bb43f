/*
 * A pair of UNIX sockets, as a stream or with message boundaries: see
 * mechanism.h and unix(7).
 */
#include <sys/socket.h>
#include <unistd.h>

#include "ends.h"

/* One socket serves both ways; by a copy of it both have their descriptor. */
static bool
add_socket(struct ends *ends, enum side side, int fd)
{
	ends->in[side] = fd;
	ends->out[side] = dup(fd);
	return ends->out[side] != -1;
}

static void *
open_pair(int type, size_t size)
{
	struct ends *ends = ends_new(size);
	int fd[SIDES];

	if (ends == NULL)
		return NULL;
	if (socketpair(AF_UNIX, type, 0, fd) != 0) {
		ends_close(ends);
		return NULL;
	}
	const bool left = add_socket(ends, LEFT, fd[LEFT]);
	if (add_socket(ends, RIGHT, fd[RIGHT]) && left)
		return ends;
	ends_close(ends);
	return NULL;
}

static void *
open_stream(size_t size)
{
	return open_pair(SOCK_STREAM, size);
}

static void *
open_seqpacket(size_t size)
{
	return open_pair(SOCK_SEQPACKET, size);
}

const struct mechanism stream_mechanism = {
	.name = "socket",
	.open = open_stream,
	.keep = ends_keep,
	.send = ends_send,
	.receive = ends_receive,
	.close = ends_close,
};

const struct mechanism seqpacket_mechanism = {
	.name = "seqpkt",
	.open = open_seqpacket,
	.keep = ends_keep,
	.send = ends_send,
	.receive = ends_receive,
	.close = ends_close,
};
