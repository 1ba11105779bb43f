/*
 * What changes the files. The router says lines "log ID WHERE KIND [REST]",
 * after the word "log": records, members, tables and boxes are appended to
 * files; others are about what lives. Letters go, and what is old expires.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_LOG_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_LOG_H

#include "helpers/journal/journal_files.h"
#include "shared/limits.h"

/* Gets the memory; false with errno. */
bool journal_log_init(void);

/*
 * Looks at all that there is below the open directory of the state, and begins,
 * with history_size, 0 for no limit. False with errno. journal_log_last returns
 * the ID of the last record that was there.
 */
bool journal_log_begin(int state, uint64_t history_size);
uint64_t journal_log_last(void);

/* Takes a line. False if it cannot be written now. */
bool journal_log_take(struct str line);

/* Returns the ID of the last line that was taken. */
uint64_t journal_log_heard(void);

/* Removes some of what does not live. Returns whether there is more. */
bool journal_log_reap(void);

/*
 * Returns the ID since which the account is a member of a group, by a line "ID
 * in TOKEN" in a file beside its records; 0: it is none.
 */
uint64_t journal_members_since(struct str group, struct str account);

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

/*
 * Expiry: whole files are removed that are older than history_days; of the
 * largest directory the oldest, while all are over history_size; and letters
 * after 30 days. Nothing expires by time for a day when the clock has jumped
 * ahead. Begins with these settings, 0 for no limit, and the ID of the last
 * record.
 */
void journal_expire_begin(uint64_t days, uint64_t size, uint64_t last);

/*
 * Does a part of what is to be done. Returns whether there is more; else
 * journal_expire_next says when, and journal_expire_waits until when nothing
 * expires by time; 0: it does.
 */
bool journal_expire_work(usec now);
usec journal_expire_next(void);
usec journal_expire_waits(void);

#endif
