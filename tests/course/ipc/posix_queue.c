/*
 * Two POSIX message queues, one each way: see mechanism.h and mq_overview(7).
 * Their names are gone as soon as they are open.
 */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "mechanism.h"
#include "own_name.h"

/* The limit that Linux allows everybody: /proc/sys/fs/mqueue/msg_max. */
#define MESSAGES 10

/* All have the same one: they come in the order in which they went. */
#define PRIORITY 0

struct queues {
	size_t size; /* of a message */
	mqd_t inbox[SIDES]; /* (mqd_t)-1: not open */
	enum side side;
};

static mqd_t
open_inbox(size_t size)
{
	char name[OWN_NAME];
	struct mq_attr attributes = {
		.mq_maxmsg = MESSAGES,
		.mq_msgsize = (long)size,
	};

	own_name(name, "");
	const mqd_t queue = mq_open(
	    name, O_RDWR | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR, &attributes);
	if (queue != (mqd_t)-1)
		(void)mq_unlink(name); /* it has just been made */
	return queue;
}

static void
close_queues(void *channel)
{
	struct queues *queues = channel;
	const int saved = errno;

	for (enum side side = LEFT; side < SIDES; side++)
		if (queues->inbox[side] != (mqd_t)-1)
			(void)mq_close(queues->inbox[side]);
	free(queues);
	errno = saved;
}

static void *
open_queues(size_t size)
{
	struct queues *queues = malloc(sizeof(*queues));

	if (queues == NULL)
		return NULL;
	*queues = (struct queues) { .size = size };
	queues->inbox[LEFT] = open_inbox(size);
	queues->inbox[RIGHT] = queues->inbox[LEFT];
	if (queues->inbox[LEFT] != (mqd_t)-1)
		queues->inbox[RIGHT] = open_inbox(size);
	if (queues->inbox[RIGHT] != (mqd_t)-1)
		return queues;
	close_queues(queues);
	return NULL;
}

static void
keep_side(void *channel, enum side side)
{
	((struct queues *)channel)->side = side;
}

static bool
send_message(void *channel, struct message *message)
{
	const struct queues *queues = channel;

	return mq_send(queues->inbox[other_side(queues->side)], message->text,
		   queues->size, PRIORITY) == 0;
}

static enum outcome
receive_message(void *channel, struct message *message)
{
	const struct queues *queues = channel;

	if (mq_receive(queues->inbox[queues->side], message->text, queues->size,
		NULL) != -1)
		return CAME;
	return FAILED;
}

const struct mechanism posix_queue_mechanism = {
	.name = "POSIX q",
	.bound = "at most /proc/sys/fs/mqueue/msgsize_max bytes",
	.open = open_queues,
	.keep = keep_side,
	.send = send_message,
	.receive = receive_message,
	.close = close_queues,
};
