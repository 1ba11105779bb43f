/*
 * What changes the files. The router says lines "log ID WHERE KIND [REST]",
 * after the word "log": records, members, tables and boxes are appended to
 * files; others are about what lives.
 *
 * Passes go through all that there is. One, when the router has told all that
 * lives, ends the rest. Others remove whole files that are older than
 * history_days; of the largest directory the oldest, while all are over
 * history_size; and letters after 30 days. Nothing expires by time for a day
 * when the clock has jumped ahead.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_LOG_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_LOG_H

#include "helpers/journal/journal_files.h"

struct journal_log {
	uint64_t before; /* ID of the last record that was there at the start */
	uint64_t taken; /* lines that a later journal would need, too */
	usec next; /* when to look again whether a pass is due */
	usec waits; /* until then nothing expires by time; 0: it does */
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
 * Returns the ID since which the account is a member of a group, by a line "ID
 * in TOKEN" in a file beside its records; 0: it is none.
 */
uint64_t journal_members_since(struct str group, struct str account);

/* Does a part of a pass, if one is due. Returns whether there is more. */
bool journal_pass(usec now, bool can_write);

/*
 * Which letters go of those to an account: up to an ID, of one ID, or of a
 * sender before one. False with errno.
 */
struct journal_letters_gone {
	uint64_t upto, id;
	struct str from; /* a token, or empty */
	uint64_t before; /* 0: all of the sender */
};
bool journal_letters_remove(
    struct str account, const struct journal_letters_gone *gone);

/* Counts the letters of an account, in the totals. */
void journal_letters_count(struct str account);

#endif
