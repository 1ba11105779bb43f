/* Events: see events.h. */
#include "router/delivery/events.h"

#include <assert.h>
#include <string.h>

#include "base/data/rows.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/queue/budget.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/names.h"

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

/* Returns the words without the empty ones at the end. */
static struct words
trimmed(struct words words)
{
	while (words.count > 0 && words.at[words.count - 1].len == 0)
		words.count--;
	return words;
}

bool
event_line(struct stream *stream, struct words words, struct piece *piece)
{
	struct buf *buf = outq_stream_begin(stream, 1);

	words = trimmed(words);
	if (buf == NULL || !buf_say(buf, words.at, words.count))
		return false;
	*piece = outq_stream_end(stream);
	budget_charge(WORK_BYTE, piece->end - piece->start);
	return true;
}

/*
 * Returns how many words of the event are in its brief form; 0: it has none. Of
 * modes, it tells only that the group is recorded from then on, or no longer.
 */
static size_t
count_brief(enum verb verb, struct words full)
{
	static const enum verb whole[] = { VERB_MSG, VERB_TELL, VERB_LINES,
		VERB_NOTE, VERB_TOPIC, VERB_LEAVE, VERB_KICK, VERB_QUIT,
		VERB_NAME, VERB_REDACT, VERB_ONLINE, VERB_OFFLINE, VERB_GAP };

	if (verb == VERB_JOIN)
		return 4; /* without a real name */
	if (verb == VERB_MODE)
		return memchr(full.at[4].at, 'H', full.at[4].len) != NULL ? 5 :
									    0;
	for (size_t i = 0; i < COUNT(whole); i++)
		if (whole[i] == verb)
			return full.count;
	return 0;
}

/* Returns the whole group of "o:GROUP" as it is spelled, or another target. */
static struct str
whole_target(struct str target)
{
	const struct str group = audience_group(target);

	return group.len < target.len ? groups_name(groups_find(group)) :
					target;
}

/*
 * Makes the brief form: with the names of clients only, and a note as any text.
 */
static struct words
make_brief(struct words full, client_id actor, struct str room[FORMS_WORDS])
{
	const struct rule *rule = grammar_find(full.at[0], FROM_SERVER);
	const enum verb verb = rule->verb;
	const size_t count = count_brief(verb, full);

	room[0] = full.at[0];
	for (size_t i = 1; i < count; i++)
		room[i] = full.at[i].at == fanout_actor.at ?
		    clients_name(actor) :
		    rule->args[i - 1] == ARG_ACTOR ?
		    grammar_name_of(full.at[i]) :
		    full.at[i];
	if (count == 0)
		return NO_WORDS;
	if (verb == VERB_MODE)
		room[4] = room[4].at[0] == '+' ? STR("+H") : STR("-H");
	if (verb == VERB_MSG || verb == VERB_LINES || verb == VERB_NOTE)
		room[2] = whole_target(room[2]);
	if (verb == VERB_NOTE && str_skip(&room[2], STR("@"))) {
		const struct str to = room[2];
		room[0] = STR("tell");
		room[2] = room[3];
		room[3] = to;
	} else if (verb == VERB_NOTE) {
		room[0] = STR("msg");
	}
	return (struct words) { room, count };
}

struct words
event_words(
    const struct event *event, enum form form, struct str room[FORMS_WORDS])
{
	const struct words full = trimmed(event->full);
	const client_id actor =
	    conn_is(event->actor) ? client_of(event->actor) : CLIENT_NONE;

	assert(full.count <= FORMS_WORDS);
	if (form == BRIEF && event->brief.count > 0)
		return trimmed(event->brief);
	if (form == BRIEF)
		return make_brief(full, actor, room);
	for (size_t i = 0; i < full.count; i++)
		room[i] = full.at[i].at != fanout_actor.at ? full.at[i] :
		    form == ELSEWHERE ? clients_actor_elsewhere(actor) :
					clients_actor(actor);
	return (struct words) { room, full.count };
}

/* The last ID is saved, so that no program gives an ID a second time. */
static const struct field saved[] = {
	FIELD_UPTO(NUMBER, struct event_ids, last, UINT64_MAX - 1),
};

MODULE(event_ids) = { FIELDS_SECTION("events", saved, event_ids) };
