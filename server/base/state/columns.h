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
#ifndef SERVER_BASE_STATE_COLUMNS_H
#define SERVER_BASE_STATE_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"
#include "shared/codes.h"
#include "shared/str.h"

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
