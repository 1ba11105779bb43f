/* client/edit/keys: bytes of a terminal as keys. */
#include "client/edit/keys.h"

#include "shared/str.h"
#include "tests/lib/tap.h"

static const struct {
	const char *bytes;
	enum key_kind kind; /* the last key */
	size_t keys; /* how many there are */
	bool bad;
} rows[] = {
	{ "a", KEY_CHARACTER, 1, false },
	{ "\t", KEY_TAB, 1, false },
	{ "\r", KEY_ENTER, 1, false },
	{ "\n", KEY_ENTER, 1, false },
	{ "\x7f", KEY_BACKSPACE, 1, false },
	{ "\x08", KEY_BACKSPACE, 1, false },
	{ "\x01", KEY_HOME, 1, false },
	{ "\x02", KEY_LEFT, 1, false },
	{ "\x03", KEY_INTERRUPT, 1, false },
	{ "\x04", KEY_EOF, 1, false },
	{ "\x05", KEY_END, 1, false },
	{ "\x06", KEY_RIGHT, 1, false },
	{ "\x0b", KEY_KILL_BEHIND, 1, false },
	{ "\x0c", KEY_REDRAW, 1, false },
	{ "\x0e", KEY_NEXT, 1, false },
	{ "\x10", KEY_PREVIOUS, 1, false },
	{ "\x15", KEY_KILL_BEFORE, 1, false },
	{ "\x17", KEY_KILL_WORD, 1, false },
	{ "\x1a", KEY_SUSPEND, 1, false },
	{ "\x1c", KEY_ABORT, 1, false },
	{ "\x07", KEY_NONE, 0, false },
	{ "\033[A", KEY_UP, 1, false },
	{ "\033[B", KEY_DOWN, 1, false },
	{ "\033[C", KEY_RIGHT, 1, false },
	{ "\033[D", KEY_LEFT, 1, false },
	{ "\033[1;5D", KEY_LEFT, 1, false },
	{ "\033OC", KEY_RIGHT, 1, false },
	{ "\033[H", KEY_HOME, 1, false },
	{ "\033OF", KEY_END, 1, false },
	{ "\033[1~", KEY_HOME, 1, false },
	{ "\033[3~", KEY_DELETE, 1, false },
	{ "\033[4~", KEY_END, 1, false },
	{ "\033[7~", KEY_HOME, 1, false },
	{ "\033[8~", KEY_END, 1, false },
	{ "\033[3;5~", KEY_DELETE, 1, false },
	{ "\033[5~", KEY_PAGE_UP, 1, false },
	{ "\033[6~", KEY_PAGE_DOWN, 1, false },
	{ "\033[2~", KEY_NONE, 0, false },
	{ "\033[200~", KEY_PASTE, 1, false },
	{ "\033[200~a\t\r\x03\033[A\033[201~", KEY_PASTE_END, 5, false },
	{ "\033[200~\r", KEY_CHARACTER, 2, false },
	{ "\033[200~\033[201~\r", KEY_ENTER, 3, false },
	{ "\033[99999999999999999999~", KEY_NONE, 0, false },
	{ "\033x", KEY_NONE, 0, false },
	{ "\0331", KEY_NUMBER, 1, false },
	{ "\0330", KEY_NUMBER, 1, false },
	{ "\033[\x03", KEY_INTERRUPT, 1, false },
	{ "\033\033[A", KEY_UP, 1, false },
	{ "\xc3\xa4", KEY_CHARACTER, 1, false },
	{ "\xf0\x9f\x98\x80", KEY_CHARACTER, 1, false },
	{ "\xc3"
	  "a",
	    KEY_CHARACTER, 1, true },
	{ "\xc3\r", KEY_ENTER, 1, true },
	{ "\x80\x80\x80\x80", KEY_NONE, 0, true },
	{ "\xed\xa0\x80\r", KEY_ENTER, 1, true },
	{ "\xc2\x9b", KEY_NONE, 0, true },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct keys keys = { 0 };
		struct key last = { .kind = KEY_NONE };
		size_t count = 0;

		for (const char *at = rows[i].bytes; *at != '\0'; at++) {
			const struct key key = keys_feed(&keys, *at);
			if (key.kind == KEY_NONE)
				continue;
			last = key;
			count++;
		}
		TAP_NUM(last.kind, rows[i].kind, "row %zu: the key", i);
		TAP_NUM(count, rows[i].keys, "row %zu: how many", i);
		TAP_NUM(keys.bad, rows[i].bad, "row %zu: bad UTF-8", i);
		if (last.kind == KEY_CHARACTER && !rows[i].bad && count == 1)
			TAP_STR(((struct str) { last.bytes, last.len }),
			    str_from(rows[i].bytes), "row %zu: bytes", i);
	}
	return tap_done();
}
