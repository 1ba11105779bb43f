/*
 * Message queues of System V and of POSIX: see mechanism.h, svipc(7) and
 * mq_overview(7). One queue of System V serves both ways: the type of a message
 * says which side it is for. It stays until somebody removes it, whoever has
 * been killed; the names of POSIX's are gone as soon as they are open.
 */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mechanism.h"

/* The limit that Linux allows everybody: /proc/sys/fs/mqueue/msg_max. */
#define MESSAGES 10

struct queue {
	size_t size; /* of a message's text */
	enum side side;
	int id; /* of System V */
	mqd_t inbox[SIDES]; /* of POSIX; (mqd_t)-1: not open */
};

static void
keep_side(void *channel, enum side side)
{
	((struct queue *)channel)->side = side;
}

/* --- System V --------------------------------------------------------- */

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
close_sysv(void *channel)
{
	struct queue *queue = channel;
	const int saved = errno;

	(void)msgctl(queue->id, IPC_RMID, NULL); /* it is ours */
	free(queue);
	errno = saved;
}

static void *
open_sysv(size_t size)
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
	close_sysv(queue);
	return NULL;
}

static bool
send_sysv(void *channel, struct message *message)
{
	const struct queue *queue = channel;

	message->type = type_for(queue->side == LEFT ? RIGHT : LEFT);
	return msgsnd(queue->id, message, queue->size, 0) == 0;
}

static bool
receive_sysv(void *channel, struct message *message)
{
	const struct queue *queue = channel;

	return msgrcv(queue->id, message, queue->size, type_for(queue->side),
		   0) != -1;
}

const struct mechanism sysv_queue_mechanism = {
	.name = "SysV q",
	.bound = "at most /proc/sys/kernel/msgmax bytes",
	.open = open_sysv,
	.keep = keep_side,
	.send = send_sysv,
	.receive = receive_sysv,
	.close = close_sysv,
};

/* --- POSIX ------------------------------------------------------------ */

static mqd_t
open_inbox(size_t size)
{
	char name[64];
	struct mq_attr attributes = {
		.mq_maxmsg = MESSAGES,
		.mq_msgsize = (long)size,
	};

	(void)snprintf(name, sizeof(name), "/ipc-queue.%ld", (long)getpid());
	const mqd_t queue = mq_open(
	    name, O_RDWR | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR, &attributes);
	if (queue != (mqd_t)-1)
		(void)mq_unlink(name); /* it has just been made */
	return queue;
}

static void
close_posix(void *channel)
{
	struct queue *queue = channel;
	const int saved = errno;

	for (enum side side = LEFT; side < SIDES; side++)
		if (queue->inbox[side] != (mqd_t)-1)
			(void)mq_close(queue->inbox[side]);
	free(queue);
	errno = saved;
}

static void *
open_posix(size_t size)
{
	struct queue *queue = malloc(sizeof(*queue));

	if (queue == NULL)
		return NULL;
	*queue = (struct queue) { .size = size };
	queue->inbox[LEFT] = open_inbox(size);
	queue->inbox[RIGHT] = queue->inbox[LEFT];
	if (queue->inbox[LEFT] != (mqd_t)-1)
		queue->inbox[RIGHT] = open_inbox(size);
	if (queue->inbox[RIGHT] != (mqd_t)-1)
		return queue;
	close_posix(queue);
	return NULL;
}

static bool
send_posix(void *channel, struct message *message)
{
	const struct queue *queue = channel;
	const enum side to = queue->side == LEFT ? RIGHT : LEFT;

	/* With one priority, they come in the order in which they went. */
	return mq_send(queue->inbox[to], message->text, queue->size, 0) == 0;
}

static bool
receive_posix(void *channel, struct message *message)
{
	const struct queue *queue = channel;

	return mq_receive(queue->inbox[queue->side], message->text, queue->size,
		   NULL) != -1;
}

const struct mechanism posix_queue_mechanism = {
	.name = "POSIX q",
	.bound = "at most /proc/sys/fs/mqueue/msgsize_max bytes",
	.open = open_posix,
	.keep = keep_side,
	.send = send_posix,
	.receive = receive_posix,
	.close = close_posix,
};
