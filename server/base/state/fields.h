/*
 * Members of structs in the state (state.h): one table names the members and
 * their types, for saving and for loading.
 */
#ifndef SERVER_BASE_STATE_FIELDS_H
#define SERVER_BASE_STATE_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"
#include "shared/codes.h"
#include "shared/str.h"

/* The C type of a member, which decides how it is written. */
enum field_type {
	FIELD_BOOL,
	FIELD_NUMBER, /* unsigned, of 1, 2, 4 or 8 bytes */
	FIELD_SIGNED, /* int, pid_t */
	FIELD_FD, /* int; -1: none */
	FIELD_LOOP, /* usec of the loop's clock; 0: none */
	FIELD_REAL, /* usec of clock_mono, or ticks_mono; 0: none */
	FIELD_TEXT /* char[], ended by NUL */
};

/*
 * A row of the table. The member's name is its key in the state and must stay
 * the same. A renamed member keeps its key with FIELD_KEY.
 */
struct field {
	struct str key;
	enum field_type type;
	size_t offset;
	size_t size;
	uint64_t most; /* bound of a number */
	enum code (*check)(struct str text); /* null: any text */
};

struct fields {
	const struct field *at;
	size_t count;
};

/*
 * Rows of the table: FIELD_UPTO for a number with a bound, FIELD_CHECKED for a
 * text with a check, which may have another key, FIELD_KEY for any other member
 * with another key, FIELD_ROW for a number with both, FIELD for all others.
 */
#define FIELD_ROW(TYPE, structure, member, key, most, check)         \
	{                                                            \
		LIT(key), FIELD_##TYPE, offsetof(structure, member), \
		    sizeof(((structure *)0)->member), most, check    \
	}
#define FIELD_UPTO(TYPE, structure, member, most) \
	FIELD_ROW(TYPE, structure, member, #member, most, NULL)
#define FIELD_CHECKED(structure, member, key, check) \
	FIELD_ROW(TEXT, structure, member, key, UINT64_MAX, check)
#define FIELD_KEY(TYPE, structure, member, key) \
	FIELD_ROW(TYPE, structure, member, key, UINT64_MAX, NULL)
#define FIELD(TYPE, structure, member) \
	FIELD_UPTO(TYPE, structure, member, UINT64_MAX)
#define FIELDS(table) ((struct fields) { table, COUNT(table) })

/* Writes a line for each member that is not 0 or empty. */
void fields_put(
    struct state *state, struct fields fields, const void *structure);

/*
 * Loads the line that was read last into its member. Skips the line if no
 * member has its key.
 */
void fields_get(struct state *state, struct fields fields, void *structure);

/*
 * Lines of the state with several columns: a number, a word, or the rest of the
 * line as a text. STATE_PUT writes them, in their order:
 *
 *	STATE_PUT(state, STR("row"), DECIMAL(row->id), row_key(row),
 *	    row_value(row));
 *
 * STATE_LINE reads them, each with its bound or its check:
 *
 *	if (!STATE_LINE(state, NUMBER_TO(&id, UINT64_MAX),
 *		WORD_TO(&key, key_check), TEXT_TO(&value, LIMIT_VALUE)))
 *		state_wrong(state, "invalid row");
 *
 * The caller notes what is wrong, because it knows who loses what; it checks
 * only what the columns refer to. Further columns are skipped, so that later
 * versions can have more.
 */
/* Where a column goes. A string lies in the line until the next one is read. */
struct column {
	uint64_t *number; /* null: it is no number */
	struct str *str;
	uint64_t most; /* of the number, or bytes of the text; 0: a word */
	enum code (*check)(struct str word); /* null: any word */
};

#define NUMBER_TO(to, bound)                    \
	{                                       \
		.number = (to), .most = (bound) \
	}
#define WORD_TO(to, checked)                    \
	{                                       \
		.str = (to), .check = (checked) \
	}
#define TEXT_TO(to, bound)                   \
	{                                    \
		.str = (to), .most = (bound) \
	}

/*
 * False if a column is missing or wrong; a text is wrong if no client could
 * have sent it (text_check).
 */
#define STATE_LINE(state, ...)                                     \
	state_line(state, (const struct column[]) { __VA_ARGS__ }, \
	    COUNT(((const struct column[]) { __VA_ARGS__ })))
bool state_line(struct state *state, const struct column *column, size_t count);

#endif
