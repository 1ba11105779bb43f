/*
 * A table of programs in shared memory. Children start programs chosen at
 * random, each child one at a time. Each program has a semaphore, so it never
 * runs twice at once. Through a queue, the children report each start and end.
 */
#include "ipc.h"

#define CHILDREN 4
#define PROGRAMS 3
#define STARTS 5 /* by each child */
#define SIZE (sizeof(struct event) - sizeof(long))

static const char table[PROGRAMS][8] = { "date", "true", "uname" };
static char (*programs)[8]; /* the same, in shared memory */

struct event {
	long type; /* 1 */
	int child, program;
	bool begins;
};

static void
start_programs(int semaphores, int queue, int child)
{
	srand((unsigned)child * 7919);
	for (int i = 0; i < STARTS; i++) {
		const int program = rand() % PROGRAMS;
		const struct event begin = { 1, child, program, true };
		const struct event end = { 1, child, program, false };
		must_change(semaphores, program, -1, SEM_UNDO);
		must("msgsnd", msgsnd(queue, &begin, SIZE, 0));
		const pid_t pid = must_fork();
		if (pid == 0) {
			(void)execlp(
			    programs[program], programs[program], (char *)NULL);
			_exit(127);
		}
		expect(status_of(pid) == 0, programs[program]);
		must("msgsnd", msgsnd(queue, &end, SIZE, 0));
		must_change(semaphores, program, 1, SEM_UNDO);
	}
	exit(0);
}

int
main(void)
{
	unsigned short ones[PROGRAMS] = { 1, 1, 1 };
	const int semaphores = keep_semaphores(IPC_PRIVATE, PROGRAMS, ones);
	const int queue = keep_queue(IPC_PRIVATE);
	pid_t children[CHILDREN];
	int of_child[CHILDREN] = { 0 }, of_program[PROGRAMS] = { 0 };
	struct event event;

	programs = must_attach(keep_memory(IPC_PRIVATE, sizeof(table)), 0);
	memcpy(programs, table, sizeof(table));
	for (int i = 0; i < CHILDREN; i++) {
		children[i] = must_fork();
		if (children[i] == 0)
			start_programs(semaphores, queue, i);
	}
	for (int i = 0; i < 2 * CHILDREN * STARTS; i++) {
		must("msgrcv", (int)msgrcv(queue, &event, SIZE, 1, 0));
		const int change = event.begins ? 1 : -1;
		say("child %d: %s %s", event.child, programs[event.program],
		    event.begins ? "begins" : "has ended");
		of_child[event.child] += change;
		of_program[event.program] += change;
		expect(of_child[event.child] == of_program[event.program],
		    "never two at once");
	}
	for (int i = 0; i < CHILDREN; i++)
		expect(status_of(children[i]) == 0, "a child is done");
	return 0;
}
