/* tests/bench/lib/stream: a reader who gets anything else is found out. */
#include "tests/bench/lib/stream.h"

#include <stdio.h>
#include <string.h>

#include "shared/str.h"
#include "tests/lib/tap.h"

#define WINDOW 8
#define TEXT 20
#define LINE ((size_t)7 + TEXT + 1) /* "x III y", the text, LF */
#define MESSAGES 30

struct readers {
	struct stream stream;
	uint64_t at[2];
};

/* Two readers, and a window of messages that have been said. */
static void
begin(struct readers *readers)
{
	const struct frame frame = { STR("x \001\001\001 y"), STR("\n") };

	*readers = (struct readers) { 0 };
	stream_init(&readers->stream, frame, TEXT, 2, WINDOW);
	readers->stream.said = WINDOW;
}

/* A line as a right server sends it, but for its ID. */
static void
put_line(const struct stream *stream, char *line, uint64_t message, unsigned id)
{
	(void)snprintf(line, LINE, "x %03u y", id); /* 7 bytes */
	stream_say(stream, message, line + 7);
	line[LINE - 1] = '\n';
}

static bool
take(struct readers *readers, size_t reader, const char *data, size_t len)
{
	return stream_take(&readers->stream, &readers->at[reader], data, len);
}

/* One reader takes piece by piece, the other line by line, round the ring. */
static void
passes_what_is_right(size_t piece)
{
	struct readers readers;
	char data[MESSAGES * LINE];
	bool right = true;

	begin(&readers);
	for (unsigned i = 0; i < MESSAGES; i++)
		put_line(&readers.stream, data + i * LINE, i, 2 * i);
	for (size_t i = 0; i < MESSAGES; i++) {
		readers.stream.said = i + 1;
		const char *line = data + i * LINE;
		for (size_t at = 0; at < LINE; at += piece)
			right &= take(&readers, i % 2, line + at,
			    LINE - at < piece ? LINE - at : piece);
		right &= readers.stream.done == i;
		right &= take(&readers, (i + 1) % 2, line, LINE);
		right &= readers.stream.done == i + 1;
	}
	TAP_OK(right, "%d messages in pieces of %zu bytes", MESSAGES, piece);
	stream_free(&readers.stream);
}

/* A change to the fourth of six lines. */
struct fault {
	const char *what;
	uint64_t message; /* instead of number 3 */
	size_t offset; /* of a byte that is changed */
	unsigned id; /* instead of 13 */
	char byte; /* what it is changed into, unless this is 0 */
};

static const struct fault faults[] = {
	{ "a message is lost", 4, 0, 14, 0 },
	{ "a message comes twice", 2, 0, 13, 0 },
	{ "an ID comes twice", 3, 0, 12, 0 },
	{ "an ID falls", 3, 0, 11, 0 },
	{ "an ID is no number", 3, 3, 13, 'a' },
	{ "the prefix is another", 3, 6, 13, 'z' },
	{ "the text begins otherwise", 3, 7, 13, '1' },
	{ "the text ends otherwise", 3, LINE - 2, 13, '!' },
	{ "the line does not end", 3, LINE - 1, 13, ' ' },
};

/* As the first to get it, or as one who gets what another did not. */
static void
finds(const struct fault *fault, bool first)
{
	struct readers readers;
	char right[6 * LINE];
	char wrong[6 * LINE];

	begin(&readers);
	for (unsigned i = 0; i < 6; i++)
		put_line(&readers.stream, right + i * LINE, i, 10 + i);
	memcpy(wrong, right, sizeof(wrong));
	put_line(&readers.stream, wrong + 3 * LINE, fault->message, fault->id);
	if (fault->byte != 0)
		wrong[3 * LINE + fault->offset] = fault->byte;
	const bool other = first || take(&readers, 0, right, sizeof(right));
	TAP_OK(other && !take(&readers, 1, wrong, sizeof(wrong)),
	    "%s, for the %s reader", fault->what, first ? "first" : "second");
	TAP_NUM(readers.at[1], 3 * LINE, "the place is known");
	stream_free(&readers.stream);
}

static void
finds_what_nobody_said(void)
{
	struct readers readers;
	char line[2 * LINE];

	begin(&readers);
	readers.stream.said = 1;
	put_line(&readers.stream, line, 0, 0);
	put_line(&readers.stream, line + LINE, 1, 1);
	TAP_OK(
	    !take(&readers, 0, line, LINE + 1), "a message that nobody said");
	TAP_NUM(readers.at[0], LINE, "the place is known");
	stream_free(&readers.stream);
}

int
main(void)
{
	static const size_t pieces[] = { 1, 3, LINE - 1, LINE };

	for (size_t i = 0; i < COUNT(pieces); i++)
		passes_what_is_right(pieces[i]);
	for (size_t i = 0; i < COUNT(faults); i++) {
		finds(&faults[i], true);
		finds(&faults[i], false);
	}
	finds_what_nobody_said();
	return tap_done();
}
