/*
 * A process that holds what the system would keep for ever. System V queues
 * and semaphores stay until somebody removes them, whoever has been killed. So
 * a keeper makes them, and removes them at the end of its one line to those
 * who use them: when the last of these has closed it or is gone.
 */
#ifndef TESTS_IPC_KEEPER_H
#define TESTS_IPC_KEEPER_H

#include <sys/types.h>

struct keeper {
	pid_t pid;
	int line;
};

/*
 * Starts a keeper, in which make is called: its result, -1 with errno if it
 * failed. Children of the caller that live on are users as well.
 */
int keeper_start(
    struct keeper *keeper, int (*make)(void), void (*destroy)(int id));

/* Has it removed what it made, and waits until that is done. */
void keeper_end(struct keeper *keeper);

#endif
