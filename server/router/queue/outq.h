/*
 * The bytes that wait for each worker. A line for many clients is stored once,
 * in an append-only segment. A queue is a list of ranges of segments; adjacent
 * ranges merge, so a backlog becomes one write of many lines. A segment is
 * freed with its last reader: a range of a queue, or the stream that is still
 * adding lines to it.
 */
#ifndef SERVER_ROUTER_QUEUE_OUTQ_H
#define SERVER_ROUTER_QUEUE_OUTQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/module.h"
#include "shared/buf.h"
#include "shared/clock.h"

struct segment {
	uint32_t readers; /* ranges, and the stream whose tail it is */
	uint32_t used; /* of data */
	bool secret; /* to be wiped when it is freed */
	uint64_t of; /* its stream's tag when it was begun */
	uint64_t saved; /* the save in which it was last written, */
	uint32_t number; /* and its number there */
	char data[];
};

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
	uint64_t of; /* the tag of its segments; 0: none */
	struct segment *tail;
	bool secret; /* its segments are wiped before they are freed */
	struct stream *next_active;
	bool active;
};

/*
 * outq_stream_begin returns a buffer with room for at least that many lines at
 * the end of the stream, or null if there is no memory. outq_stream_end makes a
 * piece of what was put into it, and must be called before the next
 * outq_stream_begin of any stream. outq_stream_has_room returns whether that
 * many lines fit after the last one in the same segment.
 */
struct buf *outq_stream_begin(struct stream *stream, size_t lines);
struct piece outq_stream_end(struct stream *stream);
bool outq_stream_has_room(const struct stream *stream, size_t lines);

/*
 * Frees the segments that no queue waits for. To be called at the end of a
 * turn.
 */
void outq_free_unused(void);

/* All zero is an empty queue. */
struct range;
struct outq {
	struct range *head;
	struct range *tail;
	size_t bytes; /* waiting */
};

/* Takes a piece of a queue, in their order. */
typedef void outq_take(struct piece piece, void *of);

/* Passes all pieces of the queue to take. */
void outq_pieces(const struct outq *queue, outq_take *take, void *of);

/*
 * Appends the piece; now is the loop's clock. Returns false if there is no
 * memory.
 */
bool outq_push(struct outq *queue, struct piece piece, usec now);

/* The result of a write. */
enum outq_result { OUTQ_EMPTY, OUTQ_FULL, OUTQ_BROKEN };

/*
 * Writes as much as the pipe takes, in one non-blocking write, and passes what
 * was written to take, if that is not null. OUTQ_EMPTY: everything was written.
 * OUTQ_FULL: the rest waits until select reports room in the pipe. OUTQ_BROKEN:
 * the pipe has no reader any more. more_follow says that a queue with the same
 * bytes (outq_same) is written next: they are then copied from pipe to pipe.
 * outq_unshare forgets such bytes; to be called after the last queue, before
 * there are new lines.
 */
enum outq_result outq_write(
    struct outq *queue, int fd, bool more_follow, outq_take *take, void *of);
void outq_unshare(void);

/* Returns whether both queues hold one range, of the same bytes. */
bool outq_same(const struct outq *queue, const struct outq *other);

/*
 * outq_first_line returns the first line of a queue that begins with a whole
 * one, with its LF; empty: there is none. outq_drop_line drops it.
 */
struct str outq_first_line(const struct outq *queue);
void outq_drop_line(struct outq *queue);

/*
 * Drop the queue: outq_cut all but the rest of a line that was written in part,
 * outq_clear everything.
 */
void outq_cut(struct outq *queue);
void outq_clear(struct outq *queue);

/*
 * Returns when the oldest waiting line was queued, to the second; 0 if the
 * queue is empty.
 */
usec outq_since(const struct outq *queue);

/* Return the bytes that wait in all queues, and those of all segments. */
size_t outq_waiting(void);
size_t outq_held(void);

/*
 * Writes a queue for the next program (base/state/module.h): its ranges, and
 * before the first range of each segment that segment. Call outq_save_begin
 * before the first queue.
 */
void outq_save_begin(void);
void outq_save(const struct outq *queue, struct state *state);

/*
 * Reads a line of a queue back and appends it; returns false if the line is not
 * one of a queue. Call outq_load_end after the last queue.
 */
bool outq_load_line(struct outq *queue, struct state *state);
void outq_load_end(void);

#endif
