/*
 * What changes the files. The router says lines "log ID WHERE KIND [REST]",
 * after the word "log": records, members, tables and boxes are appended to
 * files; what has ended is removed.
 *
 * Whole files are removed that are older than history_days; of the largest
 * directory the oldest, while all are over history_size; and letters after 30
 * days. Nothing expires by time for 6 hours when the clock has jumped ahead.
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
 * Returns the ID since which the account is a member of a group, by a line "ID
 * in TOKEN" in a file beside its records; 0: it is none.
 */
uint64_t journal_members_since(struct str group, struct str account);

/*
 * Removes what is too old or too much, if it is time to look. Returns whether
 * there is more.
 */
bool journal_expire(usec now);

/*
 * Letters wait for an account that is not connected: lines "ID FROM-TOKEN TEXT"
 * in a file for each, in the order of their IDs. journal_letters_next reads the
 * next one. journal_letters_put keeps one, if it is not there already, and
 * returns CODE_OK, or why that is not possible. journal_letters_remove removes
 * some: up to an ID, of one ID, or of a sender before one; false with errno.
 */
struct journal_letter {
	uint64_t id;
	struct str from, text;
};
struct journal_letters_gone {
	uint64_t upto, id;
	struct str from; /* a token, or empty */
	uint64_t before; /* 0: all of the sender */
};
bool journal_letters_next(
    struct journal_scan *scan, struct journal_letter *letter);
enum code journal_letters_put(
    struct str account, const struct journal_letter *letter);
bool journal_letters_remove(
    struct str account, const struct journal_letters_gone *gone);

/*
 * Questions, "ask NUMBER WHAT [TEXT]" (journal_ask.c): they read what was said
 * in a group or talk, list what there is, erase, and keep letters. Each is
 * worked on in steps, one at a time for each in turn, and may be asked again.
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
 * Works on each question once, as long as there is room for answers. If changes
 * cannot be written, those that ask for one are refused. Returns whether any
 * can go on.
 */
bool journal_ask_work(bool can_write);

/* Returns whether any waits for a sync; and ends those, as that is done. */
bool journal_ask_waits(void);
void journal_ask_synced(void);

#endif
