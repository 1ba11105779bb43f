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

/* A moment this far off never comes. */
#define FAR_OFF (INT64_MAX / 2)

/* Returns the time on the clock of the field. */
static usec
now_of(const struct state *state, const struct field *field)
{
	return field->type == FIELD_LOOP ? state->loop : state->real;
}

static void
put_signed(struct state *state, struct str key, int64_t number)
{
	const uint64_t amount =
	    number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
	char room[1 + STR_DIGITS] = "-";
	const struct str digits = str_number(amount, room + 1);
	const size_t before = number < 0;

	memmove(room + 1, digits.at, digits.len);
	state_put_text(state, key,
	    (struct str) { room + 1 - before, digits.len + before });
}

/*
 * Writes a member, but no more than load accepts: a larger count is written as
 * its bound, a moment as its distance from now, for which the clocks are far
 * too low to be ambiguous, and a text without a NUL without its last byte.
 */
static void
save_field(struct state *state, const struct field *field, const void *at)
{
	const uint64_t most = most_of(field);
	const char *end;
	uint64_t number;
	usec when;

	switch (field->type) {
	case FIELD_BOOL:
	case FIELD_NUMBER:
		number = get_number(at, field->size);
		if (number != 0)
			state_put(
			    state, field->key, number < most ? number : most);
		break;
	case FIELD_SIGNED:
		if (*(const int *)at != 0)
			put_signed(state, field->key,
			    *(const int *)at < -INT32_MAX ? -INT32_MAX :
							    *(const int *)at);
		break;
	case FIELD_FD:
		state_put_fd(state, field->key, *(const int *)at);
		break;
	case FIELD_LOOP:
	case FIELD_REAL:
		when = *(const usec *)at;
		if (when >= now_of(state, field) + FAR_OFF)
			put_signed(state, field->key, FAR_OFF);
		else if (when != 0)
			put_signed(state, field->key,
			    (int64_t)(when - now_of(state, field)));
		break;
	case FIELD_TEXT:
		end = memchr(at, '\0', field->size - 1);
		number = end != NULL ? (size_t)(end - (const char *)at) :
				       field->size - 1;
		if (number > 0)
			state_put_text(state, field->key,
			    (struct str) { at, (size_t)number });
		break;
	}
}

void
fields_put(struct state *state, struct fields fields, const void *structure)
{
	for (size_t i = 0; i < fields.count; i++)
		save_field(state, &fields.at[i],
		    (const char *)structure + fields.at[i].offset);
}

/* Accepts a leading minus. */
static bool
read_signed(struct state *state, uint64_t most, int64_t *number)
{
	struct str value = state->value;
	const bool minus = str_skip(&value, STR("-"));
	uint64_t amount;

	if (!str_to_number(value, most, &amount)) {
		state_wrong(state, "not a number, or too large");
		return false;
	}
	*number = minus ? -(int64_t)amount : (int64_t)amount;
	return true;
}

static void
load_text(struct state *state, const struct field *field, char *text)
{
	const struct str value = state->value;

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

/* No moment is at 0 of the clock or before. */
static void
load_field(struct state *state, const struct field *field, void *at)
{
	uint64_t number;
	int64_t apart;

	switch (field->type) {
	case FIELD_BOOL:
	case FIELD_NUMBER:
		if (state_number(state, most_of(field), &number))
			set_number(at, field->size, number);
		break;
	case FIELD_SIGNED:
		if (read_signed(state, INT32_MAX, &apart))
			*(int *)at = (int)apart;
		break;
	case FIELD_FD:
		(void)state_fd(state, at); /* noted */
		break;
	case FIELD_LOOP:
	case FIELD_REAL:
		if (!read_signed(state, FAR_OFF, &apart))
			break;
		number = now_of(state, field);
		if (apart < 0 && (uint64_t)-apart >= number)
			state_wrong(
			    state, "time before the start of the clock");
		*(usec *)at = number + (uint64_t)apart;
		break;
	case FIELD_TEXT:
		load_text(state, field, at);
		break;
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
		state->hint = number + 1;
		load_field(state, field, (char *)structure + field->offset);
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
