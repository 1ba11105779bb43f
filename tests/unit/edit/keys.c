/*
 * client/edit/keys: bytes of a terminal as keys; an ESC by itself, and what a
 * terminal answers. What comes late: system/window/late_bytes.talk.
 */
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
	{ "\r", KEY_ENTER, 1, false },
	{ "\x7f", KEY_BACKSPACE, 1, false },
	{ "\x03", KEY_INTERRUPT, 1, false },
	{ "\x07", KEY_ESCAPE, 1, false },
	{ "\x0f", KEY_NONE, 0, false },
	{ "\033[A", KEY_UP, 1, false },
	/* xterm, tmux, and older ones without the 1 */
	{ "\033[1;5C", KEY_WORD_RIGHT, 1, false },
	{ "\033[1;2D", KEY_LEFT, 1, false },
	{ "\033[5D", KEY_WORD_LEFT, 1, false },
	{ "\033O5C", KEY_WORD_RIGHT, 1, false },
	{ "\033[1;3D", KEY_ALT_LEFT, 1, false },
	{ "\033[1;9D", KEY_ALT_LEFT, 1, false },
	{ "\033[1;5H", KEY_SCROLL_HOME, 1, false },
	{ "\033[5;2~", KEY_PAGE_UP, 1, false },
	{ "\033\033[6~", KEY_PAGE_DOWN, 1, false },
	/* rxvt */
	{ "\033Oc", KEY_WORD_RIGHT, 1, false },
	{ "\033[c", KEY_RIGHT, 1, false },
	{ "\033\033[D", KEY_ALT_LEFT, 1, false },
	{ "\033[7$", KEY_HOME, 1, false },
	{ "\033[3^", KEY_KILL_WORD_BEHIND, 1, false },
	/* the console's F1 and F5; xterm's F1 and F5 */
	{ "\033[[A", KEY_NONE, 0, false },
	{ "\033[[Ex", KEY_CHARACTER, 1, false },
	/* what terminals answer, and what nobody knows */
	{ "\033[12;40R", KEY_NONE, 0, false },
	{ "\033[?1;2c", KEY_NONE, 0, false },
	{ "\033[?1;5D", KEY_NONE, 0, false },
	{ "\033[1;5;7;9D", KEY_WORD_LEFT, 1, false },
	/* the focus, and the mouse */
	{ "\033[I", KEY_LOOK, 1, false },
	{ "\033[O", KEY_UNFOCUS, 1, false },
	{ "\033[200~\033[O\033[I", KEY_LOOK, 3, false },
	/* longer answers */
	{ "\033]11;rgb:0/0/\xc3\xa4\033\\", KEY_NONE, 0, false },
	{ "\033]4;1;rgb:0/0/0\a", KEY_NONE, 0, false },
	{ "\033P>|tmux 3.3a\033\\", KEY_NONE, 0, false },
	{ "\033P1+r544e=1\033\\x", KEY_CHARACTER, 1, false },
	{ "\033_Gi=1;OK\033\\", KEY_NONE, 0, false },
	{ "\033^1\033\\", KEY_NONE, 0, false },
	{ "\033X1 y\033\\", KEY_NONE, 0, false },
	{ "\033]1 and typed\rx", KEY_CHARACTER, 1, false },
	{ "\033]1\033[A", KEY_UP, 1, false },
	{ "\033[200~\033]1\033[201~", KEY_PASTE_END, 2, false },
	{ "\033[201~", KEY_NONE, 0, false },
	{ "\033[<0;12;5M", KEY_NONE, 0, false },
	{ "\033[<65;1;1M", KEY_NONE, 0, false },
	{ "\033[200~\033[<0;1;1M", KEY_PASTE, 1, false },
	{ "\033[1\xc3\xa4\x12", KEY_SEARCH_BACK, 2, false },
	{ "\033[3;5~", KEY_KILL_WORD_BEHIND, 1, false },
	{ "\033[200~a\t\r\x03\033[A\033[201~", KEY_PASTE_END, 5, false },
	{ "\033[200~\r", KEY_CHARACTER, 2, false },
	{ "\033[200~\033[201~\r", KEY_ENTER, 3, false },
	{ "\033[99999999999999999999~", KEY_NONE, 0, false },
	{ "\033\x7f", KEY_KILL_WORD_BEFORE, 1, false },
	{ "\033\r", KEY_BREAK, 1, false },
	{ "\033[200~\033\r", KEY_CHARACTER, 2, false },
	/* Keys by their character: Shift-Enter and others */
	{ "\033[13;2u", KEY_BREAK, 1, false },
	{ "\033[27;2;13~", KEY_BREAK, 1, false },
	{ "\033[13;129u", KEY_ENTER, 1, false },
	{ "\033[32;2u", KEY_CHARACTER, 1, false },
	{ "\033[127;5u", KEY_KILL_WORD_BEFORE, 1, false },
	{ "\033[u", KEY_NONE, 0, false },
	{ "\033[200~\033[13;2u", KEY_CHARACTER, 2, false },
	{ "\033\xc3\xa4", KEY_NONE, 0, false },
	{ "\0331", KEY_NUMBER, 1, false },
	{ "\033[\x03", KEY_INTERRUPT, 1, false },
	{ "\033\033[A", KEY_UP, 1, false },
	{ "\xc3\xa4", KEY_CHARACTER, 1, false },
	{ "\xc3"
	  "a",
	    KEY_CHARACTER, 1, true },
	{ "\x80\x80\x80\x80", KEY_NONE, 0, true },
	{ "\xed\xa0\x80\r", KEY_ENTER, 1, true },
	{ "\xc2\x9bx", KEY_NONE, 0, false },
	{ "\xc2\x85", KEY_NONE, 0, true },
	/* U+009B is ESC [, in UTF-8 or as a byte; not in pasted text. */
	{ "\xc2\x9b"
	  "A",
	    KEY_UP, 1, false },
	{ "\x9b"
	  "1;5C",
	    KEY_WORD_RIGHT, 1, false },
	{ "\x9b<0;12;5M\r", KEY_ENTER, 1, false },
	{ "\033[200~\x9b"
	  "1~\033[201~",
	    KEY_PASTE_END, 4, true },
	/* the mouse as X10 had it; the keypad's Enter */
	{ "\033[M !!x", KEY_CHARACTER, 1, false },
	{ "\x9bM\x60\xff\x7f\r", KEY_ENTER, 1, false },
	{ "\033[M \x03", KEY_INTERRUPT, 1, false },
	{ "\033[200~\033[Mxyz", KEY_CHARACTER, 4, false },
	{ "\033OMx", KEY_CHARACTER, 1, false },
};

/* All bytes; with a pause behind each that does not look like a key by itself.
 */
static struct key
feed(struct keys *keys, const char *bytes, bool slow, size_t *count)
{
	struct key last = { .kind = KEY_NONE };

	for (*count = 0; *bytes != '\0'; bytes++) {
		struct key key = keys_feed(keys, *bytes);
		if (slow && !keys_wait(keys))
			TAP_OK(keys_pause(keys).kind == KEY_NONE,
			    "nothing waits, and so a pause is none");
		if (key.kind == KEY_NONE)
			continue;
		last = key;
		++*count;
	}
	return last;
}

static void
knows(size_t i, bool slow)
{
	struct keys keys = { 0 };
	size_t count;
	const struct key last = feed(&keys, rows[i].bytes, slow, &count);

	TAP_NUM(last.kind, rows[i].kind, "row %zu: the key", i);
	TAP_NUM(count, rows[i].keys, "row %zu: how many", i);
	TAP_NUM(keys.bad, rows[i].bad, "row %zu: bad UTF-8", i);
	if (last.kind == KEY_CHARACTER && !rows[i].bad && count == 1 &&
	    rows[i].bytes[0] != '\033')
		TAP_STR(((struct str) { last.bytes, last.len }),
		    str_from(rows[i].bytes), "row %zu: bytes", i);
	TAP_NUM(keys_feed(&keys, '\r').kind == KEY_NONE, 0,
	    "row %zu: Enter works behind it", i);
}

/*
 * The start of a sequence, and the key it becomes after a pause; then x is
 * typed.
 */
static const struct {
	const char *bytes;
	enum key_kind pause, next;
} pauses[] = {
	{ "", KEY_NONE, KEY_CHARACTER },
	{ "\033", KEY_ESCAPE, KEY_CHARACTER },
	{ "\033\033", KEY_ESCAPE, KEY_CHARACTER },
	/* Alt-[ and Alt-O */
	{ "\033[", KEY_NONE, KEY_CHARACTER },
	{ "\033O", KEY_NONE, KEY_CHARACTER },
	{ "\x9b", KEY_NONE, KEY_CHARACTER },
	{ "\033[M", KEY_NONE, KEY_NONE },
	{ "\033[M !", KEY_NONE, KEY_NONE },
	{ "\033[[", KEY_NONE, KEY_CHARACTER },
	{ "\033[1;", KEY_NONE, KEY_NONE },
	{ "\033[?", KEY_NONE, KEY_NONE },
	{ "\033]", KEY_NONE, KEY_CHARACTER },
	{ "\033P", KEY_NUMBER, KEY_CHARACTER },
	{ "\033]1", KEY_NONE, KEY_NONE },
	{ "\033]1\033", KEY_NONE, KEY_NONE },
	{ "\xc3", KEY_NONE, KEY_CHARACTER },
	{ "\033[200~\033", KEY_NONE, KEY_NONE },
};

static void
pauses_are_told(size_t i)
{
	struct keys keys = { 0 };
	size_t count;

	(void)feed(&keys, pauses[i].bytes, false, &count);
	TAP_NUM(keys_pause(&keys).kind, pauses[i].pause, "pause %zu", i);
	TAP_NUM(keys_pause(&keys).kind, KEY_NONE, "and no second one");
	TAP_NUM(keys_feed(&keys, 'x').kind, pauses[i].next,
	    "pause %zu: what is typed then", i);
}

/* A sequence without end is swallowed, with numbers or with what is no key. */
static void
is_swallowed(char filler)
{
	struct keys keys = { 0 };

	(void)keys_feed(&keys, '\033');
	(void)keys_feed(&keys, '[');
	size_t typed = 0;
	for (int i = 0; i < 10000; i++)
		typed += keys_feed(&keys, filler).kind != KEY_NONE;
	typed += keys_feed(&keys, 'D').kind == KEY_CHARACTER;
	TAP_NUM(typed, 0, "10,000 times %c is no key", filler);
	TAP_NUM(keys_feed(&keys, 'x').kind, KEY_CHARACTER, "x behind it is");
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		knows(i, false);
		knows(i, true);
	}
	for (size_t i = 0; i < COUNT(pauses); i++)
		pauses_are_told(i);
	is_swallowed('7');
	is_swallowed(';');
	is_swallowed('?');
	is_swallowed(' ');
	return tap_done();
}
