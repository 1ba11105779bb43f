/* The frames of WebSocket: see frames.h. RFC 6455, section 5; no extensions. */
#include "worker/conn/frames.h"

#include "shared/text/utf8.h"

/* The bits of a header. */
enum {
	FIN = 0x80,
	RESERVED = 0x70,
	OPCODE = 0x0f,
	MASKED = 0x80,
	LENGTH = 0x7f
};

/* What LENGTH says if the length follows, in 2 or in 8 bytes. */
enum { LENGTH_2 = 126, LENGTH_8 = 127 };

#define MASK 4

/* Takes the next byte of a text: UTF-8, by its table 3-7 in Unicode. */
static bool
take_byte(struct frames *f, unsigned char c)
{
	if (f->more > 0) {
		if (c < f->low || c > f->high)
			return false;
		f->more--;
	} else if (c >= 0x80) {
		f->more = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
		f->low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
		f->high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
		return c >= 0xc2 && c <= 0xf4;
	}
	f->low = 0x80;
	f->high = 0xbf;
	return true;
}

static bool
is_control(const struct frames *f)
{
	return f->opcode >= FRAMES_CLOSE;
}

/*
 * Takes the first two bytes of a header: all but the length that may follow.
 * Returns whether they are good.
 */
static bool
begin_header(struct frames *f)
{
	const unsigned length = f->header[1] & LENGTH;

	f->opcode = (enum frames_opcode)(f->header[0] & OPCODE);
	f->is_last = (f->header[0] & FIN) != 0;
	f->header_size = 2 + MASK +
	    (length == LENGTH_8	       ? 8 :
		    length == LENGTH_2 ? 2 :
					 0);
	if ((f->header[0] & RESERVED) != 0 || (f->header[1] & MASKED) == 0)
		return false;
	if (is_control(f))
		return f->opcode <= FRAMES_PONG && f->is_last &&
		    length <= FRAMES_CONTROL;
	/* One that continues a message does not begin one. */
	return f->opcode <= FRAMES_BINARY &&
	    f->in_message == (f->opcode == FRAMES_CONTINUED);
}

/* Begins the frame whose header is whole. */
static void
begin_frame(struct frames *f)
{
	const size_t size = f->header_size - MASK;

	f->in_frame = true;
	f->at = 0;
	f->left = f->header[1] & LENGTH;
	if (size > 2) {
		const uint64_t least = size == 4 ? LENGTH_2 : UINT16_MAX + 1;
		f->left = 0;
		for (size_t i = 2; i < size; i++)
			f->left = f->left << 8 | f->header[i];
		/* Only the shortest form is one, and a length has a sign. */
		if (f->left < least || f->left > INT64_MAX)
			f->status = FRAMES_PROTOCOL;
	}
	if (is_control(f) || f->status != 0)
		return;
	if (f->opcode != FRAMES_CONTINUED) {
		f->in_message = true;
		f->is_text = f->opcode == FRAMES_TEXT;
		f->message = 0;
		f->more = 0;
	}
	if (f->left > FRAMES_MESSAGE - f->message)
		f->status = FRAMES_TOO_BIG;
	else
		f->message += (size_t)f->left;
}

/* Takes bytes of the header, one by one, until it is whole or broken. */
static void
take_header(struct frames *f, struct buf *raw)
{
	while (!f->in_frame && f->status == 0 && buf_len(raw) > 0) {
		f->header[f->header_len++] = (unsigned char)buf_str(raw).at[0];
		buf_drop(raw, 1);
		if (f->header_len == 2 && !begin_header(f))
			f->status = FRAMES_PROTOCOL;
		else if (f->header_len > 2 && f->header_len == f->header_size)
			begin_frame(f);
	}
}

/* Takes what the frame says; the mask is taken off where it stands. */
static void
take_payload(struct frames *f, struct buf *raw, struct buf *text)
{
	const unsigned char *mask = f->header + f->header_size - MASK;
	const bool control = is_control(f);
	char *at = raw->data + raw->start;
	struct str said = buf_str(raw);

	if (said.len > f->left)
		said.len = (size_t)f->left;
	if (control && said.len > 0)
		memcpy(f->control + f->at, at, said.len);
	if (control)
		at = f->control + f->at;
	for (size_t i = 0; i < said.len; i++) {
		at[i] = (char)((unsigned char)at[i] ^ mask[f->at++ % MASK]);
		if (!control && f->is_text &&
		    !take_byte(f, (unsigned char)at[i])) {
			f->status = FRAMES_NOT_UTF8;
			return;
		}
	}
	if (!control)
		(void)BUF_CAT(text, said); /* there is room */
	f->left -= said.len;
	buf_drop(raw, said.len);
}

/* Judges what a close frame says: nothing, or a status and a reason. */
static void
end_close(struct frames *f)
{
	const unsigned char *at = (const unsigned char *)f->control;
	const unsigned status = f->at >= 2 ? at[0] * 256U + at[1] : 0;

	if (f->at == 0)
		return;
	/* Those that may be said: section 7.4, and IANA's list. */
	if (!((status >= 1000 && status <= 1003) ||
		(status >= 1007 && status <= 1014) ||
		(status >= 3000 && status <= 4999)))
		f->status = FRAMES_PROTOCOL;
	else if (!utf8_is_valid(f->control + 2, f->at - 2))
		f->status = FRAMES_NOT_UTF8;
}

/* Ends a frame, all of which has come. */
static enum frames_found
end_frame(struct frames *f, struct buf *text)
{
	f->in_frame = false;
	f->header_len = 0;
	if (f->opcode == FRAMES_CLOSE) {
		end_close(f);
		return FRAMES_CLOSED;
	}
	if (is_control(f) || !f->is_last)
		return FRAMES_ASIDE;
	f->in_message = false;
	if (f->more > 0)
		f->status = FRAMES_NOT_UTF8;
	else
		buf_end_line(text);
	return f->message > 0 ? FRAMES_END : FRAMES_ASIDE;
}

enum frames_found
frames_take(struct frames *f, struct buf *raw, struct buf *text)
{
	enum frames_found found = FRAMES_MORE;

	do {
		take_header(f, raw);
		if (f->in_frame && f->status == 0)
			take_payload(f, raw, text);
		if (f->in_frame && f->status == 0 && f->left == 0)
			found = end_frame(f, text);
	} while (found == FRAMES_MORE && f->status == 0 && buf_len(raw) > 0);
	return f->status != 0 ? FRAMES_BROKEN : found;
}

bool
frames_put(struct buf *to, enum frames_opcode opcode, struct str payload)
{
	const bool is_long = payload.len >= LENGTH_2;
	const char header[FRAMES_HEADER] = { (char)(FIN | opcode),
		(char)(is_long ? LENGTH_2 : payload.len),
		(char)(payload.len >> 8), (char)payload.len };

	return payload.len <= UINT16_MAX &&
	    BUF_CAT(to, (struct str) { header, is_long ? 4 : 2 }, payload);
}
