/* Text without escape sequences: see strip.h. */
#include "script/strip.h"

#include <stdint.h>
#include <string.h>

#include "shared/codes.h"
#include "shared/names.h"
#include "shared/text/utf8.h"

#define ESC 0x1b
#define BEL 0x07

/* The first of the 32 control characters that 8-bit terminals have. */
#define C1 0x80

/* Decodes the character at the front; returns its bytes, 1 if it is none. */
static size_t
decode(struct str text, uint32_t *c)
{
	const size_t len = utf8_decode(text.at, text.len, c);

	if (len > 0)
		return len;
	*c = UINT32_MAX;
	return 1;
}

/* Returns how many bytes from at on are between the two bounds. */
static size_t
span(struct str text, size_t at, char least, char most)
{
	size_t end = at;

	while (end < text.len && text.at[end] >= least && text.at[end] <= most)
		end++;
	return end - at;
}

/*
 * Returns the length of a control sequence whose parameters begin at at:
 * parameters, intermediate bytes, and one final byte.
 */
static size_t
sequence(struct str text, size_t at)
{
	at += span(text, at, '0', '?');
	at += span(text, at, ' ', '/');
	return at < text.len && text.at[at] >= '@' && text.at[at] <= '~' ?
	    at + 1 :
	    at;
}

/*
 * Returns the length of a command string, which BEL or ST ends. One without an
 * end has only its introducer, or the rest of the line would be lost.
 */
static size_t
string(struct str text, size_t at)
{
	for (size_t i = at; i < text.len; i++) {
		const char c = text.at[i];
		char next = '\0';
		if (i + 1 < text.len)
			next = text.at[i + 1];
		if (c == BEL)
			return i + 1;
		if ((c == ESC && next == '\\') ||
		    (c == '\xc2' && next == '\x9c'))
			return i + 2;
	}
	return at;
}

/* Returns the length of what the C1 character c, len bytes long, begins. */
static size_t
begun_by(struct str text, uint32_t c, size_t len)
{
	switch (c) {
	case C1 + 0x1b: /* CSI */
		return sequence(text, len);
	case C1 + 0x10: /* DCS */
	case C1 + 0x18: /* SOS */
	case C1 + 0x1d: /* OSC */
	case C1 + 0x1e: /* PM */
	case C1 + 0x1f: /* APC */
		return string(text, len);
	default:
		return len;
	}
}

/* Returns the length of what ESC begins. */
static size_t
escape(struct str text)
{
	size_t at = 1;

	if (text.len > 1 && text.at[1] >= '@' && text.at[1] <= '_')
		return begun_by(text, (uint32_t)(C1 + text.at[1] - '@'), 2);
	at += span(text, at, ' ', '/');
	return at < text.len && text.at[at] >= '0' && text.at[at] <= '~' ?
	    at + 1 :
	    at;
}

/* Returns how many bytes from the front are to go; 0: the character stays. */
static size_t
unwanted(struct str text, uint32_t c, size_t len)
{
	if (c == ESC)
		return escape(text);
	if (c >= C1 && c < C1 + 0x20)
		return begun_by(text, c, len);
	if (c == UINT32_MAX ||
	    text_check((struct str) { text.at, len }, LIMIT_TEXT) == CODE_OK)
		return 0;
	return len;
}

struct str
stripped(struct str line, char room[LIMIT_LINE])
{
	struct str result = { room, 0 };
	uint32_t c;

	while (line.len > 0 && result.len < LIMIT_LINE) {
		const size_t len = decode(line, &c);
		const size_t gone = unwanted(line, c, len);
		if (gone == 0) {
			memcpy(room + result.len, line.at, len);
			result.len += len;
		}
		str_drop(&line, gone > 0 ? gone : len);
	}
	return result;
}
