/* Messages over descriptors: see ends.h. */
#include "ends.h"

#include <errno.h>
#include <stdlib.h>

#include "shared/io.h"

struct ends *
ends_new(size_t size)
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

/* While both have all ends open, neither can see that the other is gone. */
void
ends_keep(void *channel, enum side side)
{
	struct ends *ends = channel;

	ends->side = side;
	io_close(&ends->in[other_side(side)]);
	io_close(&ends->out[other_side(side)]);
}

bool
ends_send(void *channel, struct message *message)
{
	const struct ends *ends = channel;

	return io_write_all(ends->out[ends->side], message->text, ends->size);
}

/* A pipe is a stream of bytes: one read may bring a part of a message. */
enum outcome
ends_receive(void *channel, struct message *message)
{
	const struct ends *ends = channel;
	size_t got = 0;

	while (got < ends->size) {
		const ssize_t count = io_read(ends->in[ends->side],
		    message->text + got, ends->size - got);
		if (count <= 0)
			return count == 0 && got == 0 ? ENDED : FAILED;
		got += (size_t)count;
	}
	return CAME;
}

void
ends_close(void *channel)
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
