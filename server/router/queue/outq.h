/*
 * What waits for a worker, and where it is stored. A line that goes to many is
 * stored once, in an append-only segment; a queue is a list of ranges of
 * segments, and ranges that touch merge, so that a backlog becomes one write of
 * many lines. A segment goes with its last reader. Used by fanout.c, slots.c.
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

/* Some whole lines within a segment. */
struct piece {
	struct segment *segment;
	uint32_t start; /* of its data */
	uint32_t end;
};

/*
 * Where lines are built: those that mostly go to the same readers belong in
 * one stream, for then their ranges touch. All zero is an idle stream. It is
 * in the list of active ones while it holds a segment, and must stay where it
 * is in memory until then.
 */
struct stream {
	uint64_t of; /* whose lines these are, for outq_each; 0: nobody's */
	struct segment *tail;
	bool secret; /* its segments are wiped when their readers are done */
	struct stream *next_active;
	bool active;
};

/*
 * A buffer with room for at least so many lines at the end of the stream, or
 * null where there is no memory. What is put into it becomes a piece by
 * stream_end, which must follow before the next stream_begin of any stream.
 */
struct buf *stream_begin(struct stream *stream, size_t lines);
struct piece stream_end(struct stream *stream);

/* Will so many lines follow the last one, in the same segment? */
bool stream_has_room(const struct stream *stream, size_t lines);

/*
 * At the end of a turn: segments that nobody waits for any more go back.
 */
void streams_rest(void);

struct range;

/* All zero is an empty queue. */
struct outq {
	struct range *head;
	struct range *tail;
	size_t bytes; /* that wait */
	uint32_t teller; /* outq_tell's who + 1; 0: nobody is told */
};

/*
 * What waits in the queue or leaves it: so many bytes of a stream that was of
 * that; who is the queue's owner.
 */
typedef void outq_visit(uint32_t who, uint64_t of, size_t bytes);

/* All of the queue, range by range. */
void outq_each(const struct outq *queue, uint32_t who, outq_visit *visit);

/*
 * From now on visit is told, for this who, what leaves the queue by being
 * written; null: nobody is any more. There is one visit for all queues.
 */
void outq_tell(struct outq *queue, uint32_t who, outq_visit *visit);

/* Whose line that is. */
uint64_t piece_of(struct piece piece);

/* Appends; now is the loop's clock. False where there is no memory. */
bool outq_push(struct outq *queue, struct piece piece, usec now);

/* What became of a write. */
enum outq_result { OUTQ_EMPTY, OUTQ_FULL, OUTQ_BROKEN };

/*
 * Writes what the pipe takes, in one non-blocking write. OUTQ_EMPTY: all has
 * gone; OUTQ_FULL: the rest waits until select says that the pipe has room;
 * OUTQ_BROKEN: nobody reads there any more. again tells that a queue with the
 * same bytes is written next; share_end must follow when no more are.
 */
enum outq_result outq_write(struct outq *queue, int fd, bool again);

/* Do both hold the same bytes, and nothing else? */
bool outq_same(const struct outq *queue, const struct outq *other);

/* Drops what waits, but for the rest of a line that is written in part. */
void outq_cut(struct outq *queue);

/* Drops everything. */
void outq_clear(struct outq *queue);

/* When the oldest line that waits was put in (to a second); 0 if empty. */
usec outq_since(const struct outq *queue);

/* Over all queues: bytes that wait, and bytes of segments that hold them. */
size_t outq_waiting(void);
size_t outq_held(void);

/*
 * What of a queue goes to the next program (base/state/state.h): its ranges,
 * and each segment where it is first met. outq_save_begin comes before the
 * first of all queues.
 */
void outq_save_begin(void);
void outq_save(const struct outq *queue, struct state *state);

/*
 * And back: a line of a queue, which grows as they come; false if it is none.
 * outq_load_end comes behind the last of all queues.
 */
bool outq_load_line(struct outq *queue, struct state *state);
void outq_load_end(void);

#endif
