/*
 * The queue of bytes for each worker, and their storage. A line for many
 * clients is stored once, in an append-only segment. A queue is a list of
 * ranges of segments; adjacent ranges merge, so a backlog becomes one write of
 * many lines. A segment is freed with its last reader.
 */
#ifndef SERVER_ROUTER_QUEUE_OUTQ_H
#define SERVER_ROUTER_QUEUE_OUTQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"
#include "shared/buf.h"
#include "shared/clock.h"

struct segment;

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

struct range;

/* All zero is an empty queue. */
struct outq {
	struct range *head;
	struct range *tail;
	size_t bytes; /* waiting */
	uint32_t visit_who; /* outq_visit_written's who + 1; 0: nobody */
};

/*
 * A function that is told of bytes that wait in a queue or leave it: "who" is
 * the queue's owner, "of" the tag of the bytes' stream.
 */
typedef void outq_visit(uint32_t who, uint64_t of, size_t bytes);

/* Visits the whole queue, range by range. */
void outq_visit_all(const struct outq *queue, uint32_t who, outq_visit *visit);

/*
 * Calls visit, with this who, for all bytes of the queue that are written from
 * now on; null: no longer. The last visit that was given serves all queues.
 */
void outq_visit_written(struct outq *queue, uint32_t who, outq_visit *visit);

/* Returns the tag of the piece's stream. */
uint64_t piece_tag(struct piece piece);

/*
 * Appends the piece; now is the loop's clock. Returns false if there is no
 * memory.
 */
bool outq_push(struct outq *queue, struct piece piece, usec now);

/* The result of a write. */
enum outq_result { OUTQ_EMPTY, OUTQ_FULL, OUTQ_BROKEN };

/*
 * Writes as much as the pipe takes, in one non-blocking write. OUTQ_EMPTY:
 * everything was written. OUTQ_FULL: the rest waits until select reports room
 * in the pipe. OUTQ_BROKEN: the pipe has no reader any more. more_follow says
 * that a queue with the same bytes is written next; call tee_end when there are
 * no more.
 */
enum outq_result outq_write(struct outq *queue, int fd, bool more_follow);

/* Returns whether both queues hold one range, of the same bytes. */
bool outq_same(const struct outq *queue, const struct outq *other);

/* Drops the queue except the rest of a line that was written in part. */
void outq_cut(struct outq *queue);

/* Drops the whole queue. */
void outq_clear(struct outq *queue);

/*
 * Returns when the oldest waiting line was queued, to the second; 0 if the
 * queue is empty.
 */
usec outq_since(const struct outq *queue);

/*
 * Return the bytes that wait in all queues, and the bytes of the segments that
 * hold them.
 */
size_t outq_waiting(void);
size_t outq_held(void);

/*
 * Writes a queue for the next program (base/state/state.h): its ranges, and
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
