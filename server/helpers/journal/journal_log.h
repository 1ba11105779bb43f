/*
 * What changes the files. The router says lines "log ID WHERE KIND [REST]",
 * after the word "log": records, tables and boxes are appended to files,
 * marks are changed; what has ended is removed.
 *
 * Whole files are removed that are older than history_days. While all are over
 * history_size, who has most pays with the oldest of the largest directory: a
 * group, or an account, whose talks together count sixteen times. So nobody can
 * push out what others said in a group by talks with many. Nothing expires by
 * time for 6 hours when the clock has jumped ahead.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_LOG_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_LOG_H

#include "helpers/journal/journal_files.h"
#include "shared/buf.h"
#include "shared/codes.h"

struct journal_log {
	uint64_t before; /* ID of the last record that was there at the start */
	uint64_t taken; /* lines that a later journal would need, too */
	usec next; /* when to look again whether anything is to expire */
};
extern struct journal_log journal_log;

/*
 * Looks at all that there is below the open directory of the state, and begins,
 * with history_days and history_size, 0 for no limit. False with errno.
 */
bool journal_log_begin(int state, uint64_t days, uint64_t size);

/* Takes a line. False if it cannot be written now. */
bool journal_log_take(struct str line);

/*
 * Removes what is too old or too much, if it is time to look, in steps. Returns
 * whether there is more.
 */
bool journal_expire(usec now);

/*
 * Questions, "ask NUMBER WHAT [TEXT]" (journal_ask.c): they read what was said
 * in a group or talk, list what there is, and erase. Each may be asked again.
 * It is worked on for one step, which may end with the place where the question
 * goes on: nothing is kept for that but a list of talks.
 *
 * journal_ask_begin begins without any. Answers go to that buffer.
 */
void journal_ask_begin(struct buf *up);

/*
 * Takes a question, after the word "ask". False if there is no place for it
 * now.
 */
bool journal_ask_take(struct str line);

/*
 * Works on each question, as long as there is room for answers. If changes
 * cannot be written, those that ask for one are refused.
 */
void journal_ask_work(bool can_write);

/* Returns whether any waits for a sync; and ends those, as that is done. */
bool journal_ask_waits(void);
void journal_ask_synced(void);

#endif
