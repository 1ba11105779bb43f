/*
 * shared/str: strings that are looked at. shared/buf: bytes up to the last that
 * there is room for. shared/clock: the date of a time is as the C library has
 * it, to the microsecond, wherever the machine is.
 */
#include "shared/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "shared/buf.h"
#include "shared/clock.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define TRIES 20000
#define DAY ((uint64_t)86400)

static void
compares(void)
{
	static const struct {
		const char *a;
		const char *b;
		bool eq;
		bool same;
	} rows[] = {
		{ "", "", true, true },
		{ "ali", "ali", true, true },
		{ "ali", "Ali", false, true },
		{ "ali", "alia", false, false },
		{ "AZ", "az", false, true },
		/* next to the letters in ASCII, 32 apart like them */
		{ "@", "`", false, false },
		{ "[", "{", false, false },
		/* outside ASCII there is no case: these are not same */
		{ "\xc3\x84", "\xc3\xa4", false, false },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct str a = str_from(rows[i].a);
		const struct str b = str_from(rows[i].b);
		TAP_OK(str_eq(a, b) == rows[i].eq, "str_eq: '%s', '%s'",
		    rows[i].a, rows[i].b);
		TAP_OK(str_caseeq(a, b) == rows[i].same,
		    "str_caseeq: '%s', '%s'", rows[i].a, rows[i].b);
		TAP_OK((str_casecmp(a, b) == 0) == rows[i].same,
		    "str_casecmp: '%s', '%s'", rows[i].a, rows[i].b);
		TAP_OK((str_hash(a) == str_hash(b)) == rows[i].same,
		    "str_hash: '%s', '%s'", rows[i].a, rows[i].b);
		TAP_OK((str_hash_add(STR_HASH_START, a) ==
			   str_hash_add(STR_HASH_START, b)) == rows[i].same,
		    "str_hash_add: '%s', '%s'", rows[i].a, rows[i].b);
	}
	TAP_OK(str_eq((struct str) { NULL, 0 }, STR("")),
	    "nothing and the empty string are equal");
	TAP_OK(!str_caseeq(STR("alia"), (struct str) { "alia", 3 }),
	    "a string is as long as it says");
	TAP_OK(!str_eq(STR("a\0b"), STR("a\0c")), "a NUL ends no string");
}

static void
writes_numbers(void)
{
	static const struct {
		uint64_t number;
		const char *text;
	} rows[] = {
		{ 0, "0" },
		{ 1700000000000000, "1700000000000000" },
		{ UINT64_MAX, "18446744073709551615" },
	};
	char room[STR_DIGITS];

	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_STR(str_number(rows[i].number, room),
		    str_from(rows[i].text), "str_number: %s", rows[i].text);
}

static void
reads_numbers(void)
{
	static const struct {
		const char *text;
		uint64_t max;
		bool ok;
		uint64_t number;
	} rows[] = {
		{ "", 9, false, 0 },
		{ "0", 0, true, 0 },
		{ "1", 0, false, 0 },
		{ "6", 5, false, 0 },
		{ "007", 7, true, 7 },
		{ "65535", 65535, true, 65535 },
		{ "65536", 65535, false, 0 },
		{ "18446744073709551615", UINT64_MAX, true, UINT64_MAX },
		{ "18446744073709551616", UINT64_MAX, false, 0 },
		{ "-1", 9, false, 0 },
		{ "1 ", 9, false, 0 },
		{ "0x1", 9, false, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t number = 77;
		const bool ok =
		    str_to_number(str_from(rows[i].text), rows[i].max, &number);
		TAP_OK(ok == rows[i].ok && number == (ok ? rows[i].number : 77),
		    "str_to_number: '%s'", rows[i].text);
	}
}

static void
reads_durations(void)
{
	static const struct {
		const char *text;
		uint64_t seconds; /* 0: it is none */
	} rows[] = { { "90s", 90 }, { "02m", 120 }, { "2h", 7200 },
		{ "3d", 259200 }, { "2w", 1209600 }, { "15d", 0 }, { "0m", 0 },
		{ "2hm", 0 }, { "h", 0 }, { "90", 0 }, { "", 0 }, { "-1", 0 } };

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t seconds = 0;
		TAP_OK(str_to_seconds(str_from(rows[i].text), 1209600,
			   &seconds) == (rows[i].seconds > 0) &&
			seconds == rows[i].seconds,
		    "str_to_seconds: '%s'", rows[i].text);
	}
}

static void
cuts_words(void)
{
	struct str rest = STR("send 1  hi ");

	TAP_STR(str_word(&rest), STR("send"), "the first word");
	TAP_STR(rest, STR("1  hi "), "the rest of it");
	TAP_STR(str_word(&rest), STR("1"), "the second word");
	TAP_STR(str_word(&rest), STR(""), "nothing between two spaces");
	TAP_STR(str_word(&rest), STR("hi"), "the last word");
	TAP_OK(rest.at != NULL && rest.len == 0, "a trailing space is seen");
	TAP_STR(str_word(&rest), STR(""), "nothing behind it");
	TAP_OK(rest.at == NULL, "the end is seen");
	TAP_STR(str_word(&rest), STR(""), "nothing behind the end");
}

static void
drops(void)
{
	struct str s = STR("  two words ");

	TAP_STR(str_strip_front(s), STR("two words "), "no spaces in front");
	TAP_STR(str_strip(s), STR("two words"), "no spaces around");
	TAP_STR(str_strip(STR("  ")), STR(""), "nothing but spaces");
	str_drop(&s, 2);
	TAP_OK(str_begins(s, STR("two")), "begins");
	TAP_OK(str_begins(s, STR("")), "begins with nothing");
	TAP_OK(!str_begins(STR("tw"), STR("two")), "is too short to begin");
	TAP_OK(!str_skip(&s, STR("Two")), "nothing to skip");
	TAP_OK(str_skip(&s, STR("two ")), "skips");
	TAP_STR(s, STR("words "), "what is behind that");
}

/* As the C library has it, put together in another way. */
static bool
is_as_of_libc(uint64_t seconds, uint32_t micros)
{
	const time_t time = (time_t)seconds;
	char room[DATE_TEXT], wanted[2 * DATE_TEXT];
	struct tm tm;

	if (gmtime_r(&time, &tm) == NULL)
		return false;
	(void)snprintf(wanted, sizeof(wanted),
	    "%04d-%02d-%02dT%02d:%02d:%02d.%06uZ", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
	    (unsigned)micros); /* fits */
	return str_eq(str_date(seconds * SEC + micros, room), str_from(wanted));
}

/* Any moment until 9999, and the first and the last ones of its day. */
static void
is_like_libc(void)
{
	bool good = true;

	/* To the end of the year 9999, or of a libc's time of 32 bits. */
	const unsigned days = sizeof(time_t) < 8 ? 24855 : 2932897;
	for (unsigned i = 0; i < TRIES && good; i++) {
		const uint64_t day = dice(days);
		const uint32_t micros = dice(SEC);
		good = is_as_of_libc(day * DAY + dice(DAY), micros) &&
		    is_as_of_libc(day * DAY, micros) &&
		    is_as_of_libc(day * DAY + DAY - 1, micros);
	}
	TAP_OK(good, "%d days at random", TRIES);
}

static void
fills_buffers(void)
{
	char room[8];
	struct buf buf;

	buf_init(&buf, room, sizeof(room));
	TAP_OK(BUF_CAT(&buf, STR("12345"), STR("678")), "to the last byte");
	TAP_OK(!BUF_CAT(&buf, STR("9")), "and no more");
	buf_drop(&buf, sizeof(room));
	TAP_OK(BUF_SAY(&buf, STR("one"), STR("two")), "a line with its end");
	TAP_STR(buf_str(&buf), STR("one two\n"), "is whole");
	buf_drop(&buf, sizeof(room));
	TAP_OK(!BUF_SAY(&buf, STR("one"), STR("more")), "or is not there");
}

int
main(void)
{
	compares();
	writes_numbers();
	reads_numbers();
	reads_durations();
	cuts_words();
	drops();
	fills_buffers();
	dice_begin();
	/* Elsewhere the day is another one. */
	MUST(setenv("TZ", "XYZ-13:45", 1) == 0, "no time zone");
	tzset();
	is_like_libc();
	return tap_done();
}
