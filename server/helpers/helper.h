/*
 * The process of a helper: the lines that it gets from the parent, those that
 * it says, and when it ends. It ends when the parent says bye or is gone, or
 * when TERM has come, and all is said.
 */
#ifndef SERVER_HELPERS_HELPER_H
#define SERVER_HELPERS_HELPER_H

#include <stdbool.h>

#include "shared/buf.h"
#include "shared/clock.h"

struct helper {
	struct buf up, down;
	bool over; /* it takes no more */
	bool bye_heard;
};
extern struct helper helper;

/* Begins with empty buffers. */
void helper_begin(void);

/* Returns whether so many bytes can be said. */
bool helper_has_room(size_t bytes);

/* Input is read while so much is left: what is said of it is short. */
#define HELPER_LEAST ((size_t)16 * 1024)

/* Says something for the log; with less room than that, the log has enough. */
void helper_warn(const struct str *pieces, size_t count);
#define HELPER_WARN(...) helper_warn(STRS(__VA_ARGS__))

/* Returns whether it takes no more, and ends when all is said. */
bool helper_is_done(void);

/*
 * Waits, at most that long, until something has come, if it reads, or what is
 * to be said can be written; and reads. False if waiting fails.
 */
bool helper_wait(bool reads, usec most);

/* Writes what is to be said, as far as the parent reads. */
void helper_flush(void);

/* Takes a line that asks for nothing: it may be bye. */
void helper_hear(struct str line);

/*
 * Has turns done until it is done and all is said, or until one returns another
 * code than EXITS_DONE. Returns the code to exit with.
 */
int helper_run(int (*turn)(void));

#endif
