/*
 * The tables: to each group and to each client one, of a few keys and what is
 * written under them, for whom they are kept here. Data only, in the arena, no
 * input or output: who may write what is keys.c's business, who is told of it
 * key_subscriptions.c's. A group's table goes with the group, a client's with
 * the client.
 */
#ifndef SERVER_ROUTER_MODEL_TABLE_H
#define SERVER_ROUTER_MODEL_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem/limits.h"
#include "base/state/state.h"
#include "router/model/holders.h"
#include "shared/codes.h"
#include "shared/str.h"

/* Each table has a number: a group's its own, a client's the ones behind. */
#define TABLES_MAX (GROUPS_MAX + CLIENTS_MAX)
#define TABLE_NONE UINT32_MAX

static inline uint32_t
table_of_client(uint32_t client)
{
	return GROUPS_MAX + client;
}

/* What stands under a key. */
struct row {
	struct row *next; /* in the order of the keys' bytes */
	uint64_t id; /* of the event by which it was written */
	struct holder holder;
	uint8_t key_len;
	uint8_t name_len;
	uint16_t value_len;
	char text[]; /* the key, who has written it, the value */
};

static inline struct str
row_key(const struct row *row)
{
	return (struct str) { row->text, row->key_len };
}

static inline struct str
row_name(const struct row *row)
{
	return (struct str) { row->text + row->key_len, row->name_len };
}

static inline struct str
row_value(const struct row *row)
{
	return (struct str) { row->text + row->key_len + row->name_len,
		row->value_len };
}

/* The rows of a table, one behind the other; null: there is none. */
const struct row *table_first(uint32_t table);
const struct row *table_find(uint32_t table, struct str key); /* or null */
size_t table_count(uint32_t table);

/* Of all tables. */
size_t table_rows(void);
size_t table_bytes(void);

/*
 * A row to be put into the table in the place of the one that has its key, if
 * there is one, by the client, which holds its bytes. CODE_TOO_MANY where there
 * are as many keys, or the client holds as much, as is allowed, or there is no
 * memory; then *row is null. What is made is to be put, or dropped.
 */
enum code table_make(uint32_t table, struct str key, uint32_t client,
    struct str value, struct row **row);
void table_put(uint32_t table, struct row *row, uint64_t id);
void table_drop(struct row *row);

/* Takes the row of the key out, if there is one, or all of them. */
void table_cut(uint32_t table, struct str key);
void table_clear(uint32_t table);

/* Makes those rows nobody's of which the function returns true. */
void table_disown(uint32_t table, holders_forgive *forgive);

/*
 * A row that was there in another program, in a table that has none with its
 * key; CLIENT_NONE: nobody holds it. Null where there is no memory. And the
 * line behind its own, of one that was left behind (holders_load).
 */
struct row_texts {
	struct str key;
	struct str name;
	struct str value;
};
struct row *table_restore(uint32_t table, uint64_t id, uint32_t holder,
    const struct row_texts *texts);
bool table_load_left(struct state *state, struct row *row);

#endif
