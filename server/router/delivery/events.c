/* Events: see events.h. */
#include "router/delivery/events.h"

#include <assert.h>

#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/queue/budget.h"
#include "shared/buf.h"

static struct event_ids {
	uint64_t last;
} event_ids;

uint64_t
event_ids_next(void)
{
	const uint64_t now = clock_wall();

	event_ids.last = now > event_ids.last ? now : event_ids.last + 1;
	return event_ids.last;
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

struct words
event_trimmed(struct words words)
{
	while (words.count > 0 && words.at[words.count - 1].len == 0)
		words.count--;
	return words;
}

bool
event_line(struct stream *stream, struct words words, struct piece *piece)
{
	struct buf *buf = outq_stream_begin(stream, 2); /* TOKEN_LINE */

	words = event_trimmed(words);
	if (buf == NULL || !buf_say(buf, words.at, words.count))
		return false;
	*piece = outq_stream_end(stream);
	budget_charge(WORK_BYTE, piece->end - piece->start);
	return true;
}

struct words
event_full(
    const struct event *event, bool elsewhere, struct str room[FORMS_WORDS])
{
	const struct words words = event_trimmed(event->full);
	const client_id actor =
	    conn_is(event->actor) ? client_of(event->actor) : CLIENT_NONE;

	assert(words.count <= FORMS_WORDS);
	for (size_t i = 0; i < words.count; i++)
		room[i] = words.at[i].at != fanout_actor.at ? words.at[i] :
		    elsewhere ? clients_actor_elsewhere(actor) :
				clients_actor(actor);
	return (struct words) { room, words.count };
}

/* The last ID is saved, so that no program gives an ID a second time. */
static const struct field saved[] = {
	FIELD_UPTO(NUMBER, struct event_ids, last, UINT64_MAX - 1),
};

MODULE(event_ids) = { FIELDS_SECTION("events", saved, event_ids) };
