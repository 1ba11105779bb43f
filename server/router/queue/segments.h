/*
 * The memory of lines. A line for many clients is stored once, in an
 * append-only segment, which is freed with its last reader: a range of a queue
 * (outq.h), or the stream that is still adding lines to it.
 */
#ifndef SERVER_ROUTER_QUEUE_SEGMENTS_H
#define SERVER_ROUTER_QUEUE_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem/arena.h"
#include "shared/buf.h"

struct segment {
	uint32_t readers; /* ranges, and the stream whose tail it is */
	uint32_t used; /* of data */
	bool secret; /* to be wiped when it is freed */
	uint64_t of; /* its stream's tag when it was begun */
	uint64_t saved; /* the save in which it was last written, */
	uint32_t number; /* and its number there */
	char data[];
};

#define SEGMENT_ROOM ((uint32_t)(ARENA_BLOCK - sizeof(struct segment)))

/*
 * Returns a new segment with one reader, of a stream with that tag; null: there
 * is no memory. segment_leave takes one of its readers, and frees it after the
 * last.
 */
struct segment *segment_new(uint64_t of, bool secret);
void segment_leave(struct segment *segment);

/* One or more whole lines within a segment. */
struct piece {
	struct segment *segment;
	uint32_t start; /* in bytes from the start of the segment's data */
	uint32_t end;
};

/*
 * A place to build lines. Lines that mostly go to the same readers belong in
 * one stream, so that their ranges are adjacent. All zero is an idle stream. A
 * stream that holds a segment is in the list of active streams and must not
 * move in memory.
 */
struct stream {
	uint64_t of; /* the tag of its lines, for outq_visit_all; 0: none */
	struct segment *tail;
	bool secret; /* its segments are wiped before they are freed */
	struct stream *next_active;
	bool active;
};

/*
 * stream_begin returns a buffer with room for at least that many lines at the
 * end of the stream, or null if there is no memory. stream_end makes a piece of
 * what was put into it, and must be called before the next stream_begin of any
 * stream.
 */
struct buf *stream_begin(struct stream *stream, size_t lines);
struct piece stream_end(struct stream *stream);

/*
 * Returns whether that many lines fit after the last one in the same segment.
 */
bool stream_has_room(const struct stream *stream, size_t lines);

/*
 * Frees the segments that no queue waits for. To be called at the end of a
 * turn.
 */
void streams_free_unused(void);

/* Returns the bytes of all segments. */
size_t segments_held(void);

#endif
