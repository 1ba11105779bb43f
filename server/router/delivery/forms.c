/* The lines of an event: see forms.h. */
#include "router/delivery/forms.h"

#include <assert.h>

#include "router/model/client_identity.h"
#include "router/queue/budget.h"
#include "shared/buf.h"

/* A placeholder known by its address; its text is never sent. */
const struct str fanout_actor = LIT("actor");

static struct piece
made(struct stream *stream)
{
	const struct piece piece = stream_end(stream);

	budget_charge(WORK_BYTE, piece.end - piece.start);
	return piece;
}

static struct words
trimmed(struct words words)
{
	if (words.count > 0 && words.at[words.count - 1].len == 0)
		words.count--;
	return words;
}

bool
forms_line(struct stream *stream, struct words words, struct piece *piece)
{
	struct buf *buf = stream_begin(stream, 1);

	words = trimmed(words);
	if (buf == NULL || !buf_say(buf, words.at, words.count))
		return false;
	*piece = made(stream);
	return true;
}

struct words
forms_full(const struct event *event, struct str room[FORMS_WORDS])
{
	const struct words words = trimmed(event->full);

	assert(words.count <= FORMS_WORDS);
	for (size_t i = 0; i < words.count; i++)
		room[i] = words.at[i].at == fanout_actor.at ?
		    identity_actor(event->actor) :
		    words.at[i];
	return (struct words) { room, words.count };
}

/*
 * Builds the tags and the full event. Returns the number of lines, 0 if there
 * is no memory.
 */
static uint32_t
build_full(struct stream *stream, const struct event *event,
    const struct str tags[FANOUT_TAGS], struct piece *piece)
{
	struct buf *buf = stream_begin(stream, 1 + FANOUT_TAGS);
	struct str room[FORMS_WORDS];
	const struct words words = forms_full(event, room);
	uint32_t lines = 1;

	if (buf == NULL)
		return 0;
	for (size_t i = 0; i < FANOUT_TAGS; i++)
		if (tags[i].len > 0 && BUF_SAY(buf, STR("tags"), tags[i]))
			lines++;
	if (!buf_say(buf, words.at, words.count))
		return 0;
	*piece = made(stream);
	return lines;
}

bool
forms_has(const struct event *event, enum form form)
{
	return (form == FULL ? event->full : event->brief).count > 0;
}

/*
 * Builds the line ahead of the brief event, and the event. Returns the number
 * of lines, 0 if there is no memory.
 */
static uint32_t
build_brief(
    struct stream *stream, const struct event *event, struct piece *piece)
{
	const struct words ahead = trimmed(event->ahead);
	const struct words words = trimmed(event->brief);
	const uint32_t lines = ahead.count > 0 ? 2 : 1;
	struct buf *buf = stream_begin(stream, lines);

	if (buf == NULL ||
	    (lines > 1 && !buf_say(buf, ahead.at, ahead.count)) ||
	    !buf_say(buf, words.at, words.count))
		return 0;
	*piece = made(stream);
	return lines;
}

uint32_t
forms_build(struct stream *stream, const struct event *event, enum form form,
    const struct str tags[FANOUT_TAGS], struct piece *piece)
{
	return form == FULL ? build_full(stream, event, tags, piece) :
			      build_brief(stream, event, piece);
}
