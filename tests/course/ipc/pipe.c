/* Two pipes, one each way: see mechanism.h and pipe(7). */
#include <unistd.h>

#include "ends.h"

static bool
open_way(struct ends *ends, enum side reader)
{
	int fd[2];

	if (pipe(fd) != 0)
		return false;
	ends->in[reader] = fd[0];
	ends->out[other_side(reader)] = fd[1];
	return true;
}

static void *
open_pipes(size_t size)
{
	struct ends *ends = ends_new(size);

	if (ends == NULL)
		return NULL;
	if (open_way(ends, LEFT) && open_way(ends, RIGHT))
		return ends;
	ends_close(ends);
	return NULL;
}

const struct mechanism pipe_mechanism = {
	.name = "pipe",
	.open = open_pipes,
	.keep = ends_keep,
	.send = ends_send,
	.receive = ends_receive,
	.close = ends_close,
};
