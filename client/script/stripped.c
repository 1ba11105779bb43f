/* Text without escape sequences: see stripped.h. */
#include "script/stripped.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "shared/names.h"
#include "shared/text/utf8.h"

#define ESC 0x1b
#define BEL 0x07
#define COLOUR 0x03 /* of IRC, with up to two numbers */
#define HEX_COLOUR 0x04 /* of IRC, with six digits */

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

/* Returns the number of digits at at, up to most. */
static size_t
digits(struct str text, size_t at, size_t most)
{
	const size_t count = span(text, at, '0', '9');

	return count < most ? count : most;
}

/* Returns the length of a colour of IRC: "N", "N,N", each of two digits. */
static size_t
colour(struct str text)
{
	size_t len = 1 + digits(text, 1, 2);

	if (len > 1 && len < text.len && text.at[len] == ',' &&
	    digits(text, len + 1, 2) > 0)
		len += 1 + digits(text, len + 1, 2);
	return len;
}

/* Returns the length of a hexadecimal colour of IRC. */
static size_t
hex_colour(struct str text)
{
	size_t len = 1;

	while (len < text.len && len < 7 &&
	    strchr("0123456789abcdefABCDEF", text.at[len]) != NULL)
		len++;
	return len == 7 ? len : 1;
}

/* Returns how many bytes from the front are to go; 0: the character stays. */
static size_t
unwanted(struct str text, uint32_t c, size_t len)
{
	if (c == ESC)
		return escape(text);
	if (c == COLOUR)
		return colour(text);
	if (c == HEX_COLOUR)
		return hex_colour(text);
	if (c >= C1 && c < C1 + 0x20)
		return begun_by(text, c, len);
	return (c < ' ' && c != '\t') || c == 0x7f ? len : 0;
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

/* Returns the name of a control character of ASCII; empty for others. */
static const char *
name_of(uint32_t c)
{
	static const char names[][4] = { "NUL", "SOH", "STX", "ETX", "EOT",
		"ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO",
		"SI", "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB",
		"CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US" };

	if (c == 0x7f)
		return "DEL";
	return c < COUNT(names) ? names[c] : "";
}

static void
explain(uint32_t c, unsigned char byte, bool hints, char room[STRIPPED_WHY])
{
	const char *name = name_of(c);
	const bool named = *name != '\0';

	if (c == UINT32_MAX)
		(void)snprintf(room, STRIPPED_WHY, "not UTF-8: byte 0x%02X",
		    (unsigned)byte);
	else
		(void)snprintf(room, STRIPPED_WHY,
		    "not allowed: U+%04X%s%s%s%s", (unsigned)c,
		    named ? " (" : "", name, named ? ")" : "",
		    hints ? "; -S strips it" : "");
}

const char *
stripped_why(struct str text, bool hints, char room[STRIPPED_WHY])
{
	uint32_t c = UINT32_MAX;

	while (text.len > 0) {
		const size_t len = decode(text, &c);
		if (text_check((struct str) { text.at, len }, LIMIT_TEXT) !=
		    CODE_OK)
			break;
		str_drop(&text, len);
	}
	explain(c, text.len > 0 ? (unsigned char)text.at[0] : 0, hints, room);
	return room;
}
