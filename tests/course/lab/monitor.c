/*
 * A monitor: children with different priorities ask it for permission to run a
 * program. At most three run at once. When one ends, the waiting child
 * with the lowest number is next: msgrcv with a negative type chooses it.
 */
#include <stdatomic.h>

#include "ipc.h"

#define CHILDREN 8
#define MOST 3
#define DONE 1 /* a program has ended; a request is 1 and its priority */
#define REPLY 100 /* and the child's pid: the type of a permission */
#define SIZE (sizeof(struct message) - sizeof(long))

struct message {
	long type;
	pid_t from;
	int priority;
};

static void
run_program(int id, int priority, atomic_int *running)
{
	struct message message = { 1 + priority, getpid(), priority };

	must("msgsnd", msgsnd(id, &message, SIZE, 0));
	must("msgrcv", (int)msgrcv(id, &message, SIZE, REPLY + getpid(), 0));
	const bool is_allowed = atomic_fetch_add(running, 1) < MOST;
	const pid_t child = must_fork();
	if (child == 0) {
		(void)execlp("true", "true", (char *)NULL);
		_exit(127);
	}
	const int status = status_of(child);
	atomic_fetch_sub(running, 1);
	message.type = DONE;
	must("msgsnd", msgsnd(id, &message, SIZE, 0));
	exit(is_allowed ? status : 1);
}

int
main(void)
{
	const int id = keep_queue(IPC_PRIVATE);
	atomic_int *running =
	    must_attach(keep_memory(IPC_PRIVATE, sizeof(*running)), 0);
	struct message message;
	struct msqid_ds queue = { 0 };
	pid_t children[CHILDREN];
	int now = 0, last = 0;

	for (int i = 0; i < CHILDREN; i++) {
		children[i] = must_fork();
		if (children[i] == 0)
			run_program(id, 1 + (i * 5) % CHILDREN, running);
	}
	while (queue.msg_qnum < CHILDREN) /* all wait */
		must("IPC_STAT", msgctl(id, IPC_STAT, &queue));
	for (int i = 0; i < 2 * CHILDREN; i++) {
		const long types = now < MOST ? -(1 + CHILDREN) : DONE;
		must("msgrcv", (int)msgrcv(id, &message, SIZE, types, 0));
		if (message.type == DONE) {
			say("%d is done", message.priority);
			now--;
			continue;
		}
		say("priority %d may run", message.priority);
		expect(message.priority == ++last,
		    "it is the first of those that wait");
		message.type = REPLY + message.from;
		must("msgsnd", msgsnd(id, &message, SIZE, 0));
		expect(++now <= MOST, "at most three run");
	}
	for (int i = 0; i < CHILDREN; i++)
		expect(
		    status_of(children[i]) == 0, "a child was alone with two");
	return 0;
}
