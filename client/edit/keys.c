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
	['N' & 0x1f] = KEY_ALT_N,
};

/* Modifiers in xterm's second number, minus one. */
enum { SHIFT = 1, ALT = 2, CTRL = 4, META = 8 };

/*
 * Sequences: ESC [ or ESC O, numbers if any, and the last byte. Where alt or
 * ctrl is KEY_NONE, the modifier makes no difference.
 */
static const struct sequence {
	char last;
	unsigned number; /* the first number; only compared before ~ */
	enum key_kind kind, alt, ctrl;
} sequences[] = {
	{ 'A', 0, KEY_UP, 0, 0 },
	{ 'B', 0, KEY_DOWN, 0, 0 },
	{ 'C', 0, KEY_RIGHT, KEY_ALT_RIGHT, KEY_WORD_RIGHT },
	{ 'D', 0, KEY_LEFT, KEY_ALT_LEFT, KEY_WORD_LEFT },
	{ 'F', 0, KEY_END, 0, KEY_SCROLL_END },
	{ 'H', 0, KEY_HOME, 0, KEY_SCROLL_HOME },
	{ '~', 1, KEY_HOME, 0, KEY_SCROLL_HOME },
	{ '~', 3, KEY_DELETE, KEY_KILL_WORD_BEHIND, KEY_KILL_WORD_BEHIND },
	{ '~', 4, KEY_END, 0, KEY_SCROLL_END },
	{ '~', 5, KEY_PAGE_UP, KEY_ALT_PAGE_UP, 0 },
	{ '~', 6, KEY_PAGE_DOWN, KEY_ALT_PAGE_DOWN, 0 },
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

/*
 * Adds a byte of a multi-byte character. Such a character with Alt is not a
 * key.
 */
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
	/* No terminal sends the controls 80 to 9F as keys. */
	const bool good = len > 0 && c >= 0xa0;
	if (!good)
		keys->bad = true;
	return good && !keys->alt ? character(keys->bytes, len) :
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
	keys->state = BETWEEN;
	if (byte == '[' || byte == 'O') {
		keys->state = IN_SEQUENCE;
		keys->opener = byte;
		keys->foreign = false;
		keys->mouse = false;
		keys->numbers = 0;
		memset(keys->number, 0, sizeof(keys->number));
		return plain(KEY_NONE);
	}
	if (byte >= '0' && byte <= '9')
		return (struct key) { .kind = KEY_NUMBER,
			.number = (unsigned)(byte - '0') };
	if ((byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z'))
		return alt_letter(byte);
	return plain(KEY_NONE);
}

/* Returns what xterm reports as CSI I or CSI O. */
static struct key
focus(const struct keys *keys, char last)
{
	if (keys->opener != '[' || keys->numbers > 0)
		return plain(KEY_NONE);
	return plain(last == 'I' ? KEY_LOOK : KEY_LOOK_AWAY);
}

/* The bits of xterm's first number that are modifiers of a button. */
#define BUTTON_MODIFIERS 28U

/* Returns what xterm reports as CSI < button ; column ; row M. */
static struct key
mouse(const struct keys *keys, char last)
{
	struct key key = { .kind = KEY_NONE };

	if (keys->foreign || keys->numbers != 3 || last != 'M')
		return plain(KEY_NONE);
	switch (keys->number[0] & ~BUTTON_MODIFIERS) {
	case 64:
		key.kind = KEY_WHEEL_UP;
		break;
	case 65:
		key.kind = KEY_WHEEL_DOWN;
		break;
	default:
		break;
	}
	return key;
}

/*
 * Returns xterm's modifiers, as in CSI 1 ; 5 C; some terminals leave out the 1.
 */
static unsigned
modifiers(const struct keys *keys, char last)
{
	unsigned number = keys->number[1];

	if (last != '~' && keys->numbers < 2)
		number = keys->number[0];
	return (number > 0 ? number - 1 : 0) | (keys->alt ? ALT : 0);
}

/*
 * Returns the last byte that xterm would send; rxvt encodes modifiers in it,
 * and they are added to *modifier.
 */
static char
without_rxvt(const struct keys *keys, char last, unsigned *modifier)
{
	if (last == '^' || last == '@')
		*modifier |= CTRL;
	if (last == '^' || last == '@' || last == '$')
		return '~';
	if (last < 'a' || last > 'd')
		return last;
	*modifier |= keys->opener == 'O' ? CTRL : SHIFT;
	return (char)(last - 'a' + 'A');
}

static enum key_kind
with(const struct sequence *sequence, unsigned modifier)
{
	enum key_kind kind = KEY_NONE;

	if (modifier & CTRL)
		kind = sequence->ctrl;
	else if (modifier & (ALT | META))
		kind = sequence->alt;
	return kind != KEY_NONE ? kind : sequence->kind;
}

/*
 * Returns a key that the terminal names by its character: those that it cannot
 * tell from others otherwise, such as Shift-Enter.
 */
static struct key
coded(unsigned code, unsigned modifier)
{
	modifier &= SHIFT | ALT | CTRL | META;
	switch (code) {
	case '\r':
		return plain(modifier != 0 ? KEY_BREAK : KEY_ENTER);
	case DEL:
		return plain((modifier & ~(unsigned)SHIFT) != 0 ?
			KEY_KILL_WORD_BEFORE :
			KEY_BACKSPACE);
	case ' ':
		return (modifier & ~(unsigned)SHIFT) != 0 ? plain(KEY_NONE) :
							    character(" ", 1);
	default:
		return plain(KEY_NONE);
	}
}

/*
 * Takes such a key, as in CSI 13 ; 2 u, or CSI 27 ; 2 ; 13 ~ of xterm's
 * modifyOtherKeys. Returns false if the sequence is another.
 */
static bool
take_coded(const struct keys *keys, char last, struct key *key)
{
	const unsigned modifier = keys->numbers > 1 ? keys->number[1] : 0;
	const unsigned added =
	    (modifier > 0 ? modifier - 1 : 0) | (keys->alt ? ALT : 0);

	if (keys->opener != '[' || keys->numbers == 0)
		return false;
	if (last == 'u')
		*key = coded(keys->number[0], added);
	else if (last == '~' && keys->number[0] == ESC && keys->numbers == 3)
		*key = coded(keys->number[2], added);
	else
		return false;
	return true;
}

static struct key
end_sequence(const struct keys *keys, char byte)
{
	unsigned modifier = 0;
	const char last = without_rxvt(keys, byte, &modifier);
	struct key key;

	if (keys->mouse)
		return mouse(keys, byte);
	if (keys->foreign)
		return plain(KEY_NONE);
	if (last == 'I' || last == 'O')
		return focus(keys, last);
	if (take_coded(keys, byte, &key))
		return key;
	modifier |= modifiers(keys, last);
	for (size_t i = 0; i < COUNT(sequences); i++)
		if (sequences[i].last == last &&
		    (last != '~' || sequences[i].number == keys->number[0]))
			return plain(with(&sequences[i], modifier));
	return plain(KEY_NONE);
}

/* Handles a digit or a separator of numbers. */
static void
feed_number(struct keys *keys, char byte)
{
	if (keys->numbers == 0)
		keys->numbers = 1;
	if (byte == ';' && keys->numbers <= KEYS_NUMBERS)
		keys->numbers++;
	if (byte == ';' || keys->numbers > KEYS_NUMBERS)
		return;
	unsigned *number = &keys->number[keys->numbers - 1];
	*number = *number * 10 + (unsigned)(byte - '0');
	if (*number > NUMBER_MOST)
		*number = NUMBER_MOST;
}

/*
 * Returns whether the byte ends the sequence. CSI 7 $ is a key of rxvt; in
 * other sequences, $ comes just before the last byte of a terminal's reply.
 */
static bool
ends(const struct keys *keys, char byte)
{
	return (byte >= '@' && byte <= '~') ||
	    (byte == '$' && keys->numbers == 1 && !keys->foreign);
}

static struct key
feed_sequence(struct keys *keys, char byte)
{
	if ((byte >= '0' && byte <= '9') || byte == ';') {
		feed_number(keys, byte);
		return plain(KEY_NONE);
	}
	if (!ends(keys, byte)) {
		keys->mouse = byte == '<' && keys->opener == '[' &&
		    keys->numbers == 0 && !keys->foreign && !keys->mouse;
		keys->foreign = !keys->mouse;
		return plain(KEY_NONE);
	}
	keys->state = BETWEEN;
	if (byte == '[' && keys->numbers == 0 && !keys->foreign) {
		keys->state = IN_CONSOLE;
		return plain(KEY_NONE);
	}
	return end_sequence(keys, byte);
}

static struct key
feed_ascii(struct keys *keys, char byte)
{
	switch (keys->state) {
	case AFTER_ESC:
		return feed_escape(keys, byte);
	case IN_SEQUENCE:
		return feed_sequence(keys, byte);
	case IN_CONSOLE:
		keys->state = BETWEEN;
		return plain(KEY_NONE);
	default:
		return character(&byte, 1);
	}
}

/* Decodes a byte, ignoring paste mode. */
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
	if (value < 0x80)
		return feed_ascii(keys, byte);
	/* No sequence contains this byte: the sequence ends here. */
	if (keys->state != IN_CHARACTER)
		keys->alt = keys->state == AFTER_ESC;
	return feed_character(keys, byte);
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
	case KEY_LOOK_AWAY:
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

	if (key.kind == KEY_PASTE || key.kind == KEY_PASTE_END)
		keys->pasting = key.kind == KEY_PASTE;
	else if (keys->pasting)
		return pasted(&key);
	return key;
}

/*
 * Returns whether so much of a sequence has come that nobody can have typed it.
 */
static bool
is_late(const struct keys *keys)
{
	return keys->numbers > 0 || keys->foreign || keys->mouse;
}

bool
keys_wait(const struct keys *keys)
{
	if (keys->pasting)
		return false;
	return keys->state == AFTER_ESC || keys->state == IN_CONSOLE ||
	    (keys->state == IN_SEQUENCE && !is_late(keys));
}

struct key
keys_pause(struct keys *keys)
{
	const bool alone = keys->state == AFTER_ESC;

	if (!keys_wait(keys))
		return plain(KEY_NONE);
	keys->state = BETWEEN;
	return plain(alone ? KEY_ESCAPE : KEY_NONE);
}

void
keys_end_paste(struct keys *keys)
{
	keys->pasting = false;
	keys->state = BETWEEN;
}
