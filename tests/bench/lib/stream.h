/*
 * Checks the input of all readers of one group: the same stream of bytes, which
 * contains message after message as it was sent. The reader that is ahead
 * brings new bytes, and each line that they complete is checked; the others are
 * compared with the stream byte for byte. So every delivery is checked for
 * order and content at little cost to a load generator.
 */
#ifndef TESTS_BENCH_LIB_STREAM_H
#define TESTS_BENCH_LIB_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

/* The shortest text that says which message it is. */
#define STREAM_TEXT_LEAST 16

/* The frame around each text; '#' before it is a digit of the line's ID. */
struct frame {
	struct str before, after;
};

struct stream {
	struct frame frame;
	size_t text; /* bytes within the frame */
	size_t line; /* bytes of a line: the text and its frame */
	size_t slots; /* lines that the ring holds */
	size_t readers;
	char *ring;
	char *expected; /* room for one text */
	size_t *reached; /* for each line of the ring: readers who have it */
	uint64_t bytes; /* known of the stream so far */
	uint64_t said; /* messages said: the stream must not be longer */
	uint64_t done; /* messages that have reached all readers */
};

/*
 * A stream to be read by so many readers, of texts of so many bytes (at least
 * STREAM_TEXT_LEAST). The one who speaks keeps said at most window ahead of
 * done. The frame stays the caller's. Ends the program if there is no memory.
 */
void stream_init(struct stream *stream, struct frame frame, size_t text,
    size_t readers, size_t window);
void stream_free(struct stream *stream);

/* Writes the text of a message, stream->text bytes without a NUL. */
void stream_say(const struct stream *stream, uint64_t number, char *text);

/*
 * A reader who has had *at bytes has received more; *at is moved on. False if
 * they are not what they had to be: *at is then where the line begins in which
 * data goes wrong.
 */
bool stream_take(
    struct stream *stream, uint64_t *at, const char *data, size_t len);

#endif
