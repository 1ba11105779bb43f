/* Members of structs as lines, and lines with several columns: see fields.h. */
#include "base/state/fields.h"

#include <string.h>

#include "shared/names.h"

/* Returns an unsigned number of that size. */
static uint64_t
get_number(const void *at, size_t size)
{
	switch (size) {
	case sizeof(uint8_t):
		return *(const uint8_t *)at;
	case sizeof(uint16_t):
		return *(const uint16_t *)at;
	case sizeof(uint32_t):
		return *(const uint32_t *)at;
	default:
		return *(const uint64_t *)at;
	}
}

static void
set_number(void *at, size_t size, uint64_t number)
{
	switch (size) {
	case sizeof(uint8_t):
		*(uint8_t *)at = (uint8_t)number;
		break;
	case sizeof(uint16_t):
		*(uint16_t *)at = (uint16_t)number;
		break;
	case sizeof(uint32_t):
		*(uint32_t *)at = (uint32_t)number;
		break;
	default:
		*(uint64_t *)at = number;
	}
}

/* Returns the largest number that the member can hold and the table allows. */
static uint64_t
most_of(const struct field *field)
{
	const uint64_t most = field->size < sizeof(uint64_t) ?
	    (UINT64_C(1) << 8 * field->size) - 1 :
	    UINT64_MAX;

	if (field->type == FIELD_BOOL)
		return 1;
	return field->most < most ? field->most : most;
}

/* Writes no more than load accepts: a larger count is written as its bound. */
static void
save_number(struct state *state, const struct field *field, const void *at)
{
	const uint64_t number = get_number(at, field->size);
	const uint64_t most = most_of(field);

	if (number != 0)
		state_put(state, field->key, number < most ? number : most);
}

static void
save_signed(struct state *state, const struct field *field, const void *at)
{
	const int number = *(const int *)at;

	if (number != 0)
		state_put_signed(state, field->key,
		    number < -INT32_MAX ? -INT32_MAX : number);
}

static void
save_fd(struct state *state, const struct field *field, const void *at)
{
	state_put_fd(state, field->key, *(const int *)at);
}

/* A moment this far off never comes. */
#define FAR_OFF (INT64_MAX / 2)

/* Returns the time on the clock of the field. */
static usec
now_of(const struct state *state, const struct field *field)
{
	return field->type == FIELD_LOOP ? state->loop : state->real;
}

/*
 * Writes the distance from now. The clocks are far too low for it to be
 * ambiguous.
 */
static void
save_time(struct state *state, const struct field *field, const void *at)
{
	const usec when = *(const usec *)at, now = now_of(state, field);

	if (when >= now + FAR_OFF)
		state_put_signed(state, field->key, FAR_OFF);
	else if (when != 0)
		state_put_signed(state, field->key, (int64_t)(when - now));
}

/*
 * Writes the text up to its NUL, or all of it but the last byte if there is
 * none.
 */
static void
save_text(struct state *state, const struct field *field, const void *at)
{
	const char *text = at;
	const char *end = memchr(text, '\0', field->size - 1);
	const size_t len = end != NULL ? (size_t)(end - text) : field->size - 1;

	if (len > 0)
		state_put_text(state, field->key, (struct str) { text, len });
}

static void
load_number(struct state *state, const struct field *field, void *at)
{
	uint64_t number;

	if (state_number(state, most_of(field), &number))
		set_number(at, field->size, number);
}

static void
load_signed(struct state *state, const struct field *field, void *at)
{
	int64_t number;

	(void)field;
	if (state_signed(state, INT32_MAX, &number))
		*(int *)at = (int)number;
}

static void
load_fd(struct state *state, const struct field *field, void *at)
{
	(void)field;
	(void)state_fd(state, at);
}

/*
 * Loads a moment by its distance from now. No moment is at 0 of the clock or
 * before; if the clock is wrong, the earliest one is as good.
 */
static void
load_time(struct state *state, const struct field *field, void *at)
{
	const usec now = now_of(state, field);
	int64_t number;

	if (!state_signed(state, FAR_OFF, &number))
		return;
	*(usec *)at = now + (uint64_t)number;
	if (number < 0 && (uint64_t)-number >= now) {
		state_mended(state, "time before the start of the clock");
		*(usec *)at = 1;
	}
}

static void
load_text(struct state *state, const struct field *field, void *at)
{
	const struct str value = state->value;
	char *text = at;

	if (value.len >= field->size ||
	    (value.len > 0 && memchr(value.at, '\0', value.len) != NULL)) {
		state_wrong(state, "text too long, or contains a NUL byte");
		return;
	}
	if (field->check != NULL && field->check(value) != CODE_OK) {
		state_wrong(state, "invalid text");
		return;
	}
	if (value.len > 0)
		memcpy(text, value.at, value.len);
	text[value.len] = '\0';
}

static const struct {
	void (*save)(
	    struct state *state, const struct field *field, const void *at);
	void (*load)(struct state *state, const struct field *field, void *at);
} types[] = {
	[FIELD_BOOL] = { save_number, load_number },
	[FIELD_NUMBER] = { save_number, load_number },
	[FIELD_SIGNED] = { save_signed, load_signed },
	[FIELD_FD] = { save_fd, load_fd },
	[FIELD_LOOP] = { save_time, load_time },
	[FIELD_REAL] = { save_time, load_time },
	[FIELD_TEXT] = { save_text, load_text },
};

void
fields_put(struct state *state, struct fields fields, const void *structure)
{
	for (size_t i = 0; i < fields.count; i++) {
		const struct field *field = &fields.at[i];
		types[field->type].save(
		    state, field, (const char *)structure + field->offset);
	}
}

/*
 * Looks for the field after the last one first: lines mostly come in the order
 * of the table.
 */
void
fields_get(struct state *state, struct fields fields, void *structure)
{
	size_t number = state->hint < fields.count ? state->hint : 0;

	for (size_t i = 0; i < fields.count; i++, number++) {
		if (number == fields.count)
			number = 0;
		const struct field *field = &fields.at[number];
		/* Most keys differ in length or in the first byte. */
		if (state->key.len != field->key.len ||
		    state->key.at[0] != field->key.at[0] ||
		    !str_eq(state->key, field->key))
			continue;
		state->known = true;
		state->hint = number + 1;
		types[field->type].load(
		    state, field, (char *)structure + field->offset);
		return;
	}
}

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
