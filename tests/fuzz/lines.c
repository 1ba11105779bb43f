/*
 * shared/buf: lines come out of it as they went in, whatever the pieces in
 * which their bytes come. The first byte chooses the buffer's size and how
 * large the pieces are; of the rest, \1 stands for a thousand letters.
 */
#include "shared/buf.h"

#include <stdlib.h>

#include "shared/limits.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"

#define LETTERS 1000
#define STREAM_MOST ((size_t)64 * 1024)

static struct {
	char data[STREAM_MOST];
	size_t len;
	size_t read; /* lines of it were compared up to here */
} stream;

static void
write_out(struct str input)
{
	stream.len = stream.read = 0;
	for (size_t i = 0; i < input.len; i++) {
		const size_t times = input.at[i] == '\1' ? LETTERS : 1;
		if (times > sizeof(stream.data) - stream.len)
			return;
		memset(stream.data + stream.len, times > 1 ? 'x' : input.at[i],
		    times);
		stream.len += times;
	}
}

/* The next line of the stream, found the simple way. */
static enum line_found
wanted_line(struct str *line)
{
	const char *at = stream.data + stream.read;
	const char *lf = memchr(at, '\n', stream.len - stream.read);

	if (lf == NULL)
		return LINE_NONE;
	*line = (struct str) { at, (size_t)(lf - at) };
	stream.read += line->len + 1;
	return line->len < LIMIT_LINE ? LINE_WHOLE : LINE_TOO_LONG;
}

/* Takes all lines that are whole. */
static void
take_lines(struct buf *buf)
{
	struct str line, wanted;
	enum line_found found;

	while ((found = buf_line(buf, &line)) != LINE_NONE) {
		MUST(found == wanted_line(&wanted), "another kind of line");
		if (found == LINE_TOO_LONG)
			continue;
		MUST(str_eq(line, wanted), "another line");
		buf_drop_line(buf, line);
	}
}

/* The next piece of the stream, as much of it as there is room for. */
static size_t
put_in(struct buf *buf, size_t at, size_t len)
{
	char *room;
	const size_t size = buf_room(buf, &room);

	MUST(size > 0, "there is no line, and no room for one either");
	len = len < size ? len : size;
	len = len < stream.len - at ? len : stream.len - at;
	memcpy(room, stream.data + at, len);
	buf_filled(buf, len);
	return len;
}

void
fuzz(struct str input)
{
	const unsigned char how = fuzz_byte(&input);
	const size_t size = LIMIT_LINE + (size_t)how * 16;
	char *memory = malloc(size);
	size_t step = 1 + how;
	struct buf buf;
	struct str line;

	MUST(memory != NULL, "no memory");
	write_out(input);
	buf_init(&buf, memory, size);
	for (size_t at = 0; at < stream.len; step = step * 7 % 8191 + 1) {
		at += put_in(&buf, at, step);
		take_lines(&buf);
	}
	MUST(wanted_line(&line) == LINE_NONE, "a line is missing");
	free(memory);
}
