/*
 * Letters: the rows of KIND letter, whose WHERE is the mailbox, "@NAME". What
 * is to be known of each is in the index (journal_rows.h), so that they are
 * counted and found without reading the file.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_LETTERS_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_LETTERS_H

#include "helpers/journal/journal_rows_file.h"
#include "shared/clock.h"

/* The limits of a mailbox; bytes are those of actors and texts. */
#define JOURNAL_LETTERS_MOST 1000
#define JOURNAL_LETTERS_BYTES ((uint64_t)256 * 1024)
#define JOURNAL_LETTERS_OF_ONE 20

/*
 * The most letters of all mailboxes, and the share of those that are free which
 * one sender may have: however many senders there are, some remain free.
 */
#define JOURNAL_LETTERS_OF_ALL JOURNAL_ROWS_LETTERS
#define JOURNAL_LETTERS_SHARE 256

/* The time after which a letter expires. */
#define JOURNAL_LETTERS_TIME (30 * 86400 * SEC)

/* The room for unsynced lines that cutting all letters of a mailbox needs. */
#define JOURNAL_LETTERS_ROOM (JOURNAL_LETTERS_MOST * (size_t)256)

/* Whether a mailbox takes a letter. */
enum journal_letters_answer {
	JOURNAL_LETTERS_FIT,
	JOURNAL_LETTERS_FULL, /* the mailbox is */
	JOURNAL_LETTERS_OF_SENDER, /* too many from the same sender */
	JOURNAL_LETTERS_SENT, /* too many of the sender's in all mailboxes */
	JOURNAL_LETTERS_NO_ROOM /* in the file */
};

/*
 * Returns whether the mailbox takes a letter of that size from the sender, an
 * account or a name. Letters from before made were for an earlier account of
 * the name, and do not count.
 */
enum journal_letters_answer journal_letters_fit(
    const struct journal_rows_file *file, struct str where, uint64_t made,
    struct str sender, uint64_t size);

/*
 * journal_letters_is_offer returns whether the record is a letter whose sender
 * went before it could be told that the mailbox takes it, "put ID WHERE offer
 * LETTER MADE PARTY ACTOR TEXT". journal_letters_accept returns whether the
 * mailbox takes it, and it is not there yet, and makes it a letter like any
 * other, in the room (LIMIT_LINE bytes). journal_letters_said returns whether
 * the mailbox has the letter of an offer which the history is to have, too, and
 * makes that record, of the talk with PARTY, in the room; PARTY "-" has none.
 */
bool journal_letters_is_offer(const struct journal_record *record);
bool journal_letters_accept(const struct journal_rows_file *file,
    const struct journal_record *offer, char *room,
    struct journal_record *letter);
bool journal_letters_said(const struct journal_rows_file *file,
    const struct journal_record *offer, char *room,
    struct journal_record *said);

/*
 * Finds the letters of the mailbox with an ID after that one: at most count,
 * those with the lowest IDs, in ascending order. Returns how many; *more is set
 * if there are others. With history_sync each, letters that are not synced are
 * not found.
 */
struct journal_letter {
	uint64_t id;
	uint32_t row;
};
size_t journal_letters_after(const struct journal_rows_file *file,
    struct str where, uint64_t after, struct journal_letter *letters,
    size_t count, bool *more);

/* Returns whether any letter of the mailbox is not found for that reason. */
bool journal_letters_hide(
    const struct journal_rows_file *file, struct str where);

/*
 * Reads a letter that was found before; the record points into the room.
 * Returns false if it is no longer there, or damaged.
 */
bool journal_letters_read(const struct journal_rows_file *file,
    struct str where, const struct journal_letter *letter, char *room,
    struct journal_record *record);

/*
 * journal_letters_cut_read returns whether the record cuts all letters of a
 * mailbox up to an ID, "cut ID WHERE letter -UPTO", and journal_letters_cut
 * cuts each of them in the file, which has JOURNAL_LETTERS_ROOM. Returns
 * whether there was any.
 */
bool journal_letters_cut_read(
    const struct journal_record *record, uint64_t *upto);
bool journal_letters_cut(struct journal_rows_file *file, struct str where,
    uint64_t upto, uint64_t id);

/*
 * Cuts all letters that the account has sent before that ID. Returns false if
 * the file has no room for more lines before a sync; *any is set if any was
 * cut.
 */
bool journal_letters_forget(struct journal_rows_file *file, struct str account,
    uint64_t before, uint64_t id, bool *any);

/*
 * Cuts letters with an ID below that one: looks at some rows from *row on, and
 * moves it on; 0 when all were looked at. Returns whether any was cut.
 */
bool journal_letters_expire(struct journal_rows_file *file, uint64_t before,
    uint32_t *row, uint64_t id);

#endif
