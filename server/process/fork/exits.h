/*
 * The end of a child: its exit code tells the parent the reason, for the log.
 * Besides child.h, only this is known on both sides of the fork.
 */
#ifndef SERVER_PROCESS_FORK_EXITS_H
#define SERVER_PROCESS_FORK_EXITS_H

#include <sys/types.h>

#include "shared/buf.h"
#include "shared/str.h"

/*
 * Exit codes of children: 0, or from 80 on, above those of sysexits(3) and
 * sanitizers.
 */
enum exits {
	EXITS_DONE = 0, /* bye came, and was passed on as far as possible */
	EXITS_SERVER_GONE = 80, /* the parent has died */
	EXITS_UNANSWERED, /* TERM came, and the parent sent no bye */
	EXITS_SANDBOX, /* confinement failed */
	EXITS_POLL, /* waiting failed */
	EXITS_STATE, /* its stored data are damaged or unreadable */
	EXITS_STALE, /* another process has changed its data */
	EXITS_IO /* what it has written may be lost: a sync has failed */
};

/*
 * Appends the end of a child, from a status of waitpid(2), to a log line: "exit
 * NAME" or "signal N". The line must have room for it.
 */
void exits_describe(struct buf *line, int status);

/*
 * Reaps a dead child with that pid, or any if it is -1, and sets its status.
 * Returns its pid, or 0 or -1 if there is none. Does not wait.
 */
pid_t exits_reap(pid_t pid, int *status);

#endif
