/*
 * The keeper's store: a table of records for each kind (keeper_record.h),
 * sorted by their names, and the key that hides addresses. It is all in memory
 * that the caller gives; keeper_lines.h converts it to lines of the file.
 */
#ifndef SERVER_HELPERS_KEEPER_STORE_H
#define SERVER_HELPERS_KEEPER_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem/limits.h"
#include "helpers/keeper_record.h"
#include "shared/str.h"

/* The most records of each table. */
#define STORE_ACCOUNTS ACCOUNTS_MAX
#define STORE_GROUPS 10000
#define STORE_BANS 1000
#define STORE_ENDS 10000

#define STORE_CLOAK 32 /* bytes */

struct store_table {
	char *at; /* records, sorted by their names */
	size_t count;
};

struct store {
	struct store_table table[STORE_KINDS];
	bool has_cloak;
	unsigned char cloak[STORE_CLOAK];
	bool for_older; /* written as older programs read it */
};

/* Returns how many bytes a store takes; makes an empty store in such memory. */
size_t store_size(void);
void store_init(struct store *store, void *memory);

/* Returns the record of that name, valid until the store changes, or null. */
const struct store_record *store_find(
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
 * Replaces the record of that name, or adds it; if record is null, removes it.
 * The record that was there before is copied to *old, with a name of length 0
 * if there was none. Returns false, with nothing changed, if there are too many
 * records.
 */
bool store_set(struct store *store, enum store_kind kind, struct str name,
    const struct store_record *record, struct store_record *old);

/* Removes the bans that have ended by then. */
void store_expire(struct store *store, uint64_t now);

#endif
