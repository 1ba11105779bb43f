/*
 * Message queues of System V: see mechanism.h and svipc(7). One queue serves
 * both ways: the type of a message says which side it is for. It stays until
 * somebody removes it, whoever has been killed.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/stat.h>

#include "mechanism.h"

struct queue {
	size_t size; /* of a message's text */
	enum side side;
	int id;
};

static void
keep_side(void *channel, enum side side)
{
	((struct queue *)channel)->side = side;
}

/* Types are positive; 0 would ask for any. */
static long
type_for(enum side side)
{
	return 1 + (long)side;
}

/* The one way to learn the limits that POSIX knows is to try. */
static bool
carries(const struct queue *queue)
{
	struct message *message =
	    calloc(1, sizeof(struct message) + queue->size);

	if (message == NULL)
		return false;
	message->type = type_for(LEFT);
	const bool done =
	    msgsnd(queue->id, message, queue->size, IPC_NOWAIT) == 0 &&
	    msgrcv(queue->id, message, queue->size, message->type,
		IPC_NOWAIT) != -1;
	const int saved = errno;
	free(message);
	errno = saved;
	return done;
}

static void
close_queue(void *channel)
{
	struct queue *queue = channel;
	const int saved = errno;

	(void)msgctl(queue->id, IPC_RMID, NULL); /* it is ours */
	free(queue);
	errno = saved;
}

static void *
open_queue(size_t size)
{
	struct queue *queue = malloc(sizeof(*queue));

	if (queue == NULL)
		return NULL;
	*queue = (struct queue) {
		.size = size,
		.id = msgget(IPC_PRIVATE, IPC_CREAT | S_IRUSR | S_IWUSR),
	};
	if (queue->id == -1) {
		free(queue);
		return NULL;
	}
	if (carries(queue))
		return queue;
	close_queue(queue);
	return NULL;
}

static bool
send_queue(void *channel, struct message *message)
{
	const struct queue *queue = channel;

	message->type = type_for(queue->side == LEFT ? RIGHT : LEFT);
	return msgsnd(queue->id, message, queue->size, 0) == 0;
}

static bool
receive_queue(void *channel, struct message *message)
{
	const struct queue *queue = channel;

	return msgrcv(queue->id, message, queue->size, type_for(queue->side),
		   0) != -1;
}

const struct mechanism queue_mechanism = {
	.name = "queue",
	.open = open_queue,
	.keep = keep_side,
	.send = send_queue,
	.receive = receive_queue,
	.close = close_queue,
};
