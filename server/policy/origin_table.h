/*
 * A table of facts about networks, or about names at networks. Its size is
 * fixed: when it is full, a new row replaces the oldest. The module that owns a
 * table chooses the key of its rows in the state.
 */
#ifndef SERVER_POLICY_ORIGIN_TABLE_H
#define SERVER_POLICY_ORIGIN_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/index.h"
#include "base/state/fields.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/network.h"
#include "shared/str.h"

/* The first member of each row; all zero in a free row. */
struct origin {
	struct network from;
	bool used;
	uint8_t len; /* of the name; 0: none, in a table without names */
};

/* The first member of a row with a name. */
struct named_origin {
	struct origin origin;
	char name[LIMIT_NAME];
};

struct origin_table {
	/* Set by the owning module. */
	struct str key; /* "KEY NETWORK [NAME]" in the state */
	uint32_t rows;
	size_t row_size;
	struct fields saved;
	size_t time; /* offset of a usec in the row; 0: all rows are saved */
	usec lasts; /* how long a row is saved after that time */
	bool is_named;
	bool by_name; /* hashed by name, whose rows are few and can be walked */
	/* Private to the table. */
	char *at;
	struct hash_chains chains;
	uint32_t hand; /* the row used next; the oldest one if in use */
	uint32_t ever; /* rows ever used, from the first on */
};

void origin_table_init(struct origin_table *table);

struct str origin_name(const struct origin *origin);

/*
 * Return the row with that key. If there is none, origin_table_find returns
 * null and origin_table_get a new row.
 */
void *origin_table_find(const struct origin_table *table,
    const struct network *from, struct str name);
void *origin_table_get(
    struct origin_table *table, const struct network *from, struct str name);

/* Returns a new row for a key that has none. */
void *origin_table_make(
    struct origin_table *table, const struct network *from, struct str name);

/* Gives a row another key and clears the rest of it. Its age stays. */
void origin_table_rekey(struct origin_table *table, void *row,
    const struct network *from, struct str name);

/* Returns the next row of that name after row, or the first if row is null. */
void *origin_table_named(
    const struct origin_table *table, struct str name, const void *row);

/* Returns the rows one by one, oldest first, then null. *at starts at 0. */
void *origin_table_walk(const struct origin_table *table, uint32_t *at);

void origin_table_save(const struct origin_table *table, struct state *state);

/* Returns a new row for the line of the state, or null with a fault noted. */
void *origin_table_claim(struct origin_table *table, struct state *state);

/*
 * Loads a section that has fields of a module first, then the rows of such
 * tables.
 */
void origin_tables_load(struct state *state, struct origin_table *const *tables,
    size_t count, struct fields fields, void *module);

#endif
