/* Strings: see str.h. */
#include "str.h"

#include <assert.h>

bool
str_caseeq(struct str a, struct str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (str_lower(a.at[i]) != str_lower(b.at[i]))
			return false;
	return true;
}

int
str_casecmp(struct str a, struct str b)
{
	size_t i = 0;

	while (
	    i < a.len && i < b.len && str_lower(a.at[i]) == str_lower(b.at[i]))
		i++;
	if (i < a.len && i < b.len)
		return str_lower(a.at[i]) - str_lower(b.at[i]);
	return (a.len > b.len) - (a.len < b.len);
}

/* Hashes with FNV-1a, which needs no table and works well on short words. */
uint32_t
str_hash(struct str s)
{
	uint32_t hash = 2166136261U;

	for (size_t i = 0; i < s.len; i++)
		hash = (hash ^ str_lower(s.at[i])) * 16777619U;
	return hash;
}

uint64_t
str_hash_add(uint64_t hash, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		hash = (hash ^ str_lower(s.at[i])) * 0x100000001b3U;
	return hash;
}

void
str_put(char *to, size_t size, struct str text)
{
	assert(text.len < size);
	if (text.len > 0)
		memmove(to, text.at, text.len);
	to[text.len] = '\0';
}

struct str
str_strip_front(struct str s)
{
	while (s.len > 0 && s.at[0] == ' ')
		str_drop(&s, 1);
	return s;
}

struct str
str_strip(struct str s)
{
	s = str_strip_front(s);
	while (s.len > 0 && s.at[s.len - 1] == ' ')
		s.len--;
	return s;
}

struct str
str_number(uint64_t number, char room[STR_DIGITS])
{
	size_t at = STR_DIGITS;

	do {
		room[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	return (struct str) { room + at, STR_DIGITS - at };
}

/* Any number with this many digits is less than UINT64_MAX. */
#define DIGITS_SURE 19

bool
str_to_number(struct str s, uint64_t max, uint64_t *number)
{
	uint64_t sum = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		const uint64_t digit = (uint64_t)(s.at[i] - '0');
		/* A division is slow and hardly ever needed. */
		if (i >= DIGITS_SURE &&
		    (digit > max || sum > (max - digit) / 10))
			return false;
		sum = sum * 10 + digit;
	}
	if (sum > max)
		return false;
	*number = sum;
	return true;
}

bool
str_to_seconds(struct str s, uint64_t max, uint64_t *seconds)
{
	static const struct {
		char letter;
		uint64_t seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 },
		{ 'w', 604800 } };
	uint64_t unit = 0, count;

	for (size_t i = 0; i < COUNT(units) && s.len > 0; i++)
		if (units[i].letter == s.at[s.len - 1])
			unit = units[i].seconds;
	if (unit == 0)
		return false;
	s.len--;
	if (!str_to_number(s, max / unit, &count) || count == 0)
		return false;
	*seconds = count * unit;
	return true;
}

struct str
str_cut(struct str *rest, char byte)
{
	const char *end =
	    rest->len > 0 ? memchr(rest->at, byte, rest->len) : NULL;
	struct str piece = *rest;

	if (end == NULL) {
		*rest = (struct str) { NULL, 0 };
		return piece;
	}
	piece.len = (size_t)(end - piece.at);
	rest->at = end + 1;
	rest->len -= piece.len + 1;
	return piece;
}

struct str
str_word(struct str *rest)
{
	return str_cut(rest, ' ');
}

/* Writes the last count digits of a number. */
static char *
digits(char *at, unsigned count, uint64_t number)
{
	for (unsigned i = count; i-- > 0; number /= 10)
		at[i] = (char)('0' + number % 10);
	return at + count;
}

/*
 * Years are counted from March, so that the leap day is the last day of a year,
 * and in eras of 400 years, which all have the same length.
 */
struct str
str_date(uint64_t time, char room[DATE_TEXT])
{
	const struct str form = STR("-00-00T00:00:00.000000Z");
	const uint64_t second = time / 1000000;
	const uint64_t since = second / 86400 + 719468; /* March of year 0 */
	const uint64_t era = since / 146097, day = since % 146097;
	const uint64_t years =
	    (day - day / 1460 + day / 36524 - day / 146096) / 365;
	const uint64_t rest = day - (365 * years + years / 4 - years / 100);
	const uint64_t month = (5 * rest + 2) / 153; /* 0: March */
	const uint64_t year = years + era * 400 + (month >= 10);
	char *at = room;

	room[0] = '\0';
	if (time > INT64_MAX)
		return (struct str) { room, 0 };
	at = digits(room, year > 99999 ? 6 : year > 9999 ? 5 : 4, year);
	memcpy(at, form.at, form.len + 1);
	(void)digits(at + 1, 2, month < 10 ? month + 3 : month - 9);
	(void)digits(at + 4, 2, rest - (153 * month + 2) / 5 + 1);
	(void)digits(at + 7, 2, second % 86400 / 3600);
	(void)digits(at + 10, 2, second % 3600 / 60);
	(void)digits(at + 13, 2, second % 60);
	(void)digits(at + 16, 6, time % 1000000);
	return (struct str) { room, (size_t)(at - room) + form.len };
}
