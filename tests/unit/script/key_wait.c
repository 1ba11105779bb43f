/*
 * client/script/key_wait: which states of a key end the wait for each
 * condition, whether the key is so from the start or only after a change.
 */
#include "client/script/key_wait.h"

#include "tests/lib/tap.h"

/* A state: its last change and its value; no value: there is no key. */
#define AS(id, value)                            \
	{                                        \
		true, { id, sizeof(id) - 1 },    \
		{                                \
			value, sizeof(value) - 1 \
		}                                \
	}
#define NO_KEY                      \
	{                           \
		false, { NULL, 0 }, \
		{                   \
			NULL, 0     \
		}                   \
	}

static const struct {
	int letter;
	const char *argument;
	struct key_state now;
	enum key_verdict verdict;
} rows[] = {
	{ 'i', "17", AS("17", "x"), KEY_WAITS },
	{ 'i', "17", AS("18", "x"), KEY_IS_SO },
	{ 'i', "17", AS("16", "x"), KEY_IS_SO },
	{ 'i', "17", NO_KEY, KEY_IS_GONE },
	{ 'i', "0", AS("17", "x"), KEY_IS_SO },
	{ 'i', "0", NO_KEY, KEY_WAITS },
	{ 'i', "1700000000000001", AS("1700000000000001", "x"), KEY_WAITS },
	{ 'e', "red", AS("1", "red"), KEY_IS_SO },
	{ 'e', "red", AS("1", "re"), KEY_WAITS },
	{ 'e', "red", AS("1", "Red"), KEY_WAITS },
	{ 'e', " a  b ", AS("1", " a  b "), KEY_IS_SO },
	{ 'e', "-5", AS("1", "-5"), KEY_IS_SO },
	{ 'e', "5", AS("1", "05"), KEY_WAITS },
	{ 'e', "red", NO_KEY, KEY_WAITS },
	{ 'g', "3", AS("1", "2"), KEY_WAITS },
	{ 'g', "3", AS("1", "3"), KEY_IS_SO },
	{ 'g', "3", AS("1", "10"), KEY_IS_SO },
	{ 'g', "3", AS("1", "+004"), KEY_IS_SO },
	{ 'g', "-3", AS("1", "-4"), KEY_WAITS },
	{ 'g', "-3", AS("1", "-3"), KEY_IS_SO },
	{ 'g', "-3", AS("1", "0"), KEY_IS_SO },
	{ 'g', "0", AS("1", "-0"), KEY_IS_SO },
	{ 'g', "3", AS("1", "4 apples"), KEY_WAITS },
	{ 'g', "3", AS("1", "4.5"), KEY_WAITS },
	{ 'g', "3", AS("1", "0x4"), KEY_WAITS },
	{ 'g', "3", AS("1", "-"), KEY_WAITS },
	{ 'g', "3", AS("1", "99999999999999999999999"), KEY_IS_SO },
	{ 'g', "3", AS("1", "-99999999999999999999999"), KEY_WAITS },
	{ 'g', "9223372036854775807", AS("1", "9223372036854775806"),
	    KEY_WAITS },
	{ 'g', "9223372036854775807", AS("1", "9223372036854775807"),
	    KEY_IS_SO },
	{ 'g', "3", NO_KEY, KEY_WAITS },
	{ 'z', NULL, AS("1", "x"), KEY_WAITS },
	{ 'z', NULL, NO_KEY, KEY_IS_SO },
};

static const struct {
	int letter;
	const char *argument;
} wrong[] = {
	{ 'i', "" },
	{ 'i', "-1" },
	{ 'i', "x" },
	{ 'i', "99999999999999999999999" },
	{ 'g', "" },
	{ 'g', "-" },
	{ 'g', "1.5" },
	{ 'g', "3 " },
	{ 'e', "" },
	{ 'e', "a\nb" },
	{ 'e', "\xff" },
};

int
main(void)
{
	const struct key_state there = AS("1", "x"), none = NO_KEY;
	struct key_wait wait = { 0 };

	TAP_OK(key_wait_judge(&wait, &there) == KEY_WAITS &&
		key_wait_judge(&wait, &none) == KEY_WAITS,
	    "without a condition no present state will do");
	TAP_NUM(key_wait_judge_change(&wait, &there), KEY_IS_SO, "a change");
	TAP_NUM(key_wait_judge_change(&wait, &none), KEY_IS_GONE, "its end");
	for (size_t i = 0; i < COUNT(rows); i++) {
		wait = (struct key_wait) { 0 };
		TAP_OK(key_wait_set(&wait, rows[i].letter, rows[i].argument) ==
			    NULL &&
			key_wait_judge(&wait, &rows[i].now) ==
			    rows[i].verdict &&
			key_wait_judge_change(&wait, &rows[i].now) ==
			    rows[i].verdict,
		    "row %zu: -%c %s", i, rows[i].letter,
		    rows[i].argument != NULL ? rows[i].argument : "");
	}
	for (size_t i = 0; i < COUNT(wrong); i++) {
		wait = (struct key_wait) { 0 };
		TAP_OK(key_wait_set(
			   &wait, wrong[i].letter, wrong[i].argument) != NULL,
		    "wrong %zu", i);
	}
	wait = (struct key_wait) { 0 };
	TAP_OK(key_wait_set(&wait, 'z', NULL) == NULL &&
		key_wait_set(&wait, 'i', "0") != NULL,
	    "one condition");
	return tap_done();
}
