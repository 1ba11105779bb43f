/* Segments, streams and queues: see outq.h. */
#define _GNU_SOURCE /* tee, splice */
#include "router/queue/outq.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "shared/crypto/secret.h"
#include "shared/io.h"
#include "shared/limits.h"

#define SEGMENT_ROOM ((uint32_t)(ARENA_BLOCK - sizeof(struct segment)))

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
	struct buf line; /* the buffer of outq_stream_begin */
	struct stream *active;
	size_t held; /* bytes of segments */
	size_t waiting;
	/* While a state is written or read: */
	uint64_t saving; /* the number of this save */
	uint32_t numbered; /* segments so far */
	struct segment **loaded; /* by number, from 1 */
	/* One batch for many pipes, on Linux; not saved: it is of one turn. */
	int in, out; /* the ends of our own pipe */
	int null;
	const char *shared; /* the bytes in it; null: none to share */
	size_t shared_len; /* bytes in the pipe */
} all;

/* Takes one of the segment's readers, and frees it after the last. */
static void
segment_leave(struct segment *segment)
{
	assert(segment->readers > 0);
	if (--segment->readers > 0)
		return;
	all.held -= ARENA_BLOCK;
	if (segment->secret)
		secret_wipe(segment->data, segment->used);
	arena_free(segment, ARENA_BLOCK);
}

/* Returns a segment with one reader; null: there is no memory. */
static struct segment *
segment_new(uint64_t of, bool secret)
{
	struct segment *segment = arena_alloc(ARENA_BLOCK);

	if (segment == NULL)
		return NULL;
	all.held += ARENA_BLOCK;
	segment->readers = 1;
	segment->used = 0;
	segment->secret = secret;
	segment->of = of;
	segment->saved = 0;
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
outq_stream_has_room(const struct stream *stream, size_t lines)
{
	return stream->tail != NULL && stream->tail->of == stream->of &&
	    SEGMENT_ROOM - stream->tail->used >= lines * LIMIT_LINE;
}

struct buf *
outq_stream_begin(struct stream *stream, size_t lines)
{
	if (!outq_stream_has_room(stream, lines))
		stream_let_go(stream);
	if (stream->tail == NULL)
		stream->tail = segment_new(stream->of, stream->secret);
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
outq_stream_end(struct stream *stream)
{
	struct segment *segment = stream->tail;
	const struct piece piece = { segment, segment->used,
		segment->used + (uint32_t)buf_len(&all.line) };

	segment->used = piece.end;
	return piece;
}

void
outq_free_unused(void)
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

size_t
outq_held(void)
{
	return all.held;
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
	struct range *tail = queue->tail;

	if (len == 0)
		return true;
	/* Unless it begins where the queue ends, and soon enough after it. */
	if (tail == NULL || tail->piece.segment != piece.segment ||
	    tail->piece.end != piece.start || now - tail->since >= MERGE_TIME)
		return append(queue, piece, now);
	tail->piece.end = piece.end;
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
outq_pieces(const struct outq *queue, outq_take *take, void *of)
{
	for (const struct range *range = queue->head; range != NULL;
	     range = range->next)
		take(range->piece, of);
}

/* Forgets the first len bytes, and passes them to take, if it is not null. */
static void
advance(struct outq *queue, size_t len, outq_take *take, void *of)
{
	queue->bytes -= len;
	all.waiting -= len;
	while (len > 0) {
		assert(queue->head != NULL);
		struct piece *piece = &queue->head->piece;
		struct piece gone = *piece;
		if (len < gone.end - gone.start)
			gone.end = gone.start + (uint32_t)len;
		if (take != NULL)
			take(gone, of);
		len -= gone.end - gone.start;
		piece->start = gone.end;
		if (piece->start == piece->end)
			drop_head(queue);
	}
}

#ifdef __linux__

/*
 * Lines for several workers in the same turn are written once, into a pipe of
 * our own, and copied from there with tee(2), which moves no bytes. For shorter
 * writes than this, in bytes, a copy is faster.
 */
#define SHARED_LEAST 1024

static void
outq_init(void)
{
	int fd[2] = { -1, -1 };

	all.null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (all.null == -1 || !io_pipe(fd))
		arena_note_failure();
	all.in = fd[1];
	all.out = fd[0];
}

/*
 * Puts the bytes into our pipe, which is emptied first; returns false unless
 * all of them fit. If it cannot be emptied, nothing is shared any more.
 */
static bool
share(const char *data, size_t len)
{
	ssize_t count;

	all.shared = NULL;
	while (all.shared_len > 0) {
		count = splice(all.out, NULL, all.null, NULL, all.shared_len,
		    SPLICE_F_NONBLOCK);
		if (count <= 0)
			return false;
		all.shared_len -= (size_t)count;
	}
	count = io_write(all.in, data, len);
	if (count > 0)
		all.shared_len = (size_t)count;
	if (count != (ssize_t)len)
		return false;
	all.shared = data;
	return true;
}

/* Writes one range, and returns as io_write does. */
static ssize_t
write_range(int fd, const char *data, size_t len, bool more_follow)
{
	ssize_t count;

	if (len < SHARED_LEAST ||
	    ((all.shared != data || all.shared_len != len) &&
		(!more_follow || !share(data, len))))
		return io_write(fd, data, len);
	do
		count = tee(all.out, fd, len, SPLICE_F_NONBLOCK);
	while (count < 0 && errno == EINTR);
	if (count > 0)
		return count;
	if (count < 0 && errno == EAGAIN)
		return IO_AGAIN;
	return io_write(fd, data, len); /* tee itself may lack memory */
}

#else

#define outq_init NULL

static ssize_t
write_range(int fd, const char *data, size_t len, bool more_follow)
{
	(void)more_follow;
	return io_write(fd, data, len);
}

#endif

void
outq_unshare(void)
{
	all.shared = NULL;
}

enum outq_result
outq_write(
    struct outq *queue, int fd, bool more_follow, outq_take *take, void *of)
{
	struct iovec vector[WRITE_PIECES];
	size_t count = 0;
	ssize_t written;

	for (const struct range *range = queue->head;
	     range != NULL && count < WRITE_PIECES; range = range->next) {
		const struct piece *piece = &range->piece;
		vector[count].iov_base = piece->segment->data + piece->start;
		vector[count++].iov_len = piece->end - piece->start;
	}
	if (count == 0)
		return OUTQ_EMPTY;
	/*
	 * A queue nearly always has one range, and the kernel does less for a
	 * plain write.
	 */
	written = count == 1 ? write_range(fd, vector[0].iov_base,
				   vector[0].iov_len, more_follow) :
			       io_writev(fd, vector, count);
	if (written == IO_FAIL)
		return OUTQ_BROKEN;
	if (written == IO_AGAIN)
		return OUTQ_FULL;
	advance(queue, (size_t)written, take, of);
	return queue->bytes == 0 ? OUTQ_EMPTY : OUTQ_FULL;
}

/*
 * Returns the bytes of the first range up to the end of its first line. A range
 * ends with a line, so the LF is there.
 */
static struct str
line_at(const struct piece *piece)
{
	const char *at = piece->segment->data + piece->start;
	const char *lf = memchr(at, '\n', piece->end - piece->start);

	assert(lf != NULL);
	return (struct str) { at, (size_t)(lf - at) + 1 };
}

struct str
outq_first_line(const struct outq *queue)
{
	return queue->head != NULL ? line_at(&queue->head->piece) :
				     (struct str) { NULL, 0 };
}

void
outq_drop_line(struct outq *queue)
{
	advance(queue, outq_first_line(queue).len, NULL, NULL);
}

bool
outq_same(const struct outq *queue, const struct outq *other)
{
	const struct range *a = queue->head, *b = other->head;

	return a != NULL && b != NULL && a->next == NULL && b->next == NULL &&
	    a->piece.segment == b->piece.segment &&
	    a->piece.start == b->piece.start && a->piece.end == b->piece.end;
}

void
outq_clear(struct outq *queue)
{
	while (queue->head != NULL)
		drop_head(queue);
	all.waiting -= queue->bytes;
	queue->bytes = 0;
}

void
outq_cut(struct outq *queue)
{
	struct range *head = queue->head;
	struct outq rest = *queue;
	size_t keep;

	if (head == NULL || head->piece.start == 0 ||
	    head->piece.segment->data[head->piece.start - 1] == '\n') {
		outq_clear(queue);
		return;
	}
	keep = line_at(&head->piece).len;
	rest.head = head->next;
	rest.bytes -= keep;
	outq_clear(&rest);
	head->next = NULL;
	head->piece.end = head->piece.start + (uint32_t)keep;
	*queue = (struct outq) { head, head, keep };
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

/* Writes "range SEGMENT START END SINCE". */
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
		    DECIMAL(range->since));
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
		state_wrong(state, "out of memory");
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
	const struct str bytes = state->bytes;

	if (segment == NULL || segment->used > 0 || bytes.len > SEGMENT_ROOM) {
		state_wrong(state, "data without a segment, or too much");
	} else {
		memcpy(segment->data, bytes.at, bytes.len);
		segment->used = (uint32_t)bytes.len;
	}
}

/* Loads a range, which must end with a line. */
static void
load_range(struct outq *queue, struct state *state)
{
	struct segment *segment = NULL;
	uint64_t number = 0, start = 0, end = 0, since = 0;
	struct piece piece;

	if (STATE_LINE(state, NUMBER_TO(&number, all.numbered),
		NUMBER_TO(&start, UINT32_MAX), NUMBER_TO(&end, UINT32_MAX),
		NUMBER_TO(&since, ticks_now())) &&
	    number > 0)
		segment = all.loaded[number - 1];
	if (segment == NULL || start >= end || end > segment->used ||
	    segment->data[end - 1] != '\n') {
		state_wrong(state, "invalid range of a segment");
		return;
	}
	piece = (struct piece) { segment, (uint32_t)start, (uint32_t)end };
	if (!append(queue, piece, since))
		state_wrong(state, "out of memory");
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

MODULE(outq) = { .init = outq_init, TABLES(TABLE(all.loaded, SEGMENTS_MAX)) };
