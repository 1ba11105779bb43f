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

/* Begins the frame whose header is there; false if that is not whole. */
static bool
begin_frame(struct browser *browser)
{
	const struct str raw = buf_str(&browser->raw);
	const unsigned char *at = (const unsigned char *)raw.at;
	size_t header = 2;

	if (raw.len < 2 || (at[1] == 126 && raw.len < 4))
		return false;
	MUST(at[1] < 127, "a mask, or a frame that is too long");
	browser->left = at[1];
	if (at[1] == 126) {
		header = 4;
		browser->left = (size_t)at[2] * 256 + at[3];
		MUST(browser->left >= 126, "not the shortest");
	}
	browser->opcode = at[0] & 0x7f;
	MUST(at[0] & 0x80 &&
		(browser->opcode == 1 || browser->opcode == 2 ||
		    (browser->opcode >= 8 && browser->opcode <= 10 &&
			browser->left <= 125)),
	    "a frame that begins 0x%02x 0x%02x", at[0], at[1]);
	buf_drop(&browser->raw, header);
	return true;
}

/* Moves what the frame says, in pieces if it is a message; false: not all. */
static bool
take_payload(struct browser *browser, struct buf *lines)
{
	struct str what = buf_str(&browser->raw);
	const size_t room = buf_most(lines) - buf_len(lines);

	if (what.len > browser->left)
		what.len = browser->left;
	if (browser->opcode >= 8) {
		if (what.len < browser->left || room < what.len + 16)
			return false;
		show(browser, lines, browser->opcode, what);
	} else {
		if (room <= what.len)
			what.len = room > 0 ? room - 1 : 0;
		MUST(memchr(what.at, '\r', what.len) == NULL,
		    "several lines of IRC in a message, or the end of one");
		MUST(BUF_CAT(lines, what), "no room");
	}
	buf_drop(&browser->raw, what.len);
	browser->left -= what.len;
	return browser->left == 0 &&
	    (browser->opcode >= 8 || BUF_CAT(lines, STR("\n")));
}

bool
browser_take(struct browser *browser, struct buf *lines)
{
	bool pinged = false;

	while (browser->opcode != 0 || begin_frame(browser)) {
		if (!take_payload(browser, lines))
			break;
		pinged = pinged || browser->opcode == 9;
		browser->opcode = 0;
	}
	return pinged;
}
