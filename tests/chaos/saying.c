/* Names, groups and texts of the chaos: see saying.h. */
#include "saying.h"

#include <string.h>

#include "shared/buf.h"

/* One text of so many is long, so that queues and pipes fill up. */
#define LONG_ONCE_IN 16
#define SHORT_MOST 90
#define LONG_MOST (SAYING_TEXT - STR_DIGITS - 2)

struct str
saying_name(struct speaker speaker, char room[SAYING_NAME])
{
	char life[STR_DIGITS], renames[STR_DIGITS];
	struct buf name;

	buf_init(&name, room, SAYING_NAME);
	/* Two numbers of 32 bits: it fits. */
	(void)BUF_CAT(&name, STR("c"), str_number(speaker.life, life), STR("-"),
	    str_number(speaker.renames, renames));
	return buf_str(&name);
}

/* Reads the number in front of *rest, and drops it. */
static bool
take_number(struct str *rest, uint32_t *number)
{
	struct str digits = { rest->at, 0 };
	uint64_t value = 0;

	while (digits.len < rest->len && rest->at[digits.len] >= '0' &&
	    rest->at[digits.len] <= '9')
		digits.len++;
	if (!str_to_number(digits, UINT32_MAX, &value))
		return false;
	*number = (uint32_t)value;
	rest->at += digits.len;
	rest->len -= digits.len;
	return true;
}

/* Drops the byte in front of *rest if it is that one. */
static bool
take_byte(struct str *rest, char byte)
{
	if (rest->len == 0 || *rest->at != byte)
		return false;
	rest->at++;
	rest->len--;
	return true;
}

bool
saying_whose(struct str name, struct speaker *speaker)
{
	return take_byte(&name, 'c') && take_number(&name, &speaker->life) &&
	    take_byte(&name, '-') && take_number(&name, &speaker->renames) &&
	    name.len == 0;
}

static const char titles[SAYING_GROUPS][3] = { "g0", "g1", "g2", "g3", "g4",
	"g5", "g6", "g7" };

struct str
saying_title(size_t group)
{
	return str_from(titles[group]);
}

size_t
saying_group(struct str title)
{
	size_t group = 0;

	while (group < SAYING_GROUPS && !str_eq(title, saying_title(group)))
		group++;
	return group;
}

/* Returns the same number for the same two, and otherwise as if by chance. */
static uint32_t
mix(uint32_t life, uint32_t number)
{
	uint32_t x = life * 0x9e3779b1U ^ number * 0x85ebca77U;

	x = (x ^ x >> 15) * 0xc2b2ae3dU;
	return x ^ x >> 13;
}

struct str
saying_text(uint32_t life, uint32_t number, char room[SAYING_TEXT])
{
	const uint32_t chance = mix(life, number);
	const uint32_t most =
	    chance % LONG_ONCE_IN == 0 ? LONG_MOST : SHORT_MOST;
	const size_t letters = 1 + chance / LONG_ONCE_IN % most;
	char digits[STR_DIGITS];
	struct buf text;
	char *rest;

	buf_init(&text, room, SAYING_TEXT);
	(void)BUF_CAT(&text, str_number(number, digits), STR(" ")); /* fits */
	(void)buf_room(&text, &rest);
	for (size_t i = 0; i < letters; i++)
		rest[i] = (char)('a' + (chance + i) % 26);
	buf_filled(&text, letters);
	return buf_str(&text);
}

bool
saying_is(struct str text, uint32_t life, uint32_t *number)
{
	char room[SAYING_TEXT];
	struct str rest = text;

	return take_number(&rest, number) &&
	    str_eq(saying_text(life, *number, room), text);
}
