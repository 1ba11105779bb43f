/* Segments and streams: see segments.h. */
#include "router/queue/segments.h"

#include <assert.h>

#include "shared/crypto/secret.h"
#include "shared/limits.h"

static struct {
	struct buf line; /* the buffer of stream_begin */
	struct stream *active;
	size_t held;
} segments;

void
segment_leave(struct segment *segment)
{
	assert(segment->readers > 0);
	if (--segment->readers > 0)
		return;
	segments.held -= ARENA_BLOCK;
	if (segment->secret)
		secret_wipe(segment->data, segment->used);
	arena_free(segment, ARENA_BLOCK);
}

struct segment *
segment_new(uint64_t of, bool secret)
{
	struct segment *segment = arena_alloc(ARENA_BLOCK);

	if (segment == NULL)
		return NULL;
	segments.held += ARENA_BLOCK;
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
		stream->next_active = segments.active;
		segments.active = stream;
	}
	buf_init(&segments.line, stream->tail->data + stream->tail->used,
	    SEGMENT_ROOM - stream->tail->used);
	return &segments.line;
}

struct piece
stream_end(struct stream *stream)
{
	struct segment *segment = stream->tail;
	const struct piece piece = { segment, segment->used,
		segment->used + (uint32_t)buf_len(&segments.line) };

	segment->used = piece.end;
	return piece;
}

void
streams_free_unused(void)
{
	struct stream **link = &segments.active;

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
segments_held(void)
{
	return segments.held;
}
