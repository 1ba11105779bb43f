/* Strings: see str.h. */
#include "str.h"

#include <stdio.h>
#include <time.h>

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

struct str
date_text(uint64_t time, char room[DATE_TEXT])
{
	const time_t seconds = (time_t)(time / 1000000);
	struct tm parts;
	size_t len;

	room[0] = '\0';
	if (time > INT64_MAX || gmtime_r(&seconds, &parts) == NULL)
		return (struct str) { room, 0 };
	/* Avoids %Y, which C libraries write differently after 9999. */
	len = (size_t)snprintf(room, DATE_TEXT, "%04d", parts.tm_year + 1900);
	len += strftime(room + len, DATE_TEXT - len, "-%m-%dT%H:%M:%S", &parts);
	(void)snprintf(room + len, DATE_TEXT - len, ".%06uZ",
	    (unsigned)(time % 1000000)); /* fits */
	return str_from(room);
}
