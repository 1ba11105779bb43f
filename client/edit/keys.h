/*
 * The keys of a terminal: bytes in, one at a time, keys out, whatever the
 * bytes come together with. Pure; used by the stream and the window.
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
	KEY_WORD_LEFT,
	KEY_WORD_RIGHT,
	KEY_UP,
	KEY_DOWN,
	KEY_HOME,
	KEY_END,
	KEY_BACKSPACE,
	KEY_DELETE,
	KEY_KILL_BEFORE, /* to the start of the line */
	KEY_KILL_BEHIND, /* to its end */
	KEY_KILL_WORD, /* up to white space: Ctrl-W */
	KEY_KILL_WORD_BEFORE, /* of letters and digits: Alt-Backspace */
	KEY_KILL_WORD_BEHIND, /* Alt-D */
	KEY_TRANSPOSE,
	KEY_YANK,
	KEY_YANK_POP,
	KEY_SEARCH_BACK, /* Ctrl-R */
	KEY_SEARCH, /* Ctrl-S */
	KEY_TAB,
	KEY_NEXT, /* group */
	KEY_PREVIOUS,
	KEY_NUMBER, /* Alt and a digit, which is in bytes */
	KEY_ALT_LEFT,
	KEY_ALT_RIGHT,
	KEY_ALT_A,
	KEY_ALT_N,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_SCROLL_HOME, /* Ctrl-Home */
	KEY_SCROLL_END,
	KEY_PASTE, /* what follows is pasted: characters and LF */
	KEY_PASTE_END,
	KEY_REDRAW,
	KEY_INTERRUPT,
	KEY_ESCAPE, /* ESC alone, or Ctrl-G */
	KEY_EOF,
	KEY_SUSPEND,
	KEY_ABORT,
	KEY_REPORT, /* no key: the terminal says where the cursor is */
	KEY_COUNT
};

#define KEY_BYTES 4

/* The greatest row or column that a report may tell. */
#define KEY_REPORT_MOST 9999

struct key {
	enum key_kind kind;
	char bytes[KEY_BYTES]; /* the character, in UTF-8; Ctrl-A as it came */
	size_t len;
	unsigned row, column; /* of a report, from 1 */
};

/* The numbers of a sequence that matter; more of them are read over. */
#define KEYS_NUMBERS 2

/* All zero: between two keys. */
struct keys {
	enum {
		BETWEEN,
		AFTER_ESC,
		IN_SEQUENCE,
		IN_CONSOLE, /* ESC [ [ and one more: the Linux console's F1 */
		IN_CHARACTER
	} state;
	bool alt; /* ESC stood in front of the sequence or the character */
	char opener; /* of the sequence: [ or O */
	bool foreign; /* it has bytes that no key has */
	unsigned number[KEYS_NUMBERS];
	size_t numbers; /* begun */
	char bytes[KEY_BYTES]; /* the start of a character */
	size_t len;
	bool pasting; /* until KEY_PASTE_END */
	bool bad; /* bytes came that are not UTF-8; for the caller to clear */
	bool reports; /* the caller awaits KEY_REPORT; else there is none */
};

/* The key that this byte completes, or KEY_NONE. */
struct key keys_feed(struct keys *keys, char byte);

/*
 * May an ESC be a key by itself? Then keys_pause is to be called if nothing
 * more has come for KEYS_PAUSE milliseconds.
 */
#define KEYS_PAUSE 50
bool keys_wait(const struct keys *keys);

/*
 * Nothing more has come: KEY_ESCAPE if an ESC stands alone, else KEY_NONE. What
 * was begun as Alt-[ or Alt-O begins is dropped; of a sequence with numbers, of
 * what is pasted and of a report that is awaited the rest is just late.
 */
struct key keys_pause(struct keys *keys);

#endif
