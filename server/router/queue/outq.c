/* Segments, ranges and queues: see outq.h. */
#include "router/queue/outq.h"

#include <assert.h>
#include <string.h>

#include "base/mem/arena.h"
#include "router/queue/tee.h"
#include "shared/crypto/secret.h"
#include "shared/io.h"
#include "shared/limits.h"

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

struct range {
	struct range *next;
	struct piece piece;
	usec since; /* when its first line was put in */
};

static struct {
	struct buf line; /* the buffer of stream_begin */
	struct stream *active;
	size_t waiting;
	size_t held;
	outq_visit *visit; /* for bytes that leave a queue with visit_who */

	/* For saving and loading: */
	uint64_t saving; /* the number of this save */
	uint32_t numbered; /* segments so far */
	/* Each of these, while a state is loaded; null: the state lacks it. */
	struct segment **at;
	struct segment *last; /* the one whose data comes next; or null */
	size_t room; /* of at, in segments */
} all;

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
stream_has_room(const struct stream *stream, size_t lines)
{
	return stream->tail != NULL && stream->tail->of == stream->of &&
	    SEGMENT_ROOM - stream->tail->used >= lines * LIMIT_LINE;
}

struct buf *
stream_begin(struct stream *stream, size_t lines)
{
	if (!stream_has_room(stream, lines))
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
stream_end(struct stream *stream)
{
	struct segment *segment = stream->tail;
	const struct piece piece = { segment, segment->used,
		segment->used + (uint32_t)buf_len(&all.line) };

	segment->used = piece.end;
	return piece;
}

void
streams_free_unused(void)
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

uint64_t
piece_tag(struct piece piece)
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

void
outq_save_begin(void)
{
	all.saving++;
	all.numbered = 0;
}

/* Writes "segment NUMBER TAG" and its bytes. */
static void
save_segment(struct segment *segment, struct state *state)
{
	segment->saved = all.saving;
	segment->number = ++all.numbered;
	STATE_PUT(state, STR("segment"), DECIMAL(segment->number),
	    DECIMAL(segment->of));
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

/* The most segment numbers that may be missing, one after the other. */
#define GAP_MOST 65536

/* Makes room for count segments; returns false if there is no memory. */
static bool
make_room(size_t count)
{
	size_t room = all.room > 0 ? all.room : 64;
	struct segment **at;

	if (count <= all.room)
		return true;
	while (room < count)
		room *= 2;
	at = arena_alloc(room * sizeof(struct segment *));
	if (at == NULL)
		return false;
	if (all.numbered > 0)
		memcpy(at, all.at, all.numbered * sizeof(struct segment *));
	arena_free(all.at, all.room * sizeof(struct segment *));
	all.at = at;
	all.room = room;
	return true;
}

/*
 * Returns whether no segment has that number. Numbers normally ascend one by
 * one.
 */
static bool
is_new(struct state *state, uint64_t number)
{
	if (number != all.numbered + 1)
		state_mended(state, "segment out of sequence");
	return number > 0 && number <= (uint64_t)all.numbered + GAP_MOST &&
	    (number > all.numbered || all.at[number - 1] == NULL);
}

/*
 * Loads a segment. Until outq_load_end it has one reader that is not a range.
 */
static void
load_segment(struct state *state)
{
	uint64_t words[2];

	all.last = NULL;
	if (!state_words(state, words, COUNT(words)) ||
	    !is_new(state, words[0]))
		return; /* its ranges are lost with it */
	if (make_room(words[0]))
		all.last = segment_new(words[1], true); /* may be secret */
	if (all.last == NULL) {
		state_broken(state, "out of memory");
		return;
	}
	while (all.numbered < words[0])
		all.at[all.numbered++] = NULL;
	all.at[words[0] - 1] = all.last;
}

/*
 * Loads the data of the last segment. They stand among the lines of the first
 * slot that needs them, but other slots may need them too.
 */
static void
load_data(struct state *state)
{
	struct segment *segment = all.last;
	size_t len;

	all.last = NULL;
	if (segment == NULL) {
		state_mended(state, "data without a segment");
		state->known = false; /* so that its bytes are passed over */
	} else if (state_length(state, SEGMENT_ROOM, &len)) {
		arena_fault_in(segment->data, len);
		if (state_bytes(state, segment->data, len))
			segment->used = (uint32_t)len;
	}
}

/* Returns whether the words are a range, which must end with a line. */
static bool
is_range(const uint64_t words[4])
{
	const struct segment *segment;

	if (words[0] == 0 || words[0] > all.numbered)
		return false;
	segment = all.at[words[0] - 1];
	return segment != NULL && words[1] < words[2] &&
	    words[2] <= segment->used && segment->data[words[2] - 1] == '\n';
}

static void
load_range(struct outq *queue, struct state *state)
{
	uint64_t words[4];
	struct piece piece;

	if (!state_words(state, words, COUNT(words)))
		return;
	if (!is_range(words)) {
		state_wrong(state, "invalid range of a segment");
		return;
	}
	if (words[3] > state->loop) {
		state_mended(state, "older than the clock");
		words[3] = state->loop;
	}
	piece = (struct piece) { all.at[words[0] - 1], (uint32_t)words[1],
		(uint32_t)words[2] };
	if (!append(queue, piece, state->loop - words[3])) {
		state_no_memory(state);
		return;
	}
	queue->bytes += piece.end - piece.start;
	all.waiting += piece.end - piece.start;
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
		if (all.at[--all.numbered] != NULL)
			segment_leave(all.at[all.numbered]);
	arena_free(all.at, all.room * sizeof(struct segment *));
	all.at = NULL;
	all.room = 0;
}
