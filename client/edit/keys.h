/*
 * The keys of a terminal: bytes in, one at a time, keys out. Pure; used by the
 * screen.
 */
#ifndef CLIENT_EDIT_KEYS_H
#define CLIENT_EDIT_KEYS_H

#include <stdbool.h>
#include <stddef.h>

enum key_kind {
	KEY_NONE, /* nothing yet, or a key that means nothing here */
	KEY_CHARACTER,
	KEY_ENTER,
	KEY_LEFT,
	KEY_RIGHT,
	KEY_UP,
	KEY_DOWN,
	KEY_HOME,
	KEY_END,
	KEY_BACKSPACE,
	KEY_DELETE,
	KEY_KILL_BEFORE, /* to the start of the line */
	KEY_KILL_BEHIND, /* to its end */
	KEY_KILL_WORD,
	KEY_TAB,
	KEY_NEXT, /* group */
	KEY_PREVIOUS,
	KEY_NUMBER, /* Alt and a digit, which is in bytes */
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_PASTE, /* what follows is pasted: characters and LF */
	KEY_PASTE_END,
	KEY_REDRAW,
	KEY_INTERRUPT,
	KEY_EOF,
	KEY_SUSPEND,
	KEY_ABORT,
	KEY_COUNT
};

#define KEY_BYTES 4

struct key {
	enum key_kind kind;
	char bytes[KEY_BYTES]; /* the character, in UTF-8 */
	size_t len;
};

/* All zero: between two keys. */
struct keys {
	enum { BETWEEN, AFTER_ESC, IN_SEQUENCE, IN_CHARACTER } state;
	unsigned parameter; /* the first number of an escape sequence */
	bool counting; /* within that number */
	char bytes[KEY_BYTES]; /* the start of a character */
	size_t len;
	bool pasting; /* until KEY_PASTE_END */
	bool bad; /* bytes came that are not UTF-8; for the caller to clear */
};

/* The key that this byte completes, or KEY_NONE. */
struct key keys_feed(struct keys *keys, char byte);

#endif
