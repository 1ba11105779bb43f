/*
 * Terminal keys: takes bytes one at a time and returns keys, however the bytes
 * are grouped on arrival. Pure.
 */
#ifndef CLIENT_EDIT_KEYS_H
#define CLIENT_EDIT_KEYS_H

#include <stdbool.h>
#include <stddef.h>

enum key_kind {
	KEY_NONE, /* no key yet, or one without a meaning here */
	KEY_CHARACTER,
	KEY_ENTER,
	KEY_BREAK, /* Alt-Enter, or Shift-Enter where it is told apart */
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
	KEY_KILL_BEHIND, /* to the end of the line */
	KEY_KILL_WORD, /* back to white space: Ctrl-W */
	KEY_KILL_WORD_BEFORE, /* back over letters and digits: Alt-Backspace */
	KEY_KILL_WORD_BEHIND, /* Alt-D */
	KEY_YANK, /* Ctrl-Y: what these have deleted */
	KEY_SEARCH_BACK, /* Ctrl-R */
	KEY_SEARCH, /* Ctrl-S */
	KEY_TAB,
	KEY_NEXT, /* view */
	KEY_PREVIOUS,
	KEY_NUMBER, /* Alt and the key of a view, whose number it has */
	KEY_ALT_LEFT,
	KEY_ALT_RIGHT,
	KEY_ALT_A,
	KEY_ALT_L,
	KEY_BACK, /* Alt-/: the view before */
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_SCROLL_HOME, /* Ctrl-Home */
	KEY_SCROLL_END,
	KEY_PASTE, /* pasted characters and LFs follow */
	KEY_PASTE_END,
	KEY_REDRAW,
	KEY_INTERRUPT,
	KEY_ESCAPE, /* ESC alone, or Ctrl-G */
	KEY_EOF,
	KEY_SUSPEND,
	KEY_ABORT,
	/* Not keys, but reports of the terminal. */
	KEY_LOOK, /* its window has the focus again */
	KEY_UNFOCUS /* its window has lost the focus */
};

#define KEY_BYTES 4

struct key {
	enum key_kind kind;
	/* the character in UTF-8; a control character as received */
	char bytes[KEY_BYTES];
	size_t len;
	unsigned number; /* the view that KEY_NUMBER goes to */
};

/* The longest sequence of a key, in bytes; a longer one is skipped. */
#define KEYS_MOST 32

/* The state of the decoder; all zero: between two keys. */
struct keys {
	enum {
		BETWEEN,
		AFTER_ESC,
		IN_SEQUENCE,
		IN_CHARACTER,
		IN_MOUSE, /* the three bytes behind ESC [ M */
		IN_REPLY, /* of the terminal: OSC, DCS, APC, PM or SOS */
		REPLY_ESC /* and its last byte is an ESC */
	} state;
	bool alt; /* the sequence or character came after an ESC */
	char bytes[KEYS_MOST]; /* so far: of a character, or behind the ESC */
	size_t len; /* of a reply or sequence begun: 0 after a pause */
	bool late; /* a pause made the ESC before this a key */
	bool pasting; /* until KEY_PASTE_END */
	bool bad; /* bytes that are not UTF-8 came; cleared by the caller */
};

/*
 * Returns the key that goes to that view with Alt, as capitals are written on
 * keys; NUL if there is none.
 */
char keys_view(size_t number);

/* Returns the key that this byte completes, or KEY_NONE. */
struct key keys_feed(struct keys *keys, char byte);

/*
 * Returns whether the ESC received last may be a key of its own. If so, call
 * keys_pause when nothing more has come for KEYS_PAUSE milliseconds.
 */
#define KEYS_PAUSE 50
bool keys_wait(const struct keys *keys);

/*
 * Notes that nothing more has come. Returns KEY_ESCAPE for a single ESC,
 * Alt-Shift-P for the start of a reply, [ if that was typed behind the former,
 * else KEY_NONE. Waits on for the rest of a sequence, of pasted text, and of a
 * reply; but a small letter behind Alt-[ or Alt-O is typed.
 */
struct key keys_pause(struct keys *keys);

/* Ends a paste, whose end may not have come, and returns that key. */
struct key keys_end_paste(struct keys *keys);

#endif
