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
 *				account, its groups
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

#define STORE_CLOAK 32 /* bytes */

/* The longest whole line, with LF, in bytes. */
#define STORE_LINE (STORE_TEXT + 16)

/* A record's text: its name, a space, and the rest. */
struct store_record {
	uint16_t name_len;
	uint16_t len;
	uint64_t told; /* a part of a group: when it was told last; not saved */
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

struct store {
	struct {
		struct store_record **at; /* sorted by their names; and behind
					     these, any that are free */
		char *records; /* memory of all */
		size_t count;
	} table[STORE_KINDS];
	uint64_t told; /* counts what was told */
	bool has_cloak;
	unsigned char cloak[STORE_CLOAK];
};

/*
 * The size of a store's memory, of which it touches what it needs. store_init
 * makes an empty store in it; it is all zero, or that of another store.
 */
#define STORE_MEMORY ((size_t)64 * 1024 * 1024)
void store_init(struct store *store, void *memory);

/* Returns the record of that name, valid until the store changes, or null. */
struct store_record *store_find(
    const struct store *store, enum store_kind kind, struct str name);

/*
 * Returns the next record of all, kind by kind, and within each in the order of
 * names; null after the last. The place, all zero at first, has its kind.
 */
struct store_place {
	enum store_kind kind;
	size_t number; /* those of the kind that were returned */
};
const struct store_record *store_next(
    const struct store *store, struct store_place *place);

/* Returns how many records there are. */
size_t store_count(const struct store *store);

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
 * The parts of a group are told anew, one by one: store_tell notes that the
 * record, that of the group or one of its parts, is told now. store_untold
 * returns a part that was told before its group was, or null.
 */
void store_tell(struct store *store, struct store_record *record);
const struct store_record *store_untold(
    const struct store *store, struct str group, enum store_kind *kind);

#endif
