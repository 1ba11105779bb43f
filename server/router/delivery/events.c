/* Events: see events.h. */
#include "router/delivery/events.h"

#include <assert.h>

#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/queue/budget.h"
#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/message_lines.h"

static struct event_ids {
	uint64_t last;
	char digits[STR_DIGITS]; /* of the last one as a text */
} event_ids;

uint64_t
event_ids_next_number(void)
{
	const uint64_t now = clock_wall();

	event_ids.last = now > event_ids.last ? now : event_ids.last + 1;
	return event_ids.last;
}

struct str
event_ids_next(void)
{
	return str_number(event_ids_next_number(), event_ids.digits);
}

usec
event_ids_ahead(void)
{
	const uint64_t now = clock_wall();

	return event_ids.last > now ? event_ids.last - now : 0;
}

void
event_ids_pass(uint64_t id)
{
	if (id > event_ids.last)
		event_ids.last = id;
}

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
	while (words.count > 0 && words.at[words.count - 1].len == 0)
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

/* The words of a message of several lines. */
enum { LINES_WORD, LINES_ID, LINES_TO, LINES_ACTOR, LINES_LENGTHS, LINES_TEXT };
#define LINES_WORDS (LINES_TEXT + 1)

/* The most bytes of each of its lines without the text: "tell ID ACTOR TO ". */
#define LINES_HEAD \
	(4 + 1 + LIMIT_ID + 1 + LIMIT_ACTOR + 1 + LIMIT_GROUP + 2 + 1 + 1)

/* Returns the most bytes of a message of several lines, without its tags. */
static size_t
bytes_of_lines(const struct event *event)
{
	const struct words words = event->full;
	char map[LIMIT_LINES];
	struct str unused;

	return (1 + message_lines_map(words.at[LINES_LENGTHS], map, &unused)) *
	    LINES_HEAD +
	    LIMIT_LINES + STR_DIGITS + words.at[LINES_TEXT].len;
}

size_t
forms_room(const struct event *event, enum form form)
{
	const size_t before =
	    form == FULL ? FANOUT_TAGS : event->ahead.count > 0;

	return before + 1 +
	    (event->in_lines ? bytes_of_lines(event) / LIMIT_LINE : 0);
}

/*
 * Builds a message of several lines. Returns the number of lines, 0 if they
 * have no room.
 */
static uint32_t
build_lines(struct buf *buf, struct words words)
{
	struct str lengths = words.at[LINES_LENGTHS], map;
	struct str text = words.at[LINES_TEXT];
	struct message_line line;
	struct str id = words.at[LINES_ID], actor = words.at[LINES_ACTOR];
	struct str to = words.at[LINES_TO];
	const bool is_tell = str_skip(&to, STR("@"));
	char room[LIMIT_LINES];
	const size_t count = message_lines_map(lengths, room, &map);
	struct str head[LINES_WORDS] = { words.at[LINES_WORD],
		words.at[LINES_ID], words.at[LINES_TO], words.at[LINES_ACTOR],
		DECIMAL(count), map };

	if (!buf_say(buf, head, map.len > 0 ? LINES_WORDS : LINES_WORDS - 1))
		return 0;
	while (message_lines_next(&lengths, &text, &line))
		if (line.text.len > 0 &&
		    !(is_tell ?
			    BUF_SAY(
				buf, STR("tell"), id, actor, to, line.text) :
			    BUF_SAY(buf, STR("msg"), id, to, actor, line.text)))
			return 0;
	return (uint32_t)(1 + count);
}

uint32_t
forms_build(struct stream *stream, const struct event *event, enum form form,
    const struct str tags[FANOUT_TAGS], struct piece *piece)
{
	struct buf *buf = stream_begin(stream, forms_room(event, form));
	const struct words ahead = trimmed(event->ahead);
	struct str room[FORMS_WORDS];
	const struct words words =
	    form == FULL ? forms_full(event, room) : trimmed(event->brief);
	uint32_t before = 0, said;

	if (buf == NULL)
		return 0;
	for (size_t i = 0; form == FULL && i < FANOUT_TAGS; i++)
		if (tags[i].len > 0 && BUF_SAY(buf, STR("tags"), tags[i]))
			before++;
	if (form == BRIEF && ahead.count > 0)
		before = buf_say(buf, ahead.at, ahead.count);
	said = event->in_lines ? build_lines(buf, words) :
				 buf_say(buf, words.at, words.count);
	if (said == 0)
		return 0;
	*piece = made(stream);
	return before + said;
}

/* The last ID is saved, so that no program gives an ID a second time. */
static const struct field saved[] = {
	FIELD_UPTO(NUMBER, struct event_ids, last, UINT64_MAX - 1),
};

MODULE(event_ids) = { FIELDS_SECTION("events", saved, event_ids) };
