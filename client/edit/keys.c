/*
 * Terminal keys: see keys.h. The sequences are those of ECMA-48, as sent by
 * xterm, rxvt, tmux, the Linux console and others.
 */
#include "edit/keys.h"

#include <stdint.h>

#include "shared/str.h"
#include "shared/text/utf8.h"

#define ESC 0x1b
#define DEL 0x7f
#define CSI 0x9b /* ESC [ as one character */
#define MOUSE_BYTES 3
#define NUMBER_MOST 10000

/* The keys with Ctrl. */
static const enum key_kind controls[' '] = {
	['A' & 0x1f] = KEY_HOME,
	['B' & 0x1f] = KEY_LEFT,
	['C' & 0x1f] = KEY_INTERRUPT,
	['D' & 0x1f] = KEY_EOF,
	['E' & 0x1f] = KEY_END,
	['F' & 0x1f] = KEY_RIGHT,
	['G' & 0x1f] = KEY_ESCAPE,
	['H' & 0x1f] = KEY_BACKSPACE,
	['\n'] = KEY_ENTER,
	['\t'] = KEY_TAB,
	['K' & 0x1f] = KEY_KILL_BEHIND,
	['L' & 0x1f] = KEY_REDRAW,
	['\r'] = KEY_ENTER,
	['N' & 0x1f] = KEY_NEXT,
	['P' & 0x1f] = KEY_PREVIOUS,
	['R' & 0x1f] = KEY_SEARCH_BACK,
	['S' & 0x1f] = KEY_SEARCH,
	['U' & 0x1f] = KEY_KILL_BEFORE,
	['W' & 0x1f] = KEY_KILL_WORD,
	['Y' & 0x1f] = KEY_YANK,
	['Z' & 0x1f] = KEY_SUSPEND,
	['\\' & 0x1f] = KEY_ABORT,
};

/*
 * The letters below the digits 0 and 1 to 9, which with Alt go to view 10 and
 * to views 11 to 19, as most do in irssi.
 */
static const char view_letters[] = "pqwertyuio";

/* The first view of these. */
#define LETTERS_FROM 10

/* The keys with Alt, in either case. */
static const enum key_kind alts[' '] = {
	['A' & 0x1f] = KEY_ALT_A,
	['B' & 0x1f] = KEY_WORD_LEFT,
	['D' & 0x1f] = KEY_KILL_WORD_BEHIND,
	['F' & 0x1f] = KEY_WORD_RIGHT,
	['L' & 0x1f] = KEY_ALT_L,
};

/* Modifiers in xterm's second number, minus one. */
enum { SHIFT = 1, ALT = 2, CTRL = 4, META = 8 };

/*
 * Sequences: ESC [ or ESC O, numbers if any, and the last byte. Where alt or
 * ctrl is KEY_NONE, the modifier makes no difference.
 */
static const struct sequence {
	char last;
	unsigned number; /* the first number; 0: any */
	enum key_kind kind, alt, ctrl;
} sequences[] = {
	/* The focus. */
	{ 'I', 0, KEY_LOOK, 0, 0 },
	{ 'O', 0, KEY_UNFOCUS, 0, 0 },
	/* Keys by their character, such as Shift-Enter. */
	{ 'u', '\r', KEY_ENTER, KEY_BREAK, KEY_BREAK },
	{ 'u', DEL, KEY_BACKSPACE, KEY_KILL_WORD_BEFORE, KEY_KILL_WORD_BEFORE },
	{ 'u', ' ', KEY_CHARACTER, 0, 0 },
	{ 'A', 0, KEY_UP, 0, 0 },
	{ 'B', 0, KEY_DOWN, 0, 0 },
	{ 'C', 0, KEY_RIGHT, KEY_ALT_RIGHT, KEY_WORD_RIGHT },
	{ 'D', 0, KEY_LEFT, KEY_ALT_LEFT, KEY_WORD_LEFT },
	{ 'F', 0, KEY_END, 0, KEY_SCROLL_END },
	{ 'H', 0, KEY_HOME, 0, KEY_SCROLL_HOME },
	{ '~', 1, KEY_HOME, 0, KEY_SCROLL_HOME },
	{ '~', 3, KEY_DELETE, KEY_KILL_WORD_BEHIND, KEY_KILL_WORD_BEHIND },
	{ '~', 4, KEY_END, 0, KEY_SCROLL_END },
	{ '~', 5, KEY_PAGE_UP, 0, 0 },
	{ '~', 6, KEY_PAGE_DOWN, 0, 0 },
	{ '~', 7, KEY_HOME, 0, KEY_SCROLL_HOME },
	{ '~', 8, KEY_END, 0, KEY_SCROLL_END },
	{ '~', 200, KEY_PASTE, 0, 0 },
	{ '~', 201, KEY_PASTE_END, 0, 0 },
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

/*
 * Handles a control character. An ESC after an ESC means Alt with the sequence
 * that the second one begins.
 */
static struct key
feed_control(struct keys *keys, char byte)
{
	const bool behind_esc = keys->state == AFTER_ESC;
	enum key_kind kind =
	    byte == DEL ? KEY_BACKSPACE : controls[(unsigned char)byte];

	keys->alt = behind_esc;
	keys->state = byte == ESC ? AFTER_ESC : BETWEEN;
	if (behind_esc && kind == KEY_BACKSPACE)
		kind = KEY_KILL_WORD_BEFORE;
	if (behind_esc && kind == KEY_ENTER)
		kind = KEY_BREAK;
	return (struct key) { .kind = kind, .bytes = { byte } };
}

/* Begins a sequence or a reply with the byte behind the ESC. */
static struct key
begin(struct keys *keys, bool replies, char byte)
{
	keys->state = replies ? IN_REPLY : IN_SEQUENCE;
	keys->bytes[0] = byte;
	keys->len = 1;
	return plain(KEY_NONE);
}

/*
 * Begins a sequence with U+009B, of which this is the last byte. In pasted text
 * it is no key.
 */
static struct key
begin_c1(struct keys *keys)
{
	keys->alt = false;
	return begin(keys, false, '[');
}

/*
 * Adds a byte of a multi-byte character. Such a character with Alt is not a
 * key.
 */
static struct key
feed_character(struct keys *keys, char byte)
{
	uint32_t c = 0;
	size_t len;

	if (keys->state != IN_CHARACTER) {
		/* No sequence contains this byte: it ends here. */
		keys->alt = keys->state == AFTER_ESC;
		keys->len = 0;
	}
	keys->bytes[keys->len++] = byte;
	len = utf8_decode(keys->bytes, keys->len, &c);
	keys->state =
	    len == 0 && keys->len < KEY_BYTES ? IN_CHARACTER : BETWEEN;
	if (keys->state == IN_CHARACTER)
		return plain(KEY_NONE);
	if (len > 0 && c == CSI && !keys->pasting)
		return begin_c1(keys);
	/* No terminal sends the other controls 80 to 9F. */
	keys->bad = keys->bad || len == 0 || c < 0xa0;
	return len > 0 && c >= 0xa0 && !keys->alt ?
	    character(keys->bytes, len) :
	    plain(KEY_NONE);
}

char
keys_view(size_t number)
{
	if (number < LETTERS_FROM)
		return (char)('0' + number);
	if (number - LETTERS_FROM >= sizeof(view_letters) - 1)
		return '\0';
	return (char)(view_letters[number - LETTERS_FROM] - 'a' + 'A');
}

/* Returns a letter with Alt. */
static struct key
alt_letter(char letter)
{
	const char *at = strchr(view_letters, letter | ('a' - 'A'));
	struct key key = { .kind = alts[letter & 0x1f], .bytes = { letter } };

	if (at == NULL)
		return key;
	key.number = LETTERS_FROM + (unsigned)(at - view_letters);
	if (key.kind == KEY_NONE)
		key.kind = KEY_NUMBER;
	return key;
}

static struct key
feed_escape(struct keys *keys, char byte)
{
	const bool replies = strchr("]P_^X", byte) != NULL;

	keys->state = BETWEEN;
	if (byte == '[' || byte == 'O' || replies)
		return begin(keys, replies, byte);
	if (byte >= '0' && byte <= '9')
		return (struct key) { .kind = KEY_NUMBER,
			.number = (unsigned)(byte - '0') };
	if ((byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z'))
		return alt_letter(byte);
	return plain(byte == '/' ? KEY_BACK : KEY_NONE);
}

/* How many numbers of a sequence are read; further ones mean nothing. */
#define NUMBERS 3

/* Reads the numbers. Returns false if no key's sequence is like that. */
static bool
read_numbers(const struct keys *keys, unsigned number[NUMBERS], size_t *count)
{
	const char *at = keys->bytes + 1, *end = keys->bytes + keys->len - 1;

	*count = at < end;
	for (; at < end; at++)
		if (*at == ';')
			++*count;
		else if (*at < '0' || *at > '9')
			return false;
		else if (*count <= NUMBERS && number[*count - 1] < NUMBER_MOST)
			number[*count - 1] =
			    number[*count - 1] * 10 + (unsigned)(*at - '0');
	return true;
}

/* Returns the key of the table that ends so, with that modifier. */
static struct key
listed(char last, unsigned number, unsigned modifier)
{
	enum key_kind kind = KEY_NONE;

	for (size_t i = 0; i < COUNT(sequences); i++) {
		const struct sequence *row = &sequences[i];
		if (row->last != last ||
		    (row->number != 0 && row->number != number))
			continue;
		kind = row->kind;
		if ((modifier & CTRL) != 0 && row->ctrl != KEY_NONE)
			kind = row->ctrl;
		else if ((modifier & CTRL) == 0 &&
		    (modifier & (ALT | META)) != 0 && row->alt != KEY_NONE)
			kind = row->alt;
		break;
	}
	return kind == KEY_CHARACTER ? character(" ", 1) : plain(kind);
}

static struct key
end_sequence(const struct keys *keys)
{
	unsigned number[NUMBERS] = { 0 };
	unsigned modifier = keys->alt ? ALT : 0, xterm;
	char last = keys->bytes[keys->len - 1];
	size_t count;

	/* A whole buffer may be the end of something longer. */
	if (keys->len == KEYS_MOST || !read_numbers(keys, number, &count))
		return plain(KEY_NONE);
	/* rxvt has modifiers in the last byte. */
	if (last == '^' || last == '@' ||
	    (keys->bytes[0] == 'O' && last >= 'a' && last <= 'd'))
		modifier |= CTRL;
	if (strchr("^@$", last) != NULL)
		last = '~';
	if (last >= 'a' && last <= 'd')
		last = (char)(last - 'a' + 'A');
	/* What xterm calls CSI 27 ; 2 ; 13 ~ is CSI 13 ; 2 u. */
	if (last == '~' && number[0] == ESC && count == NUMBERS) {
		last = 'u';
		number[0] = number[2];
	}
	/* As in CSI 1 ; 5 C; some terminals leave out the 1. */
	xterm = strchr("~u", last) == NULL && count < 2 ? number[0] : number[1];
	modifier |= xterm > 0 ? xterm - 1 : 0;
	if (last == 'u' && number[0] == '\r' && (modifier & SHIFT) != 0)
		modifier |= ALT; /* a line break, too */
	return listed(last, number[0], modifier);
}

/* Returns whether so much has come that is only digits. */
static bool
has_digits(const struct keys *keys)
{
	size_t i = 1;

	while (i < keys->len && keys->bytes[i] >= '0' && keys->bytes[i] <= '9')
		i++;
	return i > 1 && i == keys->len;
}

/* Returns whether it is ESC [ [, before one more: the Linux console's F1. */
static bool
is_console(const struct keys *keys)
{
	return keys->state == IN_SEQUENCE && keys->len == 2 &&
	    keys->bytes[1] == '[';
}

/*
 * Adds a byte to the sequence. CSI 7 $ is a key of rxvt; in other sequences, $
 * comes just before the last byte of a terminal's reply.
 */
static struct key
feed_sequence(struct keys *keys, char byte)
{
	const bool ends =
	    (byte >= '@' && byte <= '~') || (byte == '$' && has_digits(keys));
	const bool was_console = is_console(keys);

	if (keys->len < KEYS_MOST)
		keys->bytes[keys->len++] = byte;
	if (is_console(keys) || !(ends || was_console))
		return plain(KEY_NONE);
	keys->state = BETWEEN;
	if (byte == 'M' && keys->len == 2 && keys->bytes[0] == '[' &&
	    !keys->pasting) {
		keys->state = IN_MOUSE;
		keys->len = 0;
		return plain(KEY_NONE);
	}
	return was_console ? plain(KEY_NONE) : end_sequence(keys);
}

/*
 * Takes a byte of an old report of the mouse. A control is none, and false is
 * returned.
 */
static bool
feed_mouse(struct keys *keys, unsigned char byte)
{
	if (byte < ' ' || ++keys->len == MOUSE_BYTES)
		keys->state = BETWEEN;
	return byte >= ' ';
}

/*
 * Returns whether a byte that comes after a pause is none of the sequence that
 * has begun: people type small letters, and few sequences have one there.
 */
static bool
is_typed(const struct keys *keys, unsigned char byte)
{
	return keys->state == IN_SEQUENCE && keys->len == 0 &&
	    strchr("<?", byte) == NULL && (byte < '0' || byte > '9') &&
	    (byte < 'A' || byte > '[');
}

/*
 * Takes a byte of a reply: a string up to BEL or ESC \. Any other control ends
 * it, too, and is no key, for what was typed before it has not been seen.
 * Returns false if the byte is none of the reply: after a pause, most of what
 * people type begins none.
 */
static bool
feed_reply(struct keys *keys, unsigned char byte)
{
	const bool behind_esc = keys->state == REPLY_ESC;
	const bool typed =
	    keys->len == 0 && byte != 'G' && (byte <= ' ' || byte >= 'A');

	if (typed || (behind_esc && byte != '\\')) {
		keys->state = typed ? BETWEEN : AFTER_ESC;
		return false;
	}
	keys->len = 2; /* no pause makes it a key now */
	if (byte == ESC)
		keys->state = REPLY_ESC;
	else if (behind_esc || byte < ' ' || byte == DEL)
		keys->state = BETWEEN;
	return true;
}

/* Decodes a byte, ignoring paste mode. */
static struct key
feed(struct keys *keys, char byte)
{
	const unsigned char value = (unsigned char)byte;
	const bool continues = value >= 0x80 && value < 0xc0;

	if ((keys->state == IN_REPLY || keys->state == REPLY_ESC) &&
	    feed_reply(keys, value))
		return plain(KEY_NONE);
	if (keys->state == IN_MOUSE && feed_mouse(keys, value))
		return plain(KEY_NONE);
	if (keys->late && keys->state == BETWEEN && byte == '[')
		return begin(keys, false, byte);
	keys->late = false;
	if (is_typed(keys, value))
		keys->state = BETWEEN;
	else if (keys->state == IN_SEQUENCE && keys->len == 0)
		keys->len = 1;
	if (keys->state == IN_CHARACTER && !continues) {
		keys->bad = true;
		keys->state = BETWEEN;
	}
	if (value < ' ' || value == DEL)
		return feed_control(keys, byte);
	if (value == CSI && keys->state != IN_CHARACTER && !keys->pasting)
		return begin_c1(keys);
	if (value >= 0x80)
		return feed_character(keys, byte);
	if (keys->state == AFTER_ESC)
		return feed_escape(keys, byte);
	return keys->state == IN_SEQUENCE ? feed_sequence(keys, byte) :
					    character(&byte, 1);
}

/*
 * Returns what a key means in pasted text: no key has an effect. The
 * terminal's replies may come in between.
 */
static struct key
pasted(const struct key *key)
{
	switch (key->kind) {
	case KEY_CHARACTER:
	case KEY_LOOK:
	case KEY_UNFOCUS:
		return *key;
	case KEY_ENTER:
	case KEY_BREAK:
		return character("\n", 1);
	case KEY_TAB:
		return character("\t", 1);
	default:
		return plain(KEY_NONE);
	}
}

struct key
keys_feed(struct keys *keys, char byte)
{
	const struct key key = feed(keys, byte);

	if (key.kind == KEY_PASTE_END)
		return keys->pasting ? keys_end_paste(keys) : plain(KEY_NONE);
	if (keys->pasting)
		return pasted(&key);
	keys->pasting = key.kind == KEY_PASTE;
	return key;
}

/* Nobody can have typed more of a sequence than its beginning. */
bool
keys_wait(const struct keys *keys)
{
	return !keys->pasting &&
	    (keys->state == AFTER_ESC || is_console(keys) ||
		((keys->state == IN_SEQUENCE || keys->state == IN_REPLY) &&
		    keys->len == 1));
}

struct key
keys_pause(struct keys *keys)
{
	const bool alone = keys->state == AFTER_ESC;

	if (!keys_wait(keys))
		return plain(KEY_NONE);
	if (keys->state == IN_REPLY) {
		keys->len = 0;
		return alt_letter(keys->bytes[0]);
	}
	if (keys->late) {
		keys->late = false;
		keys->state = BETWEEN;
		return character(keys->bytes, 1);
	}
	if (keys->state == IN_SEQUENCE && !is_console(keys)) {
		keys->len = 0;
		return plain(KEY_NONE);
	}
	keys->late = alone;
	keys->state = BETWEEN;
	return plain(alone ? KEY_ESCAPE : KEY_NONE);
}

struct key
keys_end_paste(struct keys *keys)
{
	keys->bad = keys->bad || keys->state == IN_CHARACTER;
	keys->pasting = false;
	keys->state = BETWEEN;
	return plain(KEY_PASTE_END);
}
