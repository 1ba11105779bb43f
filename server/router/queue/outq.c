/* Ranges and queues: see outq.h. */
#include "router/queue/outq.h"

#include <assert.h>
#include <string.h>

#include "base/mem/arena.h"
#include "base/state/module.h"
#include "router/queue/tee.h"
#include "shared/io.h"

/*
 * The most ranges in one write. A member of a busy group has few ranges, and
 * long ones.
 */
#define WRITE_PIECES 64

/*
 * Ranges whose ages differ by more than this do not merge, or the younger one's
 * age would be lost.
 */
#define MERGE_TIME SEC

/* The most segments that an upgrade passes on. */
#define SEGMENTS_MAX ((uint32_t)1 << 20)

struct range {
	struct range *next;
	struct piece piece;
	usec since; /* when its first line was put in */
};

static struct {
	size_t waiting;
	outq_visit *visit; /* for bytes that leave a queue with visit_who */
	/* While a state is written or read: */
	uint64_t saving; /* the number of this save */
	uint32_t numbered; /* segments so far */
	struct segment **loaded; /* by number, from 1 */
} all;

/*
 * Returns whether the piece begins where the queue ends, and soon enough after
 * it.
 */
static bool
touches(const struct range *tail, struct piece piece, usec now)
{
	return tail != NULL && tail->piece.segment == piece.segment &&
	    tail->piece.end == piece.start && now - tail->since < MERGE_TIME;
}

/*
 * Appends the piece, which does not merge with the last one and was put in at
 * that time. Returns false if there is no memory.
 */
static bool
append(struct outq *queue, struct piece piece, usec since)
{
	const size_t len = piece.end - piece.start;
	struct range *range = arena_alloc(sizeof(*range));

	if (range == NULL)
		return false;
	*range = (struct range) { .piece = piece, .since = since };
	piece.segment->readers++;
	if (queue->tail != NULL)
		queue->tail->next = range;
	else
		queue->head = range;
	queue->tail = range;
	queue->bytes += len;
	all.waiting += len;
	return true;
}

bool
outq_push(struct outq *queue, struct piece piece, usec now)
{
	const size_t len = piece.end - piece.start;

	if (len == 0)
		return true;
	if (!touches(queue->tail, piece, now)) {
		if (!append(queue, piece, now))
			return false;
	} else {
		queue->tail->piece.end = piece.end;
		queue->bytes += len;
		all.waiting += len;
	}
	return true;
}

static void
drop_head(struct outq *queue)
{
	struct range *range = queue->head;

	queue->head = range->next;
	if (queue->head == NULL)
		queue->tail = NULL;
	segment_leave(range->piece.segment);
	arena_free(range, sizeof(*range));
}

void
outq_visit_all(const struct outq *queue, uint32_t who, outq_visit *visit)
{
	for (const struct range *range = queue->head; range != NULL;
	     range = range->next)
		visit(who, range->piece.segment->of,
		    range->piece.end - range->piece.start);
}

void
outq_visit_written(struct outq *queue, uint32_t who, outq_visit *visit)
{
	queue->visit_who = visit != NULL ? who + 1 : 0;
	if (visit != NULL)
		all.visit = visit;
}

/* Forgets the first len bytes. */
static void
advance(struct outq *queue, size_t len)
{
	queue->bytes -= len;
	all.waiting -= len;
	while (len > 0) {
		struct piece *piece = &queue->head->piece;
		const size_t part = piece->end - piece->start;
		if (queue->visit_who != 0)
			all.visit(queue->visit_who - 1, piece->segment->of,
			    len < part ? len : part);
		if (len < part) {
			piece->start += (uint32_t)len;
			return;
		}
		len -= part;
		drop_head(queue);
	}
}

/* Puts the first ranges into the vector of writev; returns how many. */
static size_t
gather(const struct outq *queue, struct iovec *vector)
{
	size_t count = 0;

	for (const struct range *range = queue->head;
	     range != NULL && count < WRITE_PIECES; range = range->next) {
		const struct piece *piece = &range->piece;
		vector[count].iov_base = piece->segment->data + piece->start;
		vector[count++].iov_len = piece->end - piece->start;
	}
	return count;
}

enum outq_result
outq_write(struct outq *queue, int fd, bool more_follow)
{
	struct iovec vector[WRITE_PIECES];
	const size_t count = gather(queue, vector);

	if (count == 0)
		return OUTQ_EMPTY;
	/*
	 * A queue nearly always has one range, and the kernel does less for a
	 * plain write.
	 */
	const ssize_t written = count == 1 ?
	    tee_write(fd, vector[0].iov_base, vector[0].iov_len, more_follow) :
	    io_writev(fd, vector, count);
	if (written == IO_FAIL)
		return OUTQ_BROKEN;
	if (written == IO_AGAIN)
		return OUTQ_FULL;
	advance(queue, (size_t)written);
	return queue->bytes == 0 ? OUTQ_EMPTY : OUTQ_FULL;
}

struct str
outq_first_line(const struct outq *queue)
{
	const struct piece *piece;
	const char *at, *lf;

	if (queue->head == NULL)
		return (struct str) { NULL, 0 };
	piece = &queue->head->piece;
	at = piece->segment->data + piece->start;
	/* A range ends with a line, so the LF is there. */
	lf = memchr(at, '\n', piece->end - piece->start);
	assert(lf != NULL);
	return (struct str) { at, (size_t)(lf - at) + 1 };
}

void
outq_drop_line(struct outq *queue)
{
	advance(queue, outq_first_line(queue).len);
}

void
outq_pieces(const struct outq *queue, outq_take *take, void *of)
{
	for (const struct range *range = queue->head; range != NULL;
	     range = range->next)
		take(range->piece, of);
}

bool
outq_same(const struct outq *queue, const struct outq *other)
{
	const struct range *a = queue->head, *b = other->head;

	return a != NULL && b != NULL && a->next == NULL && b->next == NULL &&
	    a->piece.segment == b->piece.segment &&
	    a->piece.start == b->piece.start && a->piece.end == b->piece.end;
}

/*
 * Returns the bytes from the front to the end of a partly written line; 0:
 * none.
 */
static size_t
line_in_progress(const struct outq *queue)
{
	const struct piece *piece;
	const char *lf;

	if (queue->head == NULL)
		return 0;
	piece = &queue->head->piece;
	if (piece->start == 0 || piece->segment->data[piece->start - 1] == '\n')
		return 0;
	/* A range ends with a line, so the LF is there. */
	lf = memchr(piece->segment->data + piece->start, '\n',
	    piece->end - piece->start);
	assert(lf != NULL);
	return (size_t)(lf - (piece->segment->data + piece->start)) + 1;
}

/*
 * Drops everything after the first bytes, which are more than none and end with
 * a line.
 */
static void
cut_after(struct outq *queue, size_t keep)
{
	struct range *last = queue->head, *rest;
	size_t left = keep;

	while (last != NULL && left > last->piece.end - last->piece.start) {
		left -= last->piece.end - last->piece.start;
		last = last->next;
	}
	assert(last != NULL); /* the queue is longer */
	rest = last->next;
	last->next = NULL;
	queue->tail = last;
	while (rest != NULL) {
		struct outq dropped = { .head = rest };
		rest = rest->next;
		drop_head(&dropped);
	}
	last->piece.end = last->piece.start + (uint32_t)left;
	all.waiting -= queue->bytes - keep;
	queue->bytes = keep;
}

void
outq_cut(struct outq *queue)
{
	const size_t keep = line_in_progress(queue);

	if (keep > 0)
		cut_after(queue, keep);
	else
		outq_clear(queue);
}

void
outq_clear(struct outq *queue)
{
	while (queue->head != NULL)
		drop_head(queue);
	all.waiting -= queue->bytes;
	queue->bytes = 0;
}

usec
outq_since(const struct outq *queue)
{
	return queue->head != NULL ? queue->head->since : 0;
}

size_t
outq_waiting(void)
{
	return all.waiting;
}

void
outq_save_begin(void)
{
	all.saving++;
	all.numbered = 0;
}

/* Writes "segment TAG" and its bytes; its number is how many are before it. */
static void
save_segment(struct segment *segment, struct state *state)
{
	segment->saved = all.saving;
	segment->number = ++all.numbered;
	state_put(state, STR("segment"), segment->of);
	state_put_bytes(
	    state, STR("data:"), (struct str) { segment->data, segment->used });
}

/* Writes "range SEGMENT START END AGE". */
void
outq_save(const struct outq *queue, struct state *state)
{
	for (const struct range *range = queue->head; range != NULL;
	     range = range->next) {
		const struct piece *piece = &range->piece;
		if (piece->segment->saved != all.saving)
			save_segment(piece->segment, state);
		STATE_PUT(state, STR("range"), DECIMAL(piece->segment->number),
		    DECIMAL(piece->start), DECIMAL(piece->end),
		    DECIMAL(state->loop - range->since));
	}
}

/*
 * Loads a segment. Until outq_load_end it has one reader that is not a range.
 */
static void
load_segment(struct state *state)
{
	struct segment *segment = NULL;
	uint64_t tag;

	if (!state_number(state, UINT64_MAX, &tag))
		return;
	if (all.numbered < SEGMENTS_MAX)
		segment = segment_new(tag, true); /* it may be secret */
	if (segment == NULL)
		state_no_memory(state);
	else
		all.loaded[all.numbered++] = segment;
}

/*
 * Loads the data of the last segment. They stand among the lines of the first
 * slot that needs them, but other slots may need them too.
 */
static void
load_data(struct state *state)
{
	struct segment *segment =
	    all.numbered > 0 ? all.loaded[all.numbered - 1] : NULL;
	size_t len;

	if (segment == NULL || segment->used > 0) {
		state_wrong(state, "data without a segment");
	} else if (state_length(state, SEGMENT_ROOM, &len)) {
		arena_fault_in(segment->data, len);
		if (state_bytes(state, segment->data, len))
			segment->used = (uint32_t)len;
	}
}

/* Loads a range, which must end with a line. */
static void
load_range(struct outq *queue, struct state *state)
{
	const struct segment *segment = NULL;
	uint64_t words[4];
	struct piece piece;

	if (!state_words(state, words, COUNT(words)))
		return;
	if (words[0] > 0 && words[0] <= all.numbered)
		segment = all.loaded[words[0] - 1];
	if (segment == NULL || words[1] >= words[2] ||
	    words[2] > segment->used || segment->data[words[2] - 1] != '\n' ||
	    words[3] > state->loop) {
		state_wrong(state, "invalid range of a segment");
		return;
	}
	piece = (struct piece) { all.loaded[words[0] - 1], (uint32_t)words[1],
		(uint32_t)words[2] };
	if (!append(queue, piece, state->loop - words[3]))
		state_no_memory(state);
}

bool
outq_load_line(struct outq *queue, struct state *state)
{
	if (state_is(state, STR("range")))
		load_range(queue, state);
	else if (state_is(state, STR("segment")))
		load_segment(state);
	else if (state_is(state, STR("data:")))
		load_data(state);
	else
		return false;
	return true;
}

void
outq_load_end(void)
{
	while (all.numbered > 0)
		segment_leave(all.loaded[--all.numbered]);
}

MODULE(outq) = { TABLES(TABLE(all.loaded, SEGMENTS_MAX)) };
