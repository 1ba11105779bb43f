/* Checks the input of the readers of one group: see stream.h. */
#include "stream.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "dialect.h"
#include "shared/die.h"

static void *
zeroed(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (memory == NULL)
		die_errno(EX_OSERR, "cannot get memory for %zu times %zu bytes",
		    count, size);
	return memory;
}

void
stream_init(struct stream *stream, struct frame frame, size_t text,
    size_t readers, size_t window)
{
	assert(text >= STREAM_TEXT_LEAST);
	*stream = (struct stream) {
		.frame = frame,
		.text = text,
		.line = frame.before.len + text + frame.after.len,
		.slots = window + 1, /* and the line before, for its ID */
		.readers = readers,
	};
	stream->ring = zeroed(stream->slots, stream->line);
	stream->expected = zeroed(1, text);
	stream->reached = zeroed(stream->slots, sizeof(*stream->reached));
}

void
stream_free(struct stream *stream)
{
	free(stream->ring);
	free(stream->expected);
	free(stream->reached);
	*stream = (struct stream) { 0 };
}

/* The number in 16 digits, then letters that differ from line to line. */
void
stream_say(const struct stream *stream, uint64_t number, char *text)
{
	uint64_t rest = number;

	for (size_t i = STREAM_TEXT_LEAST; i-- > 0; rest /= 10)
		text[i] = (char)('0' + rest % 10);
	for (size_t i = STREAM_TEXT_LEAST; i < stream->text; i++)
		text[i] = (char)('a' + (number + i) % 26);
}

/* Where in the ring the byte of the stream stands. */
static char *
place_of(const struct stream *stream, uint64_t at)
{
	return stream->ring + at % (stream->slots * stream->line);
}

static const char *
line_at(const struct stream *stream, uint64_t number)
{
	return place_of(stream, number * stream->line);
}

/* Where the line begins in which the byte of the stream stands. */
static uint64_t
line_start(const struct stream *stream, uint64_t at)
{
	return at - at % stream->line;
}

static bool
prefix_fits(struct str prefix, const char *line)
{
	for (size_t i = 0; i < prefix.len; i++) {
		const bool digit = line[i] >= '0' && line[i] <= '9';
		if (prefix.at[i] == DIALECT_ANY)
			continue;
		if (prefix.at[i] == DIALECT_ID ? !digit :
						 line[i] != prefix.at[i])
			return false;
	}
	return true;
}

/* IDs have a fixed length, so that their order is that of their bytes. */
static bool
id_rises(const struct stream *stream, uint64_t number)
{
	const struct str prefix = stream->frame.before;

	if (number == 0 || memchr(prefix.at, DIALECT_ID, prefix.len) == NULL)
		return true;
	return memcmp(line_at(stream, number - 1), line_at(stream, number),
		   prefix.len) < 0;
}

static bool
line_is_right(const struct stream *stream, uint64_t number)
{
	const struct frame frame = stream->frame;
	const char *line = line_at(stream, number);
	const char *text = line + frame.before.len;

	stream_say(stream, number, stream->expected);
	return prefix_fits(frame.before, line) &&
	    memcmp(text, stream->expected, stream->text) == 0 &&
	    memcmp(text + stream->text, frame.after.at, frame.after.len) == 0 &&
	    id_rises(stream, number);
}

/* The first reader brings bytes that nobody has had. */
static bool
learn(struct stream *stream, uint64_t *at, const char *data, size_t len)
{
	memcpy(place_of(stream, *at), data, len);
	stream->bytes += len;
	for (*at = line_start(stream, *at); *at + stream->line <= stream->bytes;
	     *at += stream->line)
		if (!line_is_right(stream, *at / stream->line))
			return false;
	*at = stream->bytes;
	return true;
}

/* Compares what a further reader brings with what the first has brought. */
static bool
compare(const struct stream *stream, uint64_t *at, const char *data, size_t len)
{
	const char *place = place_of(stream, *at);
	size_t same = 0;

	if (memcmp(place, data, len) == 0) {
		*at += len;
		return true;
	}
	while (place[same] == data[same])
		same++;
	*at = line_start(stream, *at + same);
	return false;
}

/* Lines that one more reader has whole. */
static void
count_reader(struct stream *stream, uint64_t from, uint64_t to)
{
	for (; from < to; from++) {
		size_t *reached = &stream->reached[from % stream->slots];
		if (++*reached == stream->readers) {
			*reached = 0;
			stream->done++;
		}
	}
}

/* As many bytes as stand in one piece of the ring, known or all new. */
static size_t
piece_at(const struct stream *stream, uint64_t at, size_t len)
{
	const size_t size = stream->slots * stream->line;
	const size_t straight = size - (size_t)(at % size);
	const uint64_t known = stream->bytes - at;
	const size_t most = len < straight ? len : straight;

	return known > 0 && known < most ? (size_t)known : most;
}

bool
stream_take(struct stream *stream, uint64_t *at, const char *data, size_t len)
{
	const uint64_t before = *at / stream->line;
	const uint64_t owed = stream->said * stream->line - *at;
	const bool too_much = len > owed;

	for (size_t left = too_much ? (size_t)owed : len; left > 0;) {
		const size_t piece = piece_at(stream, *at, left);
		const bool right = *at == stream->bytes ?
		    learn(stream, at, data, piece) :
		    compare(stream, at, data, piece);
		if (!right)
			return false;
		data += piece;
		left -= piece;
	}
	count_reader(stream, before, *at / stream->line);
	if (too_much)
		*at = line_start(stream, *at);
	return !too_much;
}
