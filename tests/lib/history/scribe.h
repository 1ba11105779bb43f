/*
 * A journal in a process of its own, with the test as its parent. It has no
 * sandbox; system tests have it. The directory of its state is the scratch
 * directory.
 */
#ifndef TESTS_LIB_HISTORY_SCRIBE_H
#define TESTS_LIB_HISTORY_SCRIBE_H

#include <sys/resource.h>

#include "process/fork/child.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "tests/lib/history/shelf.h"
#include "tests/lib/must.h"

/* An ID: so many microseconds after midnight of a day. */
#define SCRIBE_DAY UINT64_C(1795392000000000) /* 2026-11-23 */

struct scribe {
	pid_t pid;
	int (*main)(const struct child_args *given); /* null: journal_main */
	usec sync; /* for its next start; 0: at once */
	unsigned files; /* that it may open, with 24 for all else; 0: 1024 */
	int up, down; /* the parent's ends of its pipes; they do not block */
	uint64_t
	    stored; /* lines that it has called stored, and the former ones */
	uint64_t last; /* of its "ready" */
	unsigned steps; /* of questions that have gone on */
	struct buf said;
	char room[65536];
};

/* Starts it, and expects that it is ready. scribe_begin does not expect. */
void scribe_start(struct scribe *scribe);
void scribe_begin(struct scribe *scribe);

/* Says what there is room for in its pipe; waits for that. */
void scribe_say(const struct scribe *scribe, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Returns its next line, valid until the next call; empty when it has ended.
 * What it says about its state is noted, and passed over: stored, warn.
 */
struct str scribe_hear(struct scribe *scribe);

/*
 * Asks, and expects these lines as the answer, without "answer NUMBER": each
 * ended by LF, '*' standing for any bytes.
 */
#define scribe_asks(scribe, question, want) \
	scribe_asks_at(HERE, scribe, question, want)
void scribe_asks_at(const char *where, struct scribe *scribe,
    const char *question, const char *want);

/* Asks, and returns the number of lines before the last one, which it copies.
 */
unsigned scribe_count(
    struct scribe *scribe, const char *question, char last[128]);

/* Expects it to end after bye. */
void scribe_bye(struct scribe *scribe);

#endif
