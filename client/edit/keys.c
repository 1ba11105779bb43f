/*
 * The keys of a terminal: see keys.h. The sequences are those of ECMA-48 as
 * xterm, the Linux console and their likes send them.
 */
#include "edit/keys.h"

#include <stdint.h>

#include "shared/str.h"
#include "shared/utf8.h"

#define ESC 0x1b
#define DEL 0x7f
#define PARAMETER_MOST 1000

/* What Ctrl and a letter mean. */
static const enum key_kind controls[' '] = {
	['A' & 0x1f] = KEY_HOME,
	['B' & 0x1f] = KEY_LEFT,
	['C' & 0x1f] = KEY_INTERRUPT,
	['D' & 0x1f] = KEY_EOF,
	['E' & 0x1f] = KEY_END,
	['F' & 0x1f] = KEY_RIGHT,
	['H' & 0x1f] = KEY_BACKSPACE,
	['\n'] = KEY_ENTER,
	['\t'] = KEY_TAB,
	['K' & 0x1f] = KEY_KILL_BEHIND,
	['L' & 0x1f] = KEY_REDRAW,
	['\r'] = KEY_ENTER,
	['N' & 0x1f] = KEY_NEXT,
	['P' & 0x1f] = KEY_PREVIOUS,
	['U' & 0x1f] = KEY_KILL_BEFORE,
	['W' & 0x1f] = KEY_KILL_WORD,
	['Z' & 0x1f] = KEY_SUSPEND,
	['\\' & 0x1f] = KEY_ABORT,
};

/* ESC [ or ESC O, a number or none, and the last byte. */
static const struct sequence {
	char last;
	unsigned parameter; /* matters before ~ alone */
	enum key_kind kind;
} sequences[] = {
	{ 'A', 0, KEY_UP },
	{ 'B', 0, KEY_DOWN },
	{ 'C', 0, KEY_RIGHT },
	{ 'D', 0, KEY_LEFT },
	{ 'F', 0, KEY_END },
	{ 'H', 0, KEY_HOME },
	{ '~', 1, KEY_HOME },
	{ '~', 3, KEY_DELETE },
	{ '~', 4, KEY_END },
	{ '~', 5, KEY_PAGE_UP },
	{ '~', 6, KEY_PAGE_DOWN },
	{ '~', 7, KEY_HOME },
	{ '~', 8, KEY_END },
	{ '~', 200, KEY_PASTE },
	{ '~', 201, KEY_PASTE_END },
};

static struct key
plain(enum key_kind kind)
{
	return (struct key) { .kind = kind };
}

static struct key
character(const char *bytes, size_t len)
{
	struct key key = { .kind = KEY_CHARACTER, .len = len };

	memcpy(key.bytes, bytes, len);
	return key;
}

static struct key
feed_control(struct keys *keys, char byte)
{
	keys->state = byte == ESC ? AFTER_ESC : BETWEEN;
	return plain(
	    byte == DEL ? KEY_BACKSPACE : controls[(unsigned char)byte]);
}

/* One more byte of a character that has more than one. */
static struct key
feed_character(struct keys *keys, char byte)
{
	uint32_t c = 0;

	keys->bytes[keys->len++] = byte;
	const size_t len = utf8_decode(keys->bytes, keys->len, &c);
	keys->state =
	    len == 0 && keys->len < KEY_BYTES ? IN_CHARACTER : BETWEEN;
	if (keys->state == IN_CHARACTER)
		return plain(KEY_NONE);
	keys->len = 0;
	/* The controls from 80 to 9F are keys of no terminal. */
	if (len == 0 || c < 0xa0)
		keys->bad = true;
	return len == 0 || c < 0xa0 ? plain(KEY_NONE) :
				      character(keys->bytes, len);
}

static struct key
feed_escape(struct keys *keys, char byte)
{
	const bool begins = byte == '[' || byte == 'O';

	keys->state = begins ? IN_SEQUENCE : BETWEEN;
	keys->parameter = 0;
	keys->counting = true;
	if (byte < '0' || byte > '9')
		return plain(KEY_NONE);
	return (struct key) { .kind = KEY_NUMBER, .bytes = { byte }, .len = 1 };
}

static enum key_kind
find_sequence(char last, unsigned parameter)
{
	for (size_t i = 0; i < COUNT(sequences); i++)
		if (sequences[i].last == last &&
		    (last != '~' || sequences[i].parameter == parameter))
			return sequences[i].kind;
	return KEY_NONE;
}

static struct key
feed_sequence(struct keys *keys, char byte)
{
	const bool digit = byte >= '0' && byte <= '9';

	if (byte >= '@' && byte <= '~') {
		keys->state = BETWEEN;
		return plain(find_sequence(byte, keys->parameter));
	}
	keys->counting = keys->counting && digit;
	if (keys->counting && keys->parameter < PARAMETER_MOST)
		keys->parameter = keys->parameter * 10 + (unsigned)(byte - '0');
	return plain(KEY_NONE);
}

/* The key as if nothing were ever pasted. */
static struct key
feed(struct keys *keys, char byte)
{
	const unsigned char value = (unsigned char)byte;
	const bool continues = value >= 0x80 && value < 0xc0;

	if (keys->state == IN_CHARACTER && !continues) {
		keys->bad = true;
		keys->state = BETWEEN;
		keys->len = 0;
	}
	if (value < ' ' || value == DEL)
		return feed_control(keys, byte);
	if (keys->state == AFTER_ESC)
		return feed_escape(keys, byte);
	if (keys->state == IN_SEQUENCE)
		return feed_sequence(keys, byte);
	return value < 0x80 ? character(&byte, 1) : feed_character(keys, byte);
}

/* No key that is pasted does anything; a TAB parts two words. */
static struct key
pasted(const struct key *key)
{
	switch (key->kind) {
	case KEY_CHARACTER:
		return *key;
	case KEY_ENTER:
		return character("\n", 1);
	case KEY_TAB:
		return character(" ", 1);
	default:
		return plain(KEY_NONE);
	}
}

struct key
keys_feed(struct keys *keys, char byte)
{
	const struct key key = feed(keys, byte);

	if (key.kind == KEY_PASTE || key.kind == KEY_PASTE_END)
		keys->pasting = key.kind == KEY_PASTE;
	else if (keys->pasting)
		return pasted(&key);
	return key;
}
