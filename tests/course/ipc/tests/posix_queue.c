/*
 * A POSIX queue, its priorities, and those at it whose partner is killed: they
 * are never told, and the queue stays as long as its name.
 */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/course/ipc/trial.h"

#define MESSAGES 10

static bool
is_queue(const char *name)
{
	const mqd_t queue = mq_open(name, O_RDONLY);

	return queue != (mqd_t)-1 && mq_close(queue) == 0;
}

static bool
is_left(pid_t dead)
{
	char name[OWN_NAME];

	return find_name(name, "", dead, is_queue);
}

static mqd_t
make_queue(char name[OWN_NAME])
{
	struct mq_attr attributes = { .mq_maxmsg = MESSAGES, .mq_msgsize = 1 };

	own_name(name, "");
	return mq_open(name, O_RDWR | O_CREAT | O_EXCL | O_NONBLOCK,
	    S_IRUSR | S_IWUSR, &attributes);
}

/* The next one, 0 if there is none. */
static char
letter_of(mqd_t queue)
{
	char letter;

	if (mq_receive(queue, &letter, sizeof(letter), NULL) == -1)
		return 0;
	return letter;
}

static void
priorities_choose(void)
{
	char name[OWN_NAME];
	const mqd_t queue = make_queue(name);

	MUST(queue != (mqd_t)-1 && mq_unlink(name) == 0, "no queue: %s",
	    strerror(errno));
	MUST(mq_send(queue, "a", 1, 0) == 0 && mq_send(queue, "b", 1, 5) == 0 &&
		mq_send(queue, "c", 1, 31) == 0 &&
		mq_send(queue, "d", 1, 5) == 0,
	    "mq_send: %s", strerror(errno));
	TAP_NUM(letter_of(queue), 'c', "the most urgent one first");
	TAP_NUM(letter_of(queue), 'b', "of equals the older one");
	TAP_NUM(letter_of(queue), 'd', "then the younger one");
	TAP_NUM(letter_of(queue), 'a', "then the least urgent one");
	TAP_NUM(letter_of(queue), 0, "nothing is left");
	(void)mq_close(queue); /* it is open */
}

static void
leave_a_letter(void)
{
	char name[OWN_NAME];

	if (mq_send(make_queue(name), "x", 1, 0) != 0)
		_exit(1);
}

static void
orphan_is_found(void)
{
	char name[OWN_NAME];
	const pid_t dead = killed_after(leave_a_letter);

	if (!TAP_OK(find_name(name, "", dead, is_queue),
		"the queue outlives who made it"))
		return;
	const mqd_t queue = mq_open(name, O_RDONLY);
	TAP_NUM(letter_of(queue), 'x', "with what has been sent");
	TAP_OK(mq_unlink(name) == 0 && !is_left(dead), "it can be removed");
	(void)mq_close(queue); /* it is open */
}

int
main(void)
{
	trial_of(&posix_queue_mechanism);
	trial_carries();
	trial_killed_behind(INTERRUPTED);
	trial_receiver_killed(EINTR, 0);
	trial_leaves_nothing(is_left);
	priorities_choose();
	orphan_is_found();
	return tap_done();
}
