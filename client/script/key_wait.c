/* Conditions on a key: see key_wait.h. */
#include "script/key_wait.h"

#include "shared/codes.h"
#include "shared/limits.h"
#include "shared/names.h"

/*
 * Reads a decimal number with or without a sign. One that is too far from 0
 * counts as the farthest there is. Returns false if it is no number.
 */
static bool
read_number(struct str text, int64_t *number)
{
	const bool below = text.len > 0 && text.at[0] == '-';
	int64_t sum = 0;

	if (text.len > 0 && (text.at[0] == '-' || text.at[0] == '+'))
		str_drop(&text, 1);
	if (text.len == 0)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		const int digit = text.at[i] - '0';
		if (digit < 0 || digit > 9)
			return false;
		sum = sum > (INT64_MAX - digit) / 10 ? INT64_MAX :
						       10 * sum + digit;
	}
	*number = below ? -sum : sum;
	return true;
}

const char *
key_wait_set(struct key_wait *wait, int letter, const char *value)
{
	if (wait->kind != KEY_WAIT_CHANGE)
		return "use only one of -e, -g, -i and -z";
	switch (letter) {
	case 'e':
		wait->kind = KEY_WAIT_VALUE;
		wait->value = str_from(value);
		return text_check(wait->value, LIMIT_VALUE) == CODE_OK ?
		    NULL :
		    "no key can have the value of -e";
	case 'g':
		wait->kind = KEY_WAIT_NUMBER;
		return read_number(str_from(value), &wait->number) ?
		    NULL :
		    "-g requires a whole number";
	case 'i':
		wait->kind = KEY_WAIT_ID;
		return str_to_number(str_from(value), UINT64_MAX, &wait->id) ?
		    NULL :
		    "-i requires the ID of a change, or 0";
	default:
		wait->kind = KEY_WAIT_GONE;
		return NULL;
	}
}

/* Returns whether the last change was not the one that is known. */
static enum key_verdict
judge_id(uint64_t known, const struct key_state *now)
{
	uint64_t id = 0;

	if (!now->is_there)
		return known == 0 ? KEY_WAITS : KEY_IS_GONE;
	(void)str_to_number(now->id, UINT64_MAX, &id); /* an ID is a number */
	return id != known ? KEY_IS_SO : KEY_WAITS;
}

static bool
is_so(const struct key_wait *wait, const struct key_state *now)
{
	int64_t number;

	switch (wait->kind) {
	case KEY_WAIT_VALUE:
		return now->is_there && str_eq(now->value, wait->value);
	case KEY_WAIT_NUMBER:
		return now->is_there && read_number(now->value, &number) &&
		    number >= wait->number;
	default:
		return !now->is_there;
	}
}

enum key_verdict
key_wait_judge(const struct key_wait *wait, const struct key_state *now)
{
	if (wait->kind == KEY_WAIT_CHANGE)
		return KEY_WAITS;
	if (wait->kind == KEY_WAIT_ID)
		return judge_id(wait->id, now);
	return is_so(wait, now) ? KEY_IS_SO : KEY_WAITS;
}

enum key_verdict
key_wait_judge_change(const struct key_wait *wait, const struct key_state *now)
{
	if (wait->kind == KEY_WAIT_CHANGE)
		return now->is_there ? KEY_IS_SO : KEY_IS_GONE;
	return key_wait_judge(wait, now);
}
