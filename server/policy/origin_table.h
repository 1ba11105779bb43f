/*
 * A table of what is remembered of networks, or of names at networks. Its size
 * is fixed: a new row takes the place of the oldest. A module that owns such a
 * table says what its rows are called in the state.
 */
#ifndef SERVER_POLICY_ORIGIN_TABLE_H
#define SERVER_POLICY_ORIGIN_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/chain.h"
#include "base/state/fields.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/network.h"
#include "shared/str.h"

/* The first member of each row, and all zero in a free one. */
struct origin {
	struct network from;
	bool used;
	uint8_t len; /* of the name; 0: none, and no room for one */
};

/* The first member where rows have names. */
struct named_origin {
	struct origin origin;
	char name[LIMIT_NAME];
};

struct origin_table {
	/* Given by its module. */
	struct str key; /* "KEY NETWORK [NAME]" in the state */
	uint32_t rows;
	size_t row_size;
	struct fields saved;
	bool (*is_lately)(const void *row, usec now); /* null: all are saved */
	bool is_named;
	bool by_name; /* the rows of one name are few, and can be walked */
	/* The table's own. */
	char *at;
	struct chain chain;
	uint32_t hand; /* the row that is used next, and the oldest if used */
	uint32_t ever; /* rows that ever were used: the first of them */
};

bool origin_table_init(struct origin_table *table);

struct str origin_name(const struct origin *origin);

/* Returns the row of that key: null, or a new one, where there is none. */
void *origin_table_find(const struct origin_table *table,
    const struct network *from, struct str name);
void *origin_table_get(
    struct origin_table *table, const struct network *from, struct str name);

/* Returns a new row of a key that none has yet. */
void *origin_table_make(
    struct origin_table *table, const struct network *from, struct str name);

/* Gives a row another key and clears the rest of it; its age stays. */
void origin_table_rekey(struct origin_table *table, void *row,
    const struct network *from, struct str name);

/* Returns the next row of that name behind row, or the first behind null. */
void *origin_table_named(
    const struct origin_table *table, struct str name, const void *row);

/* Returns the rows one by one, the oldest first, and then null; *at begins
 * with 0. */
void *origin_table_walk(const struct origin_table *table, uint32_t *at);

void origin_table_save(const struct origin_table *table, struct state *state);

/* Returns a new row for the state's line; or null, and notes what is wrong. */
void *origin_table_claim(struct origin_table *table, struct state *state);

/* Loads a section with the rows of such tables, behind fields of a module. */
void origin_tables_load(struct state *state, struct origin_table *const *tables,
    size_t count, struct fields fields, void *module);

#endif
