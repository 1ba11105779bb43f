/* Lines with several columns: see columns.h. */
#include "base/state/columns.h"

#include "shared/names.h"

static bool
columns_take(struct str *rest, const struct column *column)
{
	const bool is_text = column->number == NULL && column->most > 0;
	const struct str str = is_text ? *rest : str_word(rest);

	if (column->number != NULL)
		return str_to_number(str, column->most, column->number);
	*column->str = str;
	if (is_text)
		return text_check(str, column->most) == CODE_OK;
	return column->check == NULL || column->check(str) == CODE_OK;
}

bool
state_line(struct state *state, const struct column *column, size_t count)
{
	struct str rest = state->value;

	for (size_t i = 0; i < count; i++)
		if (!columns_take(&rest, &column[i]))
			return false;
	return true;
}
