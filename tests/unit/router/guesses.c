/*
 * server/policy/guesses: how long wrong passwords make an address wait, with a
 * clock that the test sets.
 */
#include "server/policy/guesses.h"

#include <stdio.h>

#include "tests/lib/must.h"
#include "tests/lib/router/stage.h"

#define ONE "192.0.2.7:4000"
#define OTHER "192.0.2.8:4000"
#define MEMORY (600 * SEC)

static usec now = 1000 * SEC;

static void
configure(const char *time)
{
	stage_configure((const struct config_option[]) {
	    { "password_time", time }, { NULL, NULL } });
}

static void
grows(void)
{
	static const usec times[] = { 1, 2, 3, 4, 5, 5, 5 };
	bool good = true;

	configure("1");
	TAP_NUM(guesses_wait(ONE, now), 0, "who has said none does not wait");
	for (size_t i = 0; i < COUNT(times) && good; i++) {
		good = guesses_wrong(ONE, now) == times[i] * SEC &&
		    guesses_wait(ONE, now) == times[i] * SEC &&
		    guesses_wait("192.0.2.7:4001", now + MSEC) ==
			times[i] * SEC - MSEC &&
		    guesses_wait(OTHER, now) == 0;
		now += times[i] * SEC;
		good = good && guesses_wait(ONE, now) == 0;
	}
	TAP_OK(good, "each wrong one takes longer, for its address alone");
	now += MEMORY;
	TAP_NUM(guesses_wrong(ONE, now), SEC, "until they are forgotten");
	now += MEMORY;
}

static void
tells_addresses_apart(void)
{
	static const struct {
		const char *one;
		const char *other;
		bool same;
	} rows[] = {
		{ "127.0.0.1:1", "127.0.0.1:2", true },
		{ "127.0.0.1:1", "127.0.0.2:1", false },
		{ "[::ffff:192.0.2.1]:1", "192.0.2.1:1", true },
		{ "[2001:db8::1]:1", "[2001:db8::2]:1", true },
		{ "[2001:db8::1]:1", "[2001:db8:0:1::1]:1", false },
		{ "/run/one", "/run/other", true },
		{ "/run/one", "127.0.0.1:1", false },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		(void)guesses_wrong(rows[i].one, now);
		TAP_OK((guesses_wait(rows[i].other, now) > 0) == rows[i].same,
		    "%s and %s", rows[i].one, rows[i].other);
		now += 2 * MEMORY;
	}
}

static const char *
address(unsigned number)
{
	static char text[32];

	(void)snprintf(text, sizeof(text), "10.%u.%u.%u:1", number >> 16,
	    number >> 8 & 0xff, number & 0xff);
	return text;
}

/* How many of these addresses get a try at this moment. */
static unsigned
tries(unsigned addresses)
{
	unsigned count = 0;

	for (unsigned i = 0; i < addresses; i++)
		count += guesses_wait(address(i), now) == 0;
	return count;
}

static void
bounds_all_together(void)
{
	enum { ADDRESSES = 1000 };

	for (unsigned i = 0; i < ADDRESSES; i++)
		(void)guesses_wrong(address(i), now);
	now += SEC;
	TAP_NUM(tries(ADDRESSES), ADDRESSES, "a slip makes nobody wait longer");
	for (unsigned i = 0; i < 2 * ADDRESSES; i++)
		(void)guesses_wrong(address(i % ADDRESSES), now);
	now += 10 * SEC;
	TAP_NUM(tries(ADDRESSES), 10, "those who have said three get ten");
	now += SEC / 2;
	TAP_NUM(tries(ADDRESSES), 5, "a second, all together");
	TAP_NUM(guesses_wait(ONE, now), 0, "others do not wait for them");
	(void)guesses_wrong(ONE, now);
	TAP_NUM(guesses_wait(ONE, now + SEC), 0, "nor who has said one");
	now += 2 * MEMORY;
}

/* More addresses than can be remembered: the first are forgotten. */
static void
is_bounded(void)
{
	enum { ADDRESSES = 200000 };
	bool good = true;

	for (unsigned i = 0; i < ADDRESSES && good; i++)
		good = guesses_wrong(address(i), now) == SEC &&
		    guesses_wait(address(i), now) == SEC;
	TAP_OK(good, "%d addresses say one each", ADDRESSES);
	TAP_NUM(guesses_wait(address(0), now), 0, "the first is forgotten");
	for (unsigned i = ADDRESSES - 60000; i < ADDRESSES && good; i++)
		good = guesses_wait(address(i), now) == SEC;
	TAP_OK(good, "the last are not");
	now += 2 * MEMORY;
}

static void
can_be_turned_off(void)
{
	(void)guesses_wrong(ONE, now);
	configure("0");
	TAP_NUM(guesses_wait(ONE, now), 0, "0 makes nobody wait");
	TAP_NUM(guesses_wrong(ONE, now), 0, "nor the answer");
	configure("60");
	TAP_NUM(guesses_wrong(ONE, now), 3 * 60 * SEC, "60 is the most");
}

int
main(void)
{
	stage_begin((const struct config_option[]) { { NULL, NULL } });
	grows();
	tells_addresses_apart();
	bounds_all_together();
	is_bounded();
	can_be_turned_off();
	return tap_done();
}
