/* The client's side of a WebSocket: see browser.h. */
#include "browser.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "must.h"

/* Masked, like all frames of a client. */
const struct str browser_pong = LIT("\x8a\x80"
				    "mask");

struct browser *
browser_new(bool shows)
{
	struct browser *browser = calloc(1, sizeof(*browser));

	MUST(browser != NULL, "out of memory");
	browser->shows = shows;
	buf_init(&browser->raw, browser->data, sizeof(browser->data));
	return browser;
}

const char *
browser_request(const char *protocol)
{
	static char room[512];

	(void)snprintf(room, sizeof(room),
	    "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
	    "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
	    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s%s\r\n\r",
	    protocol != NULL ? "Sec-WebSocket-Protocol: " : "User-Agent: ",
	    protocol != NULL ? protocol : "a test"); /* fits */
	return room;
}

/*
 * Of text, unless it cannot be UTF-8. The mask differs from frame to frame.
 */
struct str
browser_frame(struct browser *browser, struct str bytes)
{
	static unsigned char room[UINT16_MAX + 8];
	const unsigned char mask[4] = { 0x37, (unsigned char)browser->said++,
		0xfa, 0x21 };
	size_t len = 0;

	MUST(bytes.len <= UINT16_MAX, "too long for a message of a test");
	room[len++] = memchr(bytes.at, 0xff, bytes.len) != NULL ? 0x82 : 0x81;
	room[len++] =
	    (unsigned char)(0x80 | (bytes.len < 126 ? bytes.len : 126));
	if (bytes.len >= 126) {
		room[len++] = (unsigned char)(bytes.len >> 8);
		room[len++] = (unsigned char)bytes.len;
	}
	memcpy(room + len, mask, sizeof(mask));
	len += sizeof(mask);
	for (size_t i = 0; i < bytes.len; i++)
		room[len++] = (unsigned char)bytes.at[i] ^ mask[i % 4];
	return (struct str) { (const char *)room, len };
}

/* Adds a control frame as a line, if they are shown. */
static void
show(struct browser *browser, struct buf *lines, int opcode, struct str what)
{
	char word[32] = "ping ";

	if (!browser->shows)
		return;
	if (opcode == 8) {
		const unsigned char *at = (const unsigned char *)what.at;
		MUST(what.len >= 2, "a close frame without a status");
		(void)snprintf(word, sizeof(word), "close %d ",
		    at[0] * 256 + at[1]); /* fits */
		str_drop(&what, 2);
	} else if (opcode == 10) {
		memcpy(word, "pong ", 5);
	}
	MUST(BUF_CAT(lines, str_from(word), what, STR("\n")), "no room");
}

bool
browser_take(struct browser *browser, struct buf *lines)
{
	bool pinged = false;

	for (;;) {
		const struct str raw = buf_str(&browser->raw);
		const unsigned char *at = (const unsigned char *)raw.at;
		size_t header = 2, len = raw.len < 2 ? 0 : at[1];
		MUST(len != 127, "a line of the server is too long");
		if (len == 126) {
			header = 4;
			len = raw.len < 4 ? 0 : (size_t)at[2] * 256 + at[3];
			MUST(raw.len < 4 || len >= 126, "not the shortest");
		}
		if (raw.len < header + len ||
		    buf_most(lines) - buf_len(lines) < len + 16)
			return pinged;
		const int opcode = at[0] & 0x7f;
		const struct str what = { raw.at + header, len };
		MUST(at[0] & 0x80 && (at[1] & 0x80) == 0 &&
			(opcode == 1 || opcode == 2 ||
			    (opcode >= 8 && opcode <= 10 && len <= 125)),
		    "a frame that begins 0x%02x 0x%02x", at[0], at[1]);
		if (opcode < 8)
			MUST(BUF_CAT(lines, what, STR("\n")), "no room");
		else
			show(browser, lines, opcode, what);
		pinged = pinged || opcode == 9;
		buf_drop(&browser->raw, header + len);
	}
}
