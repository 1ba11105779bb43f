/*
 * Members of structs in the state (state.h): a table says which, and what they
 * are, once for both ways. Used by each module that has a struct to save.
 */
#ifndef SERVER_BASE_STATE_FIELDS_H
#define SERVER_BASE_STATE_FIELDS_H

#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"
#include "shared/str.h"

/* What a member is in C, and so how it is written. */
enum field_type {
	FIELD_BOOL,
	FIELD_NUMBER, /* without a sign, of 1, 2, 4 or 8 bytes */
	FIELD_SIGNED, /* int, pid_t */
	FIELD_FD, /* int; -1: none */
	FIELD_LOOP, /* usec of the loop's clock; 0: none */
	FIELD_REAL, /* usec of clock_mono, or ticks_mono; 0: none */
	FIELD_TEXT /* char[], ended by NUL */
};

/* Its name in the struct is its key, and so has to stay the same. */
struct field {
	struct str key;
	enum field_type type;
	size_t offset;
	size_t size;
	uint64_t most; /* of a number */
};

struct fields {
	const struct field *at;
	size_t count;
};

/*
 * A row of the table, of a number that has a bound, of a member with another
 * key, or of anything else.
 */
#define FIELD_ROW(TYPE, structure, member, key, most)                \
	{                                                            \
		LIT(key), FIELD_##TYPE, offsetof(structure, member), \
		    sizeof(((structure *)0)->member), most           \
	}
#define FIELD_UPTO(TYPE, structure, member, most) \
	FIELD_ROW(TYPE, structure, member, #member, most)
#define FIELD_KEY(TYPE, structure, member, key) \
	FIELD_ROW(TYPE, structure, member, key, UINT64_MAX)
#define FIELD(TYPE, structure, member) \
	FIELD_UPTO(TYPE, structure, member, UINT64_MAX)
#define FIELDS(table) ((struct fields) { table, COUNT(table) })

/* A line for each of them that is not 0 or empty. */
void fields_put(
    struct state *state, struct fields fields, const void *structure);

/* The line that was read, into its member; of none of them it is left out. */
void fields_get(struct state *state, struct fields fields, void *structure);

#endif
