/*
 * A journal in a process of its own, with the test as its parent. It has no
 * sandbox; system tests have it. Its directory is the scratch directory.
 */
#ifndef TESTS_LIB_HISTORY_SCRIBE_H
#define TESTS_LIB_HISTORY_SCRIBE_H

#include <sys/resource.h>

#include "shared/buf.h"
#include "shared/clock.h"
#include "tests/lib/must.h"

struct scribe {
	pid_t pid;
	uint64_t days; /* for its next start: history_days */
	int up, down; /* the parent's ends of its pipes; they do not block */
	struct buf said;
	char room[65536];
};

/*
 * Starts it; no file may become larger than most bytes, until somebody raises
 * that limit.
 */
void scribe_start(struct scribe *scribe, usec sync, rlim_t most);

/* Says what there is room for in its pipe. */
void scribe_say(const struct scribe *scribe, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Returns its next line, valid until the next call. scribe_hear waits, and is
 * empty when it has ended; scribe_listen does not, and is empty if there is
 * none.
 */
struct str scribe_hear(struct scribe *scribe);
struct str scribe_listen(struct scribe *scribe);

/* Expects a line, and passes over "stored" and "figures" before it. */
void scribe_expect(struct scribe *scribe, const char *want);

/* Expects it to end with that code; or kills it. */
void scribe_ends(struct scribe *scribe, int code, const char *what);
void scribe_kill(struct scribe *scribe);

#endif
