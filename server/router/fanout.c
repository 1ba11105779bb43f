/* Events to queues, queues to pipes: see fanout.h. */
#include "router/fanout.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "router/budget.h"
#include "router/clients.h"
#include "router/downlink.h"
#include "router/groups.h"
#include "router/marks.h"
#include "router/outq.h"
#include "router/people.h"
#include "router/slots.h"
#include "router/tee.h"
#include "shared/buf.h"

/* In short, and in full. */
enum form { BRIEF, FULL, FORMS };

/* Words of a full event at most. */
#define EVENT_WORDS 8

/* No text stands there: it is known by its address. */
const struct str fan_actor = { "actor", 5 };

/* What an event has become in each form; empty if start is end. */
struct told {
	struct piece piece[FORMS];
	uint32_t lines[FORMS];
};

static struct {
	struct stream *groups[FORMS]; /* a stream for each group number */
	struct stream others; /* answers, and what is no group's */
	struct stream secrets; /* for the keeper */
	struct {
		struct told told;
		uint32_t group;
	} run; /* messages that are not given to the group's members yet */
	struct str tags[FAN_TAGS]; /* of the next event */
	uint32_t event; /* counts those to sharers, for client->seen */
	uint64_t last_id;
	char digits[STR_DIGITS];
} fan;

bool
fan_init(void)
{
	for (size_t i = 0; i < FORMS; i++)
		fan.groups[i] = arena_table(GROUPS_MAX, sizeof(*fan.groups[i]));
	return fan.groups[BRIEF] != NULL && fan.groups[FULL] != NULL &&
	    downlink_init() && tee_init();
}

struct str
fan_id(void)
{
	const uint64_t now = clock_wall();

	fan.last_id = now > fan.last_id ? now : fan.last_id + 1;
	return str_number(fan.last_id, fan.digits);
}

usec
fan_ahead(void)
{
	const uint64_t now = clock_wall();

	return fan.last_id > now ? fan.last_id - now : 0;
}

static void
deliver(uint32_t client, struct piece piece, uint32_t lines)
{
	const uint32_t slot = clients_slot(client);

	/* To who has no slot nothing goes. */
	if (slot != SLOT_NONE)
		downlink_push(slot, piece, lines);
}

static enum form
form_of(uint32_t client)
{
	return people_want_full(client) ? FULL : BRIEF;
}

/* In the form that the client wants, if there is one. */
static void
tell(uint32_t client, const struct told *told)
{
	const enum form form = form_of(client);

	if (told->lines[form] > 0)
		deliver(client, told->piece[form], told->lines[form]);
}

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

/* Builds the line; false where there is no memory. */
static bool
build(struct stream *stream, struct words words, struct piece *piece)
{
	struct buf *buf = stream_begin(stream, 1);

	words = trimmed(words);
	if (buf == NULL || !buf_say(buf, words.at, words.count))
		return false;
	*piece = made(stream);
	return true;
}

/* The words of a full event, with who did it. */
static struct words
resolved(const struct event *event, struct str room[EVENT_WORDS])
{
	const struct words words = trimmed(event->full);

	assert(words.count <= EVENT_WORDS);
	for (size_t i = 0; i < words.count; i++)
		room[i] = words.at[i].at == fan_actor.at ?
		    people_actor(event->actor) :
		    words.at[i];
	return (struct words) { room, words.count };
}

/* The tags of the event, and it itself: how many lines; 0: no memory. */
static uint32_t
build_full(
    struct stream *stream, const struct event *event, struct piece *piece)
{
	struct buf *buf = stream_begin(stream, 1 + FAN_TAGS);
	struct str room[EVENT_WORDS];
	const struct words words = resolved(event, room);
	uint32_t lines = 1;

	if (buf == NULL)
		return 0;
	for (size_t i = 0; i < FAN_TAGS; i++)
		if (fan.tags[i].len > 0 &&
		    BUF_SAY(buf, STR("tags"), fan.tags[i]))
			lines++;
	if (!buf_say(buf, words.at, words.count))
		return 0;
	*piece = made(stream);
	return lines;
}

/* Is it told in that form, where somebody wants it? */
static bool
has_form(const struct event *event, enum form form)
{
	return (form == FULL ? event->full : event->brief).count > 0;
}

/* The event, and the line in front of it, likewise. */
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

/* In that form; 0 lines where there is no memory. */
static uint32_t
build_form(struct stream *stream, const struct event *event, enum form form,
    struct piece *piece)
{
	return form == FULL ? build_full(stream, event, piece) :
			      build_brief(stream, event, piece);
}

static struct stream *
stream_of(uint32_t group, enum form form)
{
	struct stream *stream = &fan.groups[form][group];

	stream->of = groups_tag(group);
	return stream;
}

/* Behind the messages that were said before. */
static void
begin(void)
{
	fan_settle();
	tee_end(); /* what was shared may have gone, and its place be taken */
}

static bool
store(struct stream *stream, struct words words, struct piece *piece)
{
	begin();
	return build(stream, words, piece);
}

/* For each form that is wanted, in the group's own stream, or in the others'.
 */
static bool
build_event(uint32_t group, const struct event *event, const bool wanted[FORMS],
    struct told *told)
{
	*told = (struct told) { .lines = { 0 } };
	for (enum form form = BRIEF; form < FORMS; form++) {
		if (!wanted[form] || !has_form(event, form))
			continue;
		told->lines[form] = build_form(
		    group != GROUP_NONE ? stream_of(group, form) : &fan.others,
		    event, form, &told->piece[form]);
		if (told->lines[form] == 0)
			return false;
	}
	return true;
}

/* The same, behind the messages that were said before. */
static bool
store_event(uint32_t group, const struct event *event, const bool wanted[FORMS],
    struct told *told)
{
	begin();
	return build_event(group, event, wanted, told);
}

static bool
push(uint32_t slot, struct stream *stream, struct words words)
{
	struct piece piece;

	if (!store(stream, words, &piece))
		return false;
	budget_charge(WORK_RECEIVER, 1);
	downlink_push(slot, piece, 1);
	return true;
}

bool
fan_slot(uint32_t slot, struct words words)
{
	return push(slot, &fan.others, words);
}

bool
fan_secret(uint32_t slot, struct words words)
{
	fan.secrets.secret = true;
	return push(slot, &fan.secrets, words);
}

bool
fan_one(uint32_t client, struct words words)
{
	struct piece piece;

	if (!store(&fan.others, words, &piece))
		return false;
	budget_charge(WORK_RECEIVER, 1);
	deliver(client, piece, 1);
	return true;
}

bool
fan_two(uint32_t client, uint32_t other, const struct event *event)
{
	const bool first = people_want_full(client);
	const bool second = people_want_full(other);
	struct told told;

	if (!store_event(GROUP_NONE, event,
		(const bool[FORMS]) { !first || !second, first || second },
		&told))
		return false;
	budget_charge(WORK_RECEIVER, 2);
	tell(client, &told);
	if (other != client)
		tell(other, &told);
	return true;
}

/* Which forms the members of a group want. */
static void
note_wanted(uint32_t group, bool wanted[FORMS])
{
	const size_t full = groups_full(group);

	wanted[FULL] |= full > 0;
	wanted[BRIEF] |= full < groups_members(group)->count;
}

static void
deliver_to_members(uint32_t group, struct piece piece, uint32_t lines)
{
	const struct set *members = groups_members(group);

	for (size_t i = 0; i < members->count; i++)
		deliver(members->at[i], piece, lines);
}

/* Where all members want the same form nobody is asked. */
static void
tell_members(uint32_t group, const struct told *told)
{
	const struct set *members = groups_members(group);

	downlink_crowd(members->count);
	if (groups_full(group) > 0)
		for (size_t i = 0; i < members->count; i++)
			tell(members->at[i], told);
	else if (told->lines[BRIEF] > 0)
		deliver_to_members(
		    group, told->piece[BRIEF], told->lines[BRIEF]);
	downlink_crowd(1);
}

bool
fan_group(uint32_t group, const struct event *event)
{
	bool wanted[FORMS] = { false };
	struct told told;

	note_wanted(group, wanted);
	if (!store_event(group, event, wanted, &told))
		return false;
	budget_charge(WORK_RECEIVER, groups_members(group)->count);
	tell_members(group, &told);
	return true;
}

bool
fan_audience(
    uint32_t group, unsigned roles, uint32_t client, const struct event *event)
{
	const struct set *members = groups_members(group);
	bool wanted[FORMS] = { false };
	struct told told;

	note_wanted(group, wanted);
	wanted[form_of(client)] = true;
	if (!store_event(group, event, wanted, &told))
		return false;
	budget_charge(WORK_RECEIVER, members->count + 1);
	downlink_crowd(members->count);
	for (size_t i = 0; i < members->count; i++)
		if (members->at[i] != client &&
		    (roles == 0 ||
			(groups_roles(group, members->at[i]) & roles) != 0))
			tell(members->at[i], &told);
	downlink_crowd(1);
	tell(client, &told);
	return true;
}

void
fan_tags(const struct str tags[FAN_TAGS])
{
	memcpy(fan.tags, tags, sizeof(fan.tags));
}

static bool
has_run(void)
{
	return fan.run.told.lines[BRIEF] > 0 || fan.run.told.lines[FULL] > 0;
}

void
fan_settle(void)
{
	const struct told told = fan.run.told;

	if (!has_run())
		return;
	fan.run.told = (struct told) { .lines = { 0 } };
	tell_members(fan.run.group, &told);
}

/* What has been built follows the run. */
static void
add_to_run(const struct told *told)
{
	struct told *run = &fan.run.told;

	for (enum form form = BRIEF; form < FORMS; form++) {
		if (told->lines[form] == 0)
			continue;
		if (run->lines[form] == 0)
			run->piece[form] = told->piece[form];
		run->piece[form].end = told->piece[form].end;
		run->lines[form] += told->lines[form];
	}
}

/* A run ends with its segment, which it does not keep. */
static bool
fits_run(uint32_t group, const bool wanted[FORMS])
{
	for (enum form form = BRIEF; form < FORMS; form++)
		if (wanted[form] &&
		    !stream_has_room(stream_of(group, form), 1 + FAN_TAGS))
			return false;
	return fan.run.group == group;
}

bool
fan_message(uint32_t group, const struct event *event)
{
	bool wanted[FORMS] = { false };
	struct told told;

	note_wanted(group, wanted);
	if (!fits_run(group, wanted))
		fan_settle();
	if (!has_run()) /* whoever begins it pays for all */
		budget_charge(WORK_RECEIVER, groups_members(group)->count);
	fan.run.group = group;
	if (build_event(group, event, wanted, &told)) {
		add_to_run(&told);
		return true;
	}
	fan_settle(); /* what was built in one form is in nobody's way */
	return false;
}

/*
 * Builds the event once more, in the group's own stream, so that it counts in
 * that group's backlog. Without memory for that, told stays as it was built for
 * the group before.
 */
static void
rebuild(uint32_t group, const struct event *event, struct told *told)
{
	bool wanted[FORMS] = { false };
	struct told fresh;

	note_wanted(group, wanted);
	if (!build_event(group, event, wanted, &fresh))
		return;
	for (enum form form = BRIEF; form < FORMS; form++)
		if (fresh.lines[form] > 0) {
			told->piece[form] = fresh.piece[form];
			told->lines[form] = fresh.lines[form];
		}
}

/* Marks the member as told of this event; false if it was. */
static bool
meet(uint32_t member)
{
	struct client *client = clients_get(member);

	if (client->seen == fan.event)
		return false;
	client->seen = fan.event;
	return true;
}

/*
 * Delivers the event to the members that have not had it through an earlier
 * group; builds it for this group first, unless it is_built.
 */
static void
tell_unmet(
    uint32_t group, const struct event *event, struct told *told, bool is_built)
{
	const struct set *members = groups_members(group);

	budget_charge(WORK_STEP, 2 * members->count);
	downlink_crowd(members->count);
	for (size_t i = 0; i < members->count; i++) {
		if (!meet(members->at[i]))
			continue;
		budget_charge(WORK_RECEIVER, 1);
		if (!is_built)
			rebuild(group, event, told);
		is_built = true;
		tell(members->at[i], told);
	}
	downlink_crowd(1);
}

/*
 * Builds the event in the stream of the client's first group, in every form
 * that some member of its groups wants.
 */
static bool
build_first(
    uint32_t client, const struct event *event, bool itself, struct told *told)
{
	const struct set *groups = groups_of(client);
	bool wanted[FORMS] = { false };

	for (size_t i = 0; i < groups->count; i++)
		note_wanted(groups->at[i], wanted);
	if (itself)
		wanted[form_of(client)] = true;
	return store_event(groups->count > 0 ? groups->at[0] : GROUP_NONE,
	    event, wanted, told);
}

/*
 * Delivers the event once to each client that shares a group with this one, and
 * to the client itself if asked. It counts in the backlog of the first group
 * that both are in.
 */
static bool
tell_sharers(uint32_t client, const struct event *event, bool itself)
{
	const struct set *groups = groups_of(client);
	struct told told;

	if (!build_first(client, event, itself, &told))
		return false;
	if (itself)
		tell(client, &told);
	fan.event++;
	(void)meet(client);
	for (size_t i = 0; i < groups->count; i++)
		tell_unmet(groups->at[i], event, &told, i == 0);
	return true;
}

bool
fan_quit(uint32_t client, const struct event *event)
{
	return tell_sharers(client, event, false);
}

bool
fan_renamed(uint32_t client, const struct event *event)
{
	return tell_sharers(client, event, true);
}

static void
lose(uint32_t client)
{
	const uint32_t slot = clients_slot(client);

	if (slot != SLOT_NONE)
		marks_set(slot, MARK_LOST);
}

void
fan_listed(
    uint32_t group, const uint32_t *clients, size_t count, struct words words)
{
	struct stream *stream =
	    group != GROUP_NONE ? stream_of(group, BRIEF) : &fan.others;
	struct piece piece;
	const bool told = store(stream, words, &piece);

	budget_charge(WORK_RECEIVER, count);
	for (size_t i = 0; i < count; i++)
		if (told)
			deliver(clients[i], piece, 1);
		else
			lose(clients[i]);
}

void
fan_lose_sharers(uint32_t client)
{
	const struct set *groups = groups_of(client);

	for (size_t i = 0; i < groups->count; i++) {
		const struct set *members = groups_members(groups->at[i]);
		for (size_t j = 0; j < members->count; j++)
			lose(members->at[j]);
	}
}

void
fan_flush(void)
{
	fan_settle();
	downlink_flush();
	tee_end();
	streams_rest();
}

void
fan_save(struct state *state)
{
	state_put(state, STR("last"), fan.last_id); /* or one came twice */
	downlink_save(state);
}

void
fan_load(struct state *state)
{
	uint32_t number = SLOT_NONE;

	while (state_next(state))
		if (state_is(state, STR("last")))
			(void)state_number(
			    state, UINT64_MAX - 1, &fan.last_id); /* noted */
		else
			downlink_load_line(state, &number);
	downlink_load_end(state);
}
