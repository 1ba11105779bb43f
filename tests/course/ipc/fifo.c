/*
 * Two FIFOs, one each way: see mechanism.h and fifo(7). Their names are gone
 * as soon as both ends are open.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ends.h"
#include "own_name.h"

static bool
open_way(struct ends *ends, enum side reader)
{
	char path[OWN_NAME];
	const char *directory = getenv("TMPDIR");

	own_name(path, directory != NULL ? directory : "/tmp");
	if (mkfifo(path, S_IRUSR | S_IWUSR) != 0)
		return false;
	/* An open for reading waits for a writer, unless told not to. */
	const int in = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	const int out = open(path, O_WRONLY | O_CLOEXEC);
	ends->in[reader] = in;
	ends->out[other_side(reader)] = out;
	return unlink(path) == 0 && in != -1 && out != -1 &&
	    fcntl(in, F_SETFL, 0) != -1;
}

static void *
open_fifos(size_t size)
{
	struct ends *ends = ends_new(size);

	if (ends == NULL)
		return NULL;
	if (open_way(ends, LEFT) && open_way(ends, RIGHT))
		return ends;
	ends_close(ends);
	return NULL;
}

const struct mechanism fifo_mechanism = {
	.name = "FIFO",
	.open = open_fifos,
	.keep = ends_keep,
	.send = ends_send,
	.receive = ends_receive,
	.close = ends_close,
};
