/*
 * The rows that outlast the server: the keys of tables, the items of boxes, and
 * letters. A row is known by its WHERE (in any case), its KIND and its KEY, and
 * is the last record that put it. This is only the index: where each row's
 * record is in the file (journal_rows_file.h). The memory is the caller's.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_ROWS_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/siphash.h"
#include "helpers/journal/journal_record.h"
#include "shared/str.h"

#define JOURNAL_ROWS_MOST ((uint32_t)1 << 20)
#define JOURNAL_ROW_NONE UINT32_MAX

/*
 * The parts of these: for letters, for the tables of accounts, and for groups.
 * Nothing more is to be put when a part is full, so that none takes the room of
 * the others. Puts that are already on their way have JOURNAL_ROWS_SPARE. The
 * last place is for a row that moves, which has two names for a moment.
 */
#define JOURNAL_ROWS_PUT (JOURNAL_ROWS_MOST - 1)
#define JOURNAL_ROWS_LETTERS (JOURNAL_ROWS_MOST / 4)
#define JOURNAL_ROWS_ACCOUNTS (JOURNAL_ROWS_MOST / 4)
#define JOURNAL_ROWS_SPARE ((uint32_t)1 << 16)
#define JOURNAL_ROWS_GROUPS (JOURNAL_ROWS_MOST / 2 - JOURNAL_ROWS_SPARE)

/*
 * The KIND of letters, whose KEY is the ID of the message, and whose REST its
 * actor and its text.
 */
#define JOURNAL_LETTER STR("letter")

/* The names of a row, which point into a record. */
struct journal_row_name {
	struct str where, kind, key;
	struct str rest; /* of the record */
};

struct journal_row {
	uint64_t name; /* hash of all three names; 0: the row is free */
	uint64_t at; /* of its record, in the file */
	uint64_t moved; /* the same in the next file; 0: it is not there yet */
	uint64_t letter; /* the ID of a letter; 0: it is none */
	uint32_t sender; /* hash of that of a letter */
	uint16_t size; /* of a letter: bytes of its actor and text */
	uint16_t len; /* of the record, with its LF */
	bool is_own; /* WHERE is an account's */
	uint32_t next; /* in the chain of its name; or the next free one */
	uint32_t group; /* hash of WHERE and KIND */
	uint32_t before, after; /* in the list of that group, by age */
};

struct journal_rows {
	struct journal_row *row; /* JOURNAL_ROWS_MOST */
	uint32_t *chain; /* by name: the first, plus 1; 0: none */
	uint32_t *first, *last; /* by group, plus 1; 0: none */
	uint32_t *sent; /* letters by sender: JOURNAL_ROWS_SENDERS */
	uint32_t ever; /* rows that were ever used */
	uint32_t free; /* JOURNAL_ROW_NONE: none */
	uint32_t count;
	uint32_t letters; /* of these */
	uint32_t own; /* of these: in the tables of accounts */
	uint64_t own_live; /* bytes of the records of those */
	uint64_t live; /* bytes of their records */
	struct siphash_secret secret;
};

/*
 * Returns the bytes for the index, and sets it up in such room, which is zero.
 */
size_t journal_rows_room(void);
void journal_rows_init(
    struct journal_rows *rows, void *room, struct siphash_secret secret);

/*
 * Reads the names of a row from a record "put" or "cut". False if it has none.
 */
bool journal_row_read(
    const struct journal_record *record, struct journal_row_name *name);

/* Returns whether the record puts a row of that kind. */
bool journal_row_is_put(const struct journal_record *record, struct str kind);

/* Returns the number of a row; JOURNAL_ROW_NONE if there is none. */
uint32_t journal_rows_find(
    const struct journal_rows *rows, const struct journal_row_name *name);

/*
 * Notes where the record of a row is, which may be new. Returns its number;
 * JOURNAL_ROW_NONE if there are too many.
 */
uint32_t journal_rows_put(struct journal_rows *rows,
    const struct journal_row_name *name, uint64_t at, size_t len);

/*
 * journal_rows_sender returns the hash of a letter's sender, an account or a
 * name, and journal_rows_sent how many letters it has in all mailboxes; a few
 * of others may be counted with them.
 */
uint32_t journal_rows_sender(
    const struct journal_rows *rows, struct str sender);
uint32_t journal_rows_sent(const struct journal_rows *rows, uint32_t sender);

/* Returns the sender of a letter: the actor's account, or its name. */
struct str journal_rows_sender_of(struct str actor);

/* Removes a row. */
void journal_rows_drop(struct journal_rows *rows, uint32_t number);

/* Returns the first row from that number on; JOURNAL_ROW_NONE: none. */
uint32_t journal_rows_next(const struct journal_rows *rows, uint32_t number);

/*
 * Return the first row of a WHERE and KIND and the one after it, by age;
 * JOURNAL_ROW_NONE: none. A row of others may be among them, about once in 2^32
 * times: the caller reads the record and looks.
 */
uint32_t journal_rows_first(
    const struct journal_rows *rows, struct str where, struct str kind);
uint32_t journal_rows_after(const struct journal_rows *rows, uint32_t number);

#endif
