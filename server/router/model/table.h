/*
 * The tables: one for each group, which has its number, of keys and their
 * values (row_), which the server keeps for its clients. Data only, in the
 * arena; no input or output. keys.c decides who may write, and tells who is to
 * know of it. A table is removed with its group.
 */
#ifndef SERVER_ROUTER_MODEL_TABLE_H
#define SERVER_ROUTER_MODEL_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "shared/codes.h"
#include "shared/str.h"

/* A key and its value. */
struct row {
	uint64_t id; /* of the event that wrote it */
	struct holder holder;
	uint32_t table; /* that it is for */
	uint8_t key_len;
	uint8_t name_len;
	uint16_t value_len;
	char text[]; /* the key, the name of who wrote it, the value */
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

/* Returns the bytes that the row counts for: with its place in the table. */
static inline size_t
row_size(const struct row *row)
{
	return sizeof(*row) + sizeof(struct row *) + row->key_len +
	    row->name_len + row->value_len;
}

/*
 * The rows of a table are in the order of their keys' bytes. table_at returns
 * the row of that number, from 0, or null after the last; table_place the
 * number of the first row whose key is not less than this one, or table_count.
 */
const struct row *table_at(uint32_t table, size_t place);
size_t table_place(uint32_t table, struct str key);
const struct row *table_find(uint32_t table, struct str key); /* or null */
size_t table_count(uint32_t table);

/*
 * Returns whether the table has room for a row of so many bytes in place of the
 * old one, or null.
 */
bool table_has_room(uint32_t table, size_t size, const struct row *old);

/* Return the rows and the bytes of all tables. */
size_t table_rows(void);
size_t table_bytes(void);

/*
 * A new row is put into its table or dropped, at once or later; until then it
 * counts for the client that holds it and takes a place in its table, which
 * must not end before it. table_make makes a row for the client, which holds
 * its bytes. It returns CODE_TOO_MANY, with *row null, if the table has as many
 * keys or the client holds as much as it may, or there is no memory. table_put
 * puts it in place of a row with its key, and cannot fail.
 */
enum code table_make(uint32_t table, struct str key, client_id client,
    struct str value, struct row **row);
void table_put(uint32_t table, struct row *row, uint64_t id);
void table_drop(struct row *row);

/*
 * Gives a row that is made and not put yet the present name of its client.
 * Returns false if there is no memory: then it keeps the name before.
 */
bool table_sign(struct row **row, client_id client);

/* Remove the row with the key, if there is one, and all rows. */
void table_cut(uint32_t table, struct str key);
void table_clear(uint32_t table);

/*
 * Make a row that was kept somewhere, whatever the limits are: table_remake one
 * to be put later, table_restore one in a table that has none with its key.
 * Holder CLIENT_NONE: nobody holds it. Null if there is no memory.
 */
struct row_texts {
	struct str key;
	struct str name;
	struct str value;
};
size_t table_row_size(const struct row_texts *texts); /* as row_size */
struct row *table_remake(
    uint32_t table, client_id holder, const struct row_texts *texts);
struct row *table_restore(uint32_t table, uint64_t id, client_id holder,
    const struct row_texts *texts);

/* Save the rows of a table for the next program, and load the line of one. */
void table_save(struct state *state, uint32_t table);
void table_load(struct state *state, uint32_t table);

#endif
