/*
 * A System V queue, its types, and those at it whose partner is killed: they
 * are never told, and the queue stays.
 */
#include <errno.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/course/ipc/keeper.h"
#include "tests/course/ipc/orphans.h"
#include "tests/course/ipc/trial.h"

struct letter {
	long type;
	char text;
};

static bool
is_left(pid_t dead)
{
	return orphan_of(ORPHAN_QUEUE, dead) != -1;
}

static int
make_queue(void)
{
	return msgget(IPC_PRIVATE, S_IRUSR | S_IWUSR);
}

static void
remove_queue(int id)
{
	(void)orphan_remove(ORPHAN_QUEUE, id);
}

static bool
send_letter(int queue, long type, char text)
{
	const struct letter letter = { type, text };

	return msgsnd(queue, &letter, sizeof(letter.text), IPC_NOWAIT) == 0;
}

/* The next one of that type, as msgrcv(2) takes it; 0 if there is none. */
static char
letter_of(int queue, long type)
{
	struct letter letter = { 0 };

	if (msgrcv(queue, &letter, sizeof(letter.text), type, IPC_NOWAIT) == -1)
		return 0;
	return letter.text;
}

static void
types_choose(void)
{
	struct keeper keeper;
	const int queue = keeper_start(&keeper, make_queue, remove_queue);

	MUST(queue != -1, "no queue: %s", strerror(errno));
	MUST(send_letter(queue, 3, 'a') && send_letter(queue, 1, 'b') &&
		send_letter(queue, 2, 'c') && send_letter(queue, 3, 'd') &&
		send_letter(queue, 1, 'e'),
	    "msgsnd: %s", strerror(errno));
	TAP_NUM(letter_of(queue, 1), 'b', "the first one of a type");
	TAP_NUM(letter_of(queue, 4), 0, "a type that is not there");
	TAP_NUM(letter_of(queue, 0), 'a', "the first one of all");
	TAP_NUM(letter_of(queue, -3), 'e', "the first one of the lowest type");
	TAP_NUM(letter_of(queue, -3), 'c', "and of the next");
	TAP_NUM(letter_of(queue, 0), 'd', "the last one left");
	TAP_NUM(letter_of(queue, 0), 0, "nothing is left");
	keeper_end(&keeper);
	TAP_OK(!send_letter(queue, 1, 'f'), "the queue is gone");
}

static void
leave_a_letter(void)
{
	if (!send_letter(make_queue(), 7, 'x'))
		_exit(1);
}

static void
orphan_is_found(void)
{
	const pid_t dead = killed_after(leave_a_letter);
	const int queue = orphan_of(ORPHAN_QUEUE, dead);

	if (!TAP_OK(queue != -1, "the queue outlives who made it"))
		return;
	TAP_NUM(letter_of(queue, 7), 'x', "with what has been sent");
	TAP_OK(orphan_remove(ORPHAN_QUEUE, queue) && !is_left(dead),
	    "it can be removed");
}

int
main(void)
{
	trial_of(&sysv_queue_mechanism);
	trial_carries();
	trial_killed_behind(INTERRUPTED);
	trial_receiver_killed(EINTR, 0);
	types_choose();
	if (orphans_are_seen()) {
		trial_leaves_nothing(is_left);
		orphan_is_found();
	} else {
		tap_note("orphans are not looked for: there is no "
			 "/proc/sysvipc");
	}
	return tap_done();
}
