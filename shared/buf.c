/* The buffer: see buf.h. */
#include "buf.h"

#include <assert.h>

#include "limits.h"

void
buf_init(struct buf *buf, char *data, size_t size)
{
	*buf = (struct buf) { .data = data, .size = size };
}

void
buf_init_twice(
    struct buf *buf, char *data, size_t size, char *more, size_t more_size)
{
	buf_init(buf, data, size);
	buf->more = more;
	buf->more_size = more_size;
}

/*
 * Moves the waiting bytes to the second memory; false if they are there already
 * or there is none.
 */
static bool
grow(struct buf *buf)
{
	const struct str waiting = buf_str(buf);

	if (buf->more == NULL)
		return false;
	memcpy(buf->more, waiting.at, waiting.len);
	*buf = (struct buf) { .data = buf->more,
		.size = buf->more_size,
		.end = waiting.len,
		.skipping = buf->skipping };
	return true;
}

size_t
buf_room(struct buf *buf, char **room)
{
	if (buf->start > 0) {
		memmove(buf->data, buf->data + buf->start, buf_len(buf));
		buf->end -= buf->start;
		buf->start = 0;
	}
	*room = buf->data + buf->end;
	return buf->size - buf->end;
}

void
buf_filled(struct buf *buf, size_t len)
{
	assert(len <= buf->size - buf->end);
	buf->end += len;
	if (buf->end == buf->size)
		(void)grow(buf); /* there may be more input */
}

void
buf_drop(struct buf *buf, size_t len)
{
	assert(len <= buf_len(buf));
	buf->start += len;
	if (buf->start == buf->end)
		buf->start = buf->end = 0;
}

/* Skips the end of a line that is too long, or another piece of it. */
static enum line_found
skip_line(struct buf *buf, const char *lf)
{
	if (lf == NULL) {
		buf->skipping = true;
		buf_drop(buf, buf_len(buf));
		return LINE_NONE;
	}
	buf->skipping = false;
	buf_drop(buf, (size_t)(lf - (buf->data + buf->start)) + 1);
	return LINE_TOO_LONG;
}

enum line_found
buf_line_upto(struct buf *buf, size_t most, struct str *line)
{
	const size_t len = buf_len(buf);
	const char *at, *lf;
	size_t before;

	if (len == 0)
		return LINE_NONE;
	at = buf->data + buf->start;
	lf = memchr(at, '\n', len);
	before = lf != NULL ? (size_t)(lf - at) : len;
	if (buf->skipping || before >= most)
		return skip_line(buf, lf);
	if (lf == NULL)
		return LINE_NONE;
	*line = (struct str) { at, before };
	return LINE_WHOLE;
}

enum line_found
buf_line(struct buf *buf, struct str *line)
{
	return buf_line_upto(buf, LIMIT_LINE, line);
}

void
buf_drop_line(struct buf *buf, struct str line)
{
	buf_drop(buf, line.len + 1);
}

static void
buf_add(struct buf *buf, struct str piece)
{
	if (piece.len > 0)
		memcpy(buf->data + buf->end, piece.at, piece.len);
	buf->end += piece.len;
}

/* Makes room for the pieces and besides more bytes; false if there is none. */
static bool
fits(struct buf *buf, const struct str *pieces, size_t count, size_t besides)
{
	char *room;
	const size_t most = buf_most(buf) - buf_len(buf);
	size_t size = besides;

	if (size > most)
		return false;
	for (size_t i = 0; i < count; size += pieces[i++].len)
		if (pieces[i].len > most - size)
			return false;
	return buf->size - buf->end >= size || buf_room(buf, &room) >= size ||
	    grow(buf);
}

bool
buf_cat(struct buf *buf, const struct str *pieces, size_t count)
{
	if (!fits(buf, pieces, count, 0))
		return false;
	for (size_t i = 0; i < count; i++)
		buf_add(buf, pieces[i]);
	return true;
}

void
buf_end_line(struct buf *buf)
{
	if (buf->skipping ||
	    (buf_len(buf) > 0 && buf->data[buf->end - 1] != '\n'))
		(void)BUF_CAT(buf, STR("\n")); /* there is room */
}

bool
buf_say(struct buf *buf, const struct str *words, size_t count)
{
	if (!fits(buf, words, count, count))
		return false;
	for (size_t i = 0; i < count; i++) {
		buf_add(buf, words[i]);
		buf_add(buf, i + 1 < count ? STR(" ") : STR("\n"));
	}
	return true;
}
