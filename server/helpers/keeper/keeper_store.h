/*
 * The keeper's store: a table of records for each kind (keeper_record.h),
 * sorted by their names, and the key that hides addresses. It is all in memory
 * that the caller gives, and changed by lines, which are also those of the file
 * (keeper_file.h):
 *
 *	forkcast-accounts 2	the first line of a file
 *	cloak KEY
 *	KIND RECORD		puts a record, in place of that of its name
 *	cut KIND NAME		removes one; with a group, its parts; with an
 *				account, its groups and its roles
 */
#ifndef SERVER_HELPERS_KEEPER_KEEPER_STORE_H
#define SERVER_HELPERS_KEEPER_KEEPER_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "helpers/keeper/keeper_record.h"
#include "shared/buf.h"
#include "shared/str.h"

/* The first line of a file. */
#define STORE_HEAD "forkcast-accounts 2"

/* The most roles of one group. */
#define STORE_ROLES 200

#define STORE_CLOAK 32 /* bytes */

/* The longest whole line, with LF, in bytes. */
#define STORE_LINE (STORE_TEXT + 16)

/* A record's text: its name, a space, and the rest. */
struct store_record {
	uint16_t name_len;
	uint16_t len;
	bool is_stale; /* part of a group that is being told anew; not saved */
	char at[];
};

static inline struct str
store_name(const struct store_record *record)
{
	return (struct str) { record->at, record->name_len };
}

static inline struct str
store_text(const struct store_record *record)
{
	const size_t front = (size_t)record->name_len + 1;

	return (struct str) { record->at + front, record->len - front };
}

/* Sizes of records that are freed, so that each gets the same place again. */
#define STORE_STEP 32
#define STORE_CLASSES 24

struct store {
	struct {
		struct store_record **at; /* sorted by their names */
		size_t count;
	} table[STORE_KINDS];
	void *free[STORE_CLASSES]; /* each has the address of the next */
	char *next, *end; /* memory that no record has had */
	size_t bytes; /* of the lines of all records */
	bool has_cloak;
	unsigned char cloak[STORE_CLOAK];
};

/*
 * The size of a store's memory, of which it touches what it needs. store_init
 * makes an empty store in it.
 */
#define STORE_MEMORY ((size_t)64 * 1024 * 1024)
void store_init(struct store *store, void *memory);

/* Returns the record of that name, valid until the store changes, or null. */
struct store_record *store_find(
    const struct store *store, enum store_kind kind, struct str name);

/*
 * Returns the record of that number, counted from 0 in the order of names, or
 * null after the last.
 */
const struct store_record *store_at(
    const struct store *store, enum store_kind kind, size_t number);

/* Reads the account of that name; returns false if there is none. */
bool store_account(
    const struct store *store, struct str name, struct store_account *account);

/*
 * Makes the change of a line, without LF. Returns null, or what is wrong with
 * it, with nothing changed: store_too_many, or that it is no such line. What a
 * line cuts need not be there.
 */
extern const char store_too_many[];
const char *store_change(struct store *store, struct str line);

/*
 * Has all parts of the group counted as stale; those that are not put again are
 * then told by store_next_stale, one by one. Returns null if there is none.
 */
void store_mark_stale(struct store *store, struct str group);
const struct store_record *store_next_stale(
    const struct store *store, struct str group, enum store_kind *kind);

/*
 * Adds the lines that make the store anew, as many as the buffer has room for
 * (STORE_LINE at least). *place is all zero at first. Returns false after the
 * last.
 */
struct store_place {
	bool has_begun;
	unsigned kind;
	size_t number;
};
bool store_write(
    const struct store *store, struct store_place *place, struct buf *lines);

#endif
