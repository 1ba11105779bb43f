/*
 * When msgsnd and msgrcv wait, and how they fail. A sender sleeps while the
 * queue is full, a receiver while it is empty. IPC_NOWAIT makes them fail
 * (EAGAIN, ENOMSG); a signal (EINTR) and the queue's removal (EIDRM) wake them.
 */
#include "ipc.h"
#include "ps.h"

#define SIZE 1024

static struct {
	long type;
	char text[SIZE];
} message = { 1, "salam" };

static int
put(int id)
{
	return msgsnd(id, &message, SIZE, 0);
}

static int
take(int id)
{
	return (int)msgrcv(id, &message, SIZE, 0, 0);
}

static int
end(int id)
{
	return msgctl(id, IPC_RMID, NULL);
}

static void
on_signal(int number)
{
	(void)number; /* it comes only to interrupt a wait */
}

/* A child waits in a call, until it is woken; returns the errno of its call. */
static int
error_of(int (*call)(int id), int id, int (*wake)(int id))
{
	struct sigaction action = { .sa_handler = on_signal };
	const pid_t child = must_fork();

	if (child == 0) {
		must("sigaction", sigaction(SIGUSR1, &action, NULL));
		_exit(call(id) == -1 ? errno : 0);
	}
	while (state_of(child) != 'S')
		continue; /* it has not come to its wait yet */
	must("wake", wake == NULL ? kill(child, SIGUSR1) : wake(id));
	return status_of(child);
}

int
main(void)
{
	const int id = keep_queue(IPC_PRIVATE);

	while (msgsnd(id, &message, SIZE, IPC_NOWAIT) == 0)
		say("a message of %d bytes is in the queue", SIZE);
	expect(errno == EAGAIN, "now it is full: EAGAIN");
	expect(error_of(put, id, NULL) == EINTR, "a sender sleeps: EINTR");
	expect(error_of(put, id, take) == 0, "it sleeps until there is room");
	while (msgrcv(id, &message, SIZE, 0, IPC_NOWAIT) != -1)
		continue;
	expect(errno == ENOMSG, "the queue is empty: ENOMSG");
	expect(error_of(take, id, NULL) == EINTR, "a receiver sleeps: EINTR");
	expect(error_of(take, id, put) == 0, "it sleeps until a message comes");
	must("msgsnd", put(id));
	expect(msgrcv(id, &message, 3, 0, 0) == -1 && errno == E2BIG,
	    "a message that is too long stays: E2BIG");
	expect(msgrcv(id, &message, 3, 0, MSG_NOERROR) == 3, "or is cut");
	expect(error_of(take, id, end) == EIDRM, "the queue is removed: EIDRM");
	expect(put(id) == -1 && errno == EINVAL, "no such queue: EINVAL");
	return 0;
}
