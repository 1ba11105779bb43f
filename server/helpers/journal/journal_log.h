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

#endif
