/*
 * The queue of bytes for each worker. It is a list of ranges of segments
 * (segments.h); adjacent ranges merge, so a backlog becomes one write of many
 * lines.
 */
#ifndef SERVER_ROUTER_QUEUE_OUTQ_H
#define SERVER_ROUTER_QUEUE_OUTQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"
#include "router/queue/segments.h"
#include "shared/clock.h"

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
 * in the pipe. OUTQ_BROKEN: the pipe has no reader
 * any more. more_follow says that a queue with the same bytes is written next;
 * call tee_end when there are no more.
 */
enum outq_result outq_write(struct outq *queue, int fd, bool more_follow);

/*
 * outq_first_line returns the first line of a queue that begins with a whole
 * one, with its LF; empty: there is none. outq_drop_line drops it. outq_pieces
 * passes all pieces of the queue to take, in their order.
 */
struct str outq_first_line(const struct outq *queue);
void outq_drop_line(struct outq *queue);
typedef void outq_take(struct piece piece, void *of);
void outq_pieces(const struct outq *queue, outq_take *take, void *of);

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

/* Returns the bytes that wait in all queues. */
size_t outq_waiting(void);

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
