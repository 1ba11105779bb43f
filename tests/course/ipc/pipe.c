/*
 * Messages over descriptors: two pipes, two FIFOs or a pair of UNIX sockets.
 * See mechanism.h, pipe(7), fifo(7) and unix(7).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mechanism.h"
#include "shared/io.h"

/* Each side reads from its own in, and writes to its own out. */
struct ends {
	size_t size; /* of a message */
	enum side side;
	int in[SIDES], out[SIDES]; /* -1: not open, or closed */
};

static struct ends *
new_ends(size_t size)
{
	struct ends *ends = malloc(sizeof(*ends));

	if (ends != NULL)
		*ends = (struct ends) {
			.size = size,
			.in = { -1, -1 },
			.out = { -1, -1 },
		};
	return ends;
}

static void
close_ends(void *channel)
{
	struct ends *ends = channel;
	const int saved = errno;

	for (enum side side = LEFT; side < SIDES; side++) {
		io_close(&ends->in[side]);
		io_close(&ends->out[side]);
	}
	free(ends);
	errno = saved;
}

/* With two ways, each of which has one reader and one writer. */
static void *
open_ends(size_t size, bool (*open_way)(int *in, int *out))
{
	struct ends *ends = new_ends(size);

	if (ends == NULL)
		return NULL;
	if (open_way(&ends->in[LEFT], &ends->out[RIGHT]) &&
	    open_way(&ends->in[RIGHT], &ends->out[LEFT]))
		return ends;
	close_ends(ends);
	return NULL;
}

/* While both have all ends open, neither can see that the other is gone. */
static void
keep_ends(void *channel, enum side side)
{
	struct ends *ends = channel;
	const enum side other = side == LEFT ? RIGHT : LEFT;

	ends->side = side;
	io_close(&ends->in[other]);
	io_close(&ends->out[other]);
}

static bool
send_message(void *channel, struct message *message)
{
	const struct ends *ends = channel;

	return io_write_all(ends->out[ends->side], message->text, ends->size);
}

/* A pipe is a stream of bytes: one read may bring a part of a message. */
static bool
receive_message(void *channel, struct message *message)
{
	const struct ends *ends = channel;
	size_t got = 0;

	errno = 0;
	while (got < ends->size) {
		const ssize_t count = io_read(ends->in[ends->side],
		    message->text + got, ends->size - got);
		if (count <= 0)
			return false;
		got += (size_t)count;
	}
	return true;
}

static bool
open_way(int *in, int *out)
{
	int fd[2];

	if (pipe(fd) != 0)
		return false;
	*in = fd[0];
	*out = fd[1];
	return true;
}

static void *
open_pipes(size_t size)
{
	return open_ends(size, open_way);
}

/* The name is gone as soon as both ends are open. */
static bool
open_fifo(int *in, int *out)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/tmp/ipc-fifo.%ld", (long)getpid());
	if (mkfifo(path, S_IRUSR | S_IWUSR) != 0)
		return false;
	/* An open for reading waits for a writer, unless told not to. */
	*in = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	*out = open(path, O_WRONLY | O_CLOEXEC);
	return unlink(path) == 0 && *in != -1 && *out != -1 &&
	    fcntl(*in, F_SETFL, 0) != -1;
}

static void *
open_fifos(size_t size)
{
	return open_ends(size, open_fifo);
}

/* One socket serves both ways; by a copy of it both have their descriptor. */
static void *
open_stream(size_t size)
{
	struct ends *ends = new_ends(size);
	int fd[SIDES];

	if (ends == NULL)
		return NULL;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0) {
		for (enum side side = LEFT; side < SIDES; side++) {
			ends->in[side] = fd[side];
			ends->out[side] = dup(fd[side]);
		}
		if (ends->out[LEFT] != -1 && ends->out[RIGHT] != -1)
			return ends;
	}
	close_ends(ends);
	return NULL;
}

#define ENDS                                                                 \
	.keep = keep_ends, .send = send_message, .receive = receive_message, \
	.close = close_ends

const struct mechanism pipe_mechanism = {
	.name = "pipe", .open = open_pipes, ENDS
};
const struct mechanism fifo_mechanism = {
	.name = "FIFO", .open = open_fifos, ENDS
};
const struct mechanism stream_mechanism = {
	.name = "socket", .open = open_stream, ENDS
};
