/*
 * How a worker ends: its exit code is a word to the parent, which logs it. The
 * one thing besides given.h that both sides of the fork know.
 */
#ifndef SERVER_FORK_EXITS_H
#define SERVER_FORK_EXITS_H

#include <sys/types.h>

#include "shared/buf.h"
#include "shared/str.h"

/* 0, or from 80 on, behind what sysexits(3) and sanitizers use. */
enum exits {
	EXITS_DONE = 0, /* bye came, and was passed on as far as could be */
	EXITS_SERVER_GONE = 80, /* the parent has died */
	EXITS_UNANSWERED, /* TERM came, and the parent did not say bye */
	EXITS_SANDBOX, /* it could not give up what it should */
	EXITS_POLL, /* waiting failed */
	EXITS_STATE, /* what it keeps is broken, or cannot be read */
	EXITS_LOCKED, /* another process has what it keeps */
	EXITS_STALE /* somebody else has changed what it keeps */
};

/* The name of an exit code of a worker; "unknown" for any other. */
struct str exits_name(int code);

/*
 * How it ended, of a status of waitpid(2), as pieces of the log's line: "exit
 * NAME" or "signal N". There is to be room in the line.
 */
void exits_describe(struct buf *line, int status);

/*
 * A child that has died, of that pid or, of -1, any; with its status. 0 or -1:
 * there is none. Does not wait.
 */
pid_t exits_reap(pid_t pid, int *status);

#endif
