/* Chunks, ranges and queues: see outq.h. */
#include "router/outq.h"

#include <assert.h>

#include "base/arena.h"
#include "router/tee.h"
#include "shared/io.h"
#include "shared/limits.h"

/* Pieces in one write: a queue of a busy group has few, and long ones. */
#define WRITE_PIECES 64

/* Ranges of more than this apart do not merge, or their age would be lost. */
#define MERGE_TIME SEC

struct segment {
	uint32_t readers; /* ranges, and the stream that it is the tail of */
	uint32_t used; /* of data */
	uint64_t of; /* its stream's, when it was begun */
	char data[];
};

#define SEGMENT_ROOM ((uint32_t)(ARENA_BLOCK - sizeof(struct segment)))

struct range {
	struct range *next;
	struct piece piece;
	usec since; /* when its first line was put in */
};

/*
 * To be saved: the segments that are waited for, each once, and the queues as
 * ranges of them.
 */
static struct {
	struct buf line; /* the one in the making */
	struct stream *active;
	size_t waiting;
	size_t held;
	outq_visit *visit; /* of what leaves the queues that tell it */
} all;

static void
segment_leave(struct segment *segment)
{
	assert(segment->readers > 0);
	if (--segment->readers > 0)
		return;
	all.held -= ARENA_BLOCK;
	arena_free(segment, ARENA_BLOCK);
}

static struct segment *
segment_new(uint64_t of)
{
	struct segment *segment = arena_alloc(ARENA_BLOCK);

	if (segment == NULL)
		return NULL;
	all.held += ARENA_BLOCK;
	segment->readers = 1;
	segment->used = 0;
	segment->of = of;
	return segment;
}

static void
stream_let_go(struct stream *stream)
{
	if (stream->tail != NULL)
		segment_leave(stream->tail);
	stream->tail = NULL;
}

bool
stream_has_room(const struct stream *stream)
{
	return stream->tail != NULL && stream->tail->of == stream->of &&
	    SEGMENT_ROOM - stream->tail->used >= LIMIT_LINE;
}

struct buf *
stream_begin(struct stream *stream)
{
	if (!stream_has_room(stream))
		stream_let_go(stream);
	if (stream->tail == NULL)
		stream->tail = segment_new(stream->of);
	if (stream->tail == NULL)
		return NULL;
	if (!stream->active) {
		stream->active = true;
		stream->next_active = all.active;
		all.active = stream;
	}
	buf_init(&all.line, stream->tail->data + stream->tail->used,
	    SEGMENT_ROOM - stream->tail->used);
	return &all.line;
}

struct piece
stream_end(struct stream *stream)
{
	struct segment *segment = stream->tail;
	const struct piece piece = { segment, segment->used,
		segment->used + (uint32_t)buf_len(&all.line) };

	segment->used = piece.end;
	return piece;
}

void
streams_rest(void)
{
	struct stream **link = &all.active;

	while (*link != NULL) {
		struct stream *stream = *link;
		if (stream->tail != NULL && stream->tail->readers == 1)
			stream_let_go(stream);
		if (stream->tail != NULL) {
			link = &stream->next_active;
			continue;
		}
		*link = stream->next_active;
		stream->active = false;
	}
}

/* Does the piece begin where the queue ends, and soon enough after it? */
static bool
touches(const struct range *tail, struct piece piece, usec now)
{
	return tail != NULL && tail->piece.segment == piece.segment &&
	    tail->piece.end == piece.start && now - tail->since < MERGE_TIME;
}

static bool
append(struct outq *queue, struct piece piece, usec now)
{
	struct range *range = arena_alloc(sizeof(*range));

	if (range == NULL)
		return false;
	*range = (struct range) { .piece = piece, .since = now };
	piece.segment->readers++;
	if (queue->tail != NULL)
		queue->tail->next = range;
	else
		queue->head = range;
	queue->tail = range;
	return true;
}

bool
outq_push(struct outq *queue, struct piece piece, usec now)
{
	const size_t len = piece.end - piece.start;

	if (len == 0)
		return true;
	if (touches(queue->tail, piece, now))
		queue->tail->piece.end = piece.end;
	else if (!append(queue, piece, now))
		return false;
	queue->bytes += len;
	all.waiting += len;
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
outq_each(const struct outq *queue, uint32_t who, outq_visit *visit)
{
	for (const struct range *range = queue->head; range != NULL;
	     range = range->next)
		visit(who, range->piece.segment->of,
		    range->piece.end - range->piece.start);
}

void
outq_tell(struct outq *queue, uint32_t who, outq_visit *visit)
{
	queue->teller = visit != NULL ? who + 1 : 0;
	if (visit != NULL)
		all.visit = visit;
}

uint64_t
piece_of(struct piece piece)
{
	return piece.segment->of;
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
		if (queue->teller != 0)
			all.visit(queue->teller - 1, piece->segment->of,
			    len < part ? len : part);
		if (len < part) {
			piece->start += (uint32_t)len;
			return;
		}
		len -= part;
		drop_head(queue);
	}
}

/* The first ranges as writev wants them. */
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
outq_write(struct outq *queue, int fd, bool again)
{
	struct iovec vector[WRITE_PIECES];
	const size_t count = gather(queue, vector);

	if (count == 0)
		return OUTQ_EMPTY;
	/* Nearly always it is one; the kernel has less to do for that. */
	const ssize_t written = count == 1 ?
	    tee_write(fd, vector[0].iov_base, vector[0].iov_len, again) :
	    io_writev(fd, vector, count);
	if (written == IO_FAIL)
		return OUTQ_BROKEN;
	if (written == IO_AGAIN)
		return OUTQ_FULL;
	advance(queue, (size_t)written);
	return queue->head == NULL ? OUTQ_EMPTY : OUTQ_FULL;
}

bool
outq_same(const struct outq *queue, const struct outq *other)
{
	const struct range *a = queue->head, *b = other->head;

	return a != NULL && b != NULL && a->next == NULL && b->next == NULL &&
	    a->piece.segment == b->piece.segment &&
	    a->piece.start == b->piece.start && a->piece.end == b->piece.end;
}

/* The bytes from the front to the end of the line that was begun; 0: none. */
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

void
outq_cut(struct outq *queue)
{
	const size_t keep = line_in_progress(queue);
	struct range *rest;

	if (keep == 0) {
		outq_clear(queue);
		return;
	}
	rest = queue->head->next;
	queue->head->next = NULL;
	queue->tail = queue->head;
	while (rest != NULL) {
		struct outq dropped = { .head = rest };
		rest = rest->next;
		drop_head(&dropped);
	}
	queue->head->piece.end = queue->head->piece.start + (uint32_t)keep;
	all.waiting -= queue->bytes - keep;
	queue->bytes = keep;
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

size_t
outq_held(void)
{
	return all.held;
}
