/*
 * A POSIX message queue beside the System V ones (queue.c, types.c): a name
 * instead of a key, a descriptor instead of an ID, and a priority instead of a
 * type: mq_receive always takes the highest.
 */
#include <mqueue.h>
#include <poll.h>

#include "keep.h"

#define SIZE 16

static char name[32];
static struct mq_attr limits = { .mq_maxmsg = 3, .mq_msgsize = SIZE };

static int
make(void)
{
	return mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &limits);
}

/* As with a file, whoever has it open still uses it. */
static void
undo(int id)
{
	(void)id;
	(void)mq_unlink(name);
}

static void
put(mqd_t queue, const char *text, unsigned priority)
{
	must("mq_send", mq_send(queue, text, strlen(text) + 1, priority));
	say("sent with priority %u: %s", priority, text);
}

static bool
gets_next(mqd_t queue, const char *text)
{
	char got[SIZE];

	must("mq_receive", mq_receive(queue, got, SIZE, NULL));
	return strcmp(got, text) == 0;
}

int
main(void)
{
	(void)snprintf(name, sizeof(name), "/lab-%ld", (long)getpid());
	(void)keep("a POSIX queue", make, undo);
	const mqd_t queue = mq_open(name, O_RDWR | O_NONBLOCK);
	struct pollfd readable = { .fd = queue, .events = POLLIN };

	must("mq_open", queue == (mqd_t)-1 ? -1 : 0);
	expect(poll(&readable, 1, 0) == 0, "poll: nothing to read");
	put(queue, "tea", 0);
	put(queue, "fire", 9);
	put(queue, "lunch", 0);
	expect(mq_send(queue, "more", 5, 0) == -1 && errno == EAGAIN,
	    "it is full: EAGAIN, with O_NONBLOCK");
	expect(poll(&readable, 1, 0) == 1, "poll: there is something to read");
	const pid_t child = must_fork();
	if (child == 0)
		_exit(gets_next(queue, "fire") ? 0 : 1);
	expect(status_of(child) == 0, "a child gets the highest priority");
	expect(gets_next(queue, "tea"), "then the oldest of the next");
	must("mq_getattr", mq_getattr(queue, &limits));
	expect(limits.mq_curmsgs == 1, "mq_getattr: one message is left");
	undo(0);
	expect(mq_open(name, O_RDWR) == (mqd_t)-1 && errno == ENOENT,
	    "mq_unlink takes the name away: ENOENT");
	expect(gets_next(queue, "lunch"), "but not the queue");
	return 0;
}
