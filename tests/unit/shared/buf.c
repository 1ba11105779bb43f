/* shared/buf: lines are found, built and dropped. */
#include "shared/buf.h"

#include "shared/limits.h"
#include "tests/lib/tap.h"

static void
put(struct buf *buf, struct str bytes)
{
	char *room;
	const size_t size = buf_room(buf, &room);

	if (!TAP_OK(size >= bytes.len, "room for %zu bytes", bytes.len))
		return;
	memcpy(room, bytes.at, bytes.len);
	buf_filled(buf, bytes.len);
}

static void
is_a_queue_of_bytes(void)
{
	char data[8];
	char *room;
	struct buf buf;

	buf_init(&buf, data, sizeof(data));
	TAP_NUM(buf_len(&buf), 0, "a new buffer is empty");
	TAP_NUM(buf_room(&buf, &room), 8, "all of it is room");
	put(&buf, STR("abcdefgh"));
	TAP_NUM(buf_room(&buf, &room), 0, "a full one has none");
	buf_drop(&buf, 3);
	TAP_STR(buf_str(&buf), STR("defgh"), "the first bytes are dropped");
	TAP_NUM(buf_room(&buf, &room), 3, "their room is given back");
	put(&buf, STR("ijk"));
	TAP_STR(buf_str(&buf), STR("defghijk"), "the order is kept");
	buf_drop(&buf, 8);
	TAP_NUM(buf_len(&buf), 0, "all is dropped");
	TAP_NUM(buf_room(&buf, &room), 8, "all of it is room again");
}

static void
finds_lines(void)
{
	char data[64];
	struct buf buf;
	struct str line;

	buf_init(&buf, data, sizeof(data));
	TAP_NUM(buf_line(&buf, &line), LINE_NONE, "no line in nothing");
	put(&buf, STR("one\n\ntw"));
	TAP_NUM(buf_line(&buf, &line), LINE_WHOLE, "a line");
	TAP_STR(line, STR("one"), "without its LF");
	TAP_NUM(buf_line(&buf, &line), LINE_WHOLE, "it stays until dropped");
	buf_drop_line(&buf, line);
	TAP_NUM(buf_line(&buf, &line), LINE_WHOLE, "an empty line");
	TAP_STR(line, STR(""), "is empty");
	buf_drop_line(&buf, line);
	TAP_NUM(buf_line(&buf, &line), LINE_NONE, "half a line is none");
	put(&buf, STR("o\r\n"));
	TAP_NUM(buf_line(&buf, &line), LINE_WHOLE, "its other half comes");
	TAP_STR(line, STR("two\r"), "the halves are one, CR included");
	buf_drop_line(&buf, line);
	put(&buf, STR("a\0b\n"));
	TAP_NUM(buf_line(&buf, &line), LINE_WHOLE, "a line with a NUL");
	TAP_STR(line, STR("a\0b"), "is not cut there");
}

/* Feeds a line of so many bytes with its LF, so many at a time. */
static enum line_found
feed(size_t length, size_t step)
{
	static char data[2 * LIMIT_LINE];
	struct buf buf;
	struct str line;
	char *room;

	buf_init(&buf, data, sizeof(data));
	for (size_t sent = 0; sent < length;) {
		size_t part = length - sent < step ? length - sent : step;
		if (buf_room(&buf, &room) < part)
			return LINE_NONE;
		memset(room, 'x', part);
		sent += part;
		if (sent == length)
			room[part - 1] = '\n';
		buf_filled(&buf, part);
		const enum line_found found = buf_line(&buf, &line);
		if (sent < length && found != LINE_NONE)
			return LINE_NONE;
		if (sent == length)
			return found;
	}
	return LINE_NONE;
}

static void
limits_lines(void)
{
	static const size_t steps[] = { 1, 7, 4095, 4096, 4097, 8192 };

	for (size_t i = 0; i < COUNT(steps); i++) {
		TAP_NUM(feed(LIMIT_LINE - 1, steps[i]), LINE_WHOLE,
		    "a line below the limit, %zu at a time", steps[i]);
		TAP_NUM(feed(LIMIT_LINE, steps[i]), LINE_WHOLE,
		    "a line at the limit, %zu at a time", steps[i]);
		TAP_NUM(feed(LIMIT_LINE + 1, steps[i]), LINE_TOO_LONG,
		    "a line over the limit, %zu at a time", steps[i]);
	}
	TAP_NUM(feed(10000000, 8000), LINE_TOO_LONG, "a line of 10 MB");
}

static void
goes_on_after_a_long_line(void)
{
	static char data[LIMIT_LINE];
	static char much[LIMIT_LINE];
	struct buf buf;
	struct str line;
	char *room;

	memset(much, 'x', sizeof(much));
	buf_init(&buf, data, sizeof(data));
	put(&buf, (struct str) { much, sizeof(much) });
	TAP_NUM(buf_line(&buf, &line), LINE_NONE, "a full buffer, no LF");
	TAP_NUM(buf_room(&buf, &room), LIMIT_LINE, "it is dropped");
	put(&buf, STR("more\nnext\n"));
	TAP_NUM(buf_line(&buf, &line), LINE_TOO_LONG, "the end of it is told");
	TAP_NUM(buf_line(&buf, &line), LINE_WHOLE, "the next line is found");
	TAP_STR(line, STR("next"), "and is whole");
}

int
main(void)
{
	is_a_queue_of_bytes();
	finds_lines();
	limits_lines();
	goes_on_after_a_long_line();
	return tap_done();
}
