/*
 * A System V message queue: see mechanism.h and svipc(7). One queue serves
 * both ways: the type of a message says which side it is for.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/stat.h>

#include "keeper.h"
#include "mechanism.h"

struct queue {
	struct keeper keeper;
	int id;
	size_t size; /* of a message's text */
	enum side side;
};

static int
make_queue(void)
{
	return msgget(IPC_PRIVATE, IPC_CREAT | S_IRUSR | S_IWUSR);
}

static void
remove_queue(int id)
{
	(void)msgctl(id, IPC_RMID, NULL); /* there is nobody left to tell */
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

	keeper_end(&queue->keeper);
	free(queue);
	errno = saved;
}

static void *
open_queue(size_t size)
{
	struct queue *queue = malloc(sizeof(*queue));

	if (queue == NULL)
		return NULL;
	*queue = (struct queue) { .size = size };
	queue->id = keeper_start(&queue->keeper, make_queue, remove_queue);
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
set_up(size_t size)
{
	const int id = make_queue();

	(void)size;
	if (id == -1)
		return false;
	remove_queue(id);
	return true;
}

static void
keep_side(void *channel, enum side side)
{
	((struct queue *)channel)->side = side;
}

static bool
send_message(void *channel, struct message *message)
{
	const struct queue *queue = channel;

	message->type = type_for(other_side(queue->side));
	return msgsnd(queue->id, message, queue->size, 0) == 0;
}

static enum outcome
receive_message(void *channel, struct message *message)
{
	const struct queue *queue = channel;

	if (msgrcv(queue->id, message, queue->size, type_for(queue->side), 0) !=
	    -1)
		return CAME;
	return FAILED;
}

const struct mechanism sysv_queue_mechanism = {
	.name = "SysV q",
	.bound = "at most /proc/sys/kernel/msgmax bytes",
	.open = open_queue,
	.set_up = set_up,
	.keep = keep_side,
	.send = send_message,
	.receive = receive_message,
	.close = close_queue,
};
