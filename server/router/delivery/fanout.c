/* Events and their receivers: see fanout.h. */
#include "router/delivery/fanout.h"

#include <string.h>

#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/downlink.h"
#include "router/delivery/events.h"
#include "router/delivery/record.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "router/queue/outq.h"
#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/message_lines.h"

/*
 * The forms of events: the full one has a mark for other connections of who
 * caused it.
 */
enum form { BRIEF, FULL, ELSEWHERE, FORMS };

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

/*
 * Returns how many lines of any length, LIMIT_LINE, the event may take in that
 * form, with its tags.
 */
static size_t
forms_room(const struct event *event, enum form form)
{
	const size_t before = form != BRIEF ? FANOUT_TAGS : 0;

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

/*
 * Builds the event's lines, with these tags before a full one. Returns the
 * number of lines, 0 if there is no memory.
 */
static uint32_t
forms_build(struct stream *stream, const struct event *event, enum form form,
    const struct str tags[FANOUT_TAGS], struct piece *piece)
{
	struct buf *buf = outq_stream_begin(stream, forms_room(event, form));
	struct str room[FORMS_WORDS];
	const struct words words = form == BRIEF ?
	    event_trimmed(event->brief) :
	    event_full(event, form == ELSEWHERE, room);
	uint32_t before = 0, said;

	if (buf == NULL)
		return 0;
	for (size_t i = 0; form != BRIEF && i < FANOUT_TAGS; i++)
		if (tags[i].len > 0 && BUF_SAY(buf, STR("tags"), tags[i]))
			before++;
	said = event->in_lines ? build_lines(buf, words) :
				 buf_say(buf, words.at, words.count);
	if (said == 0)
		return 0;
	*piece = outq_stream_end(stream);
	budget_charge(WORK_BYTE, piece->end - piece->start);
	return before + said;
}

/*
 * The pieces of an event in each form, and their lines; 0 lines: not in that
 * form.
 */
struct event_pieces {
	struct piece piece[FORMS];
	uint32_t lines[FORMS];
	conn_id actor; /* of ELSEWHERE */
};

static struct {
	struct stream *groups[FORMS]; /* a stream for each group number */
	struct stream others; /* replies, and events of no group */
	struct stream secrets; /* for the keeper */
	struct {
		struct event_pieces pieces;
		uint32_t group;
	} run; /* messages not delivered to the members yet */
	struct str tags[FANOUT_TAGS]; /* of the next event */
	/* The receivers of an event that is no message to a group. */
	client_id *to; /* each once */
	size_t count;
	uint32_t event; /* the number of that event */
	uint32_t *seen; /* by client: the last one of which it is a receiver */
} fan;

/* Returns the form that the connection wants of what the client has caused. */
static enum form
form_of(conn_id conn, conn_id actor)
{
	if (!conns_get(conn)->full)
		return BRIEF;
	return conn_is(actor) && !conn_same(conn, actor) &&
		client_same(client_of(conn), client_of(actor)) ?
	    ELSEWHERE :
	    FULL;
}

/* Adds the forms that the client's connections want. */
static void
note_wanted_by(client_id client, conn_id actor, bool wanted[FORMS])
{
	FOR_EACH_CONN_OF(it, client)
		wanted[form_of(it, actor)] = true;
}

/* Delivers the event in the form that the connection wants, if it has that. */
static void
tell_one(conn_id conn, const struct event_pieces *pieces)
{
	const enum form form = form_of(
	    conn, pieces->lines[ELSEWHERE] > 0 ? pieces->actor : CONN_NONE);

	if (pieces->lines[form] > 0)
		downlink_push(
		    conns_slot(conn), pieces->piece[form], pieces->lines[form]);
}

static struct stream *
stream_of(uint32_t group, enum form form)
{
	struct stream *stream = &fan.groups[form][group];

	stream->of = groups_get(group)->tag;
	return stream;
}

/*
 * Builds the event in each wanted form, in the group's own stream or the common
 * one.
 */
static bool
build_event(uint32_t group, const struct event *event, const bool wanted[FORMS],
    struct event_pieces *pieces)
{
	*pieces = (struct event_pieces) { .actor = event->actor };
	for (enum form form = BRIEF; form < FORMS; form++) {
		if (!wanted[form] ||
		    (form == BRIEF ? event->brief : event->full).count == 0)
			continue;
		pieces->lines[form] = forms_build(
		    group != GROUP_NONE ? stream_of(group, form) : &fan.others,
		    event, form, fan.tags, &pieces->piece[form]);
		if (pieces->lines[form] == 0)
			return false;
	}
	return true;
}

/* Sends the slot the line. Returns false if there is no memory for it. */
static bool
push(uint32_t slot, struct stream *stream, struct words words)
{
	struct piece piece;

	fanout_settle();
	if (!event_line(stream, words, &piece))
		return false;
	budget_charge(WORK_RECEIVER, 1);
	downlink_push(slot, piece, 1);
	return true;
}

void
fanout_slot(uint32_t slot, struct words words)
{
	if (!push(slot, &fan.others, words) && slot != SLOT_NONE)
		disconnect_mark(slot, MARK_LOST);
}

bool
fanout_secret(uint32_t slot, struct words words)
{
	fan.secrets.secret = true;
	return push(slot, &fan.secrets, words);
}

void
fanout_mark_lost(conn_id conn)
{
	const uint32_t slot = conn_is(conn) ? conns_slot(conn) : SLOT_NONE;

	if (slot != SLOT_NONE)
		disconnect_mark(slot, MARK_LOST);
}

void
fanout_mark_members_lost(uint32_t group)
{
	const struct set *members = groups_members(group);

	for (size_t i = 0; i < members->count; i++)
		FOR_EACH_CONN_OF(it, clients_at(members, i))
			fanout_mark_lost(it);
}

void
fanout_conn(conn_id conn, struct words words)
{
	fanout_slot(conns_slot(conn), words);
}

void
fanout_event(conn_id conn, const struct event *event)
{
	bool wanted[FORMS] = { false };
	struct event_pieces pieces;

	wanted[form_of(conn, event->actor)] = true;
	fanout_settle();
	if (!build_event(GROUP_NONE, event, wanted, &pieces)) {
		fanout_mark_lost(conn);
		return;
	}
	budget_charge(WORK_RECEIVER, 1);
	tell_one(conn, &pieces);
}

static void
add_receiver(client_id client)
{
	if (fan.seen[client.n] == fan.event)
		return;
	fan.seen[client.n] = fan.event;
	fan.to[fan.count++] = client;
}

/* Begins the list of the next event's receivers with that client. */
static void
begin_with(client_id client)
{
	fan.event++;
	fan.count = 0;
	add_receiver(client);
}

/* Adds the members of the group who have one of these roles; 0: all. */
static void
add_members(uint32_t group, unsigned roles)
{
	const struct set *members = groups_members(group);

	budget_charge(roles != 0 ? WORK_ROW : WORK_STEP, 2 * members->count);
	for (size_t i = 0; i < members->count; i++)
		if (roles == 0 ||
		    (groups_roles(group, clients_at(members, i)) & roles) != 0)
			add_receiver(clients_at(members, i));
}

/*
 * Sends the event to its receivers, but not to that connection, after all
 * earlier messages. Its actor is lost if there is no memory, as it waits for
 * it.
 */
static bool
send_to_them(uint32_t group, const struct event *event, conn_id but)
{
	bool wanted[FORMS] = { false };
	struct event_pieces pieces;

	for (size_t i = 0; i < fan.count; i++)
		note_wanted_by(fan.to[i], event->actor, wanted);
	fanout_settle();
	if (!build_event(group, event, wanted, &pieces)) {
		fanout_mark_lost(event->actor);
		return false;
	}
	budget_charge(WORK_RECEIVER, fan.count);
	for (size_t i = 0; i < fan.count; i++)
		FOR_EACH_CONN_OF(it, fan.to[i])
			if (!conn_same(it, but))
				tell_one(it, &pieces);
	return true;
}

bool
fanout_both(client_id client, client_id other, const struct event *event)
{
	begin_with(client);
	add_receiver(other);
	if (!send_to_them(GROUP_NONE, event, CONN_NONE))
		return false;
	(void)record_in_talk(clients_account(client), clients_account(other),
	    event, fan.tags, false); /* or it is lost */
	return true;
}

bool
fanout_audience(
    uint32_t group, unsigned roles, client_id client, const struct event *event)
{
	begin_with(client);
	add_members(group, roles);
	if (!send_to_them(group, event, CONN_NONE))
		return false;
	if (roles == 0)
		record_in_group(group, event, fan.tags);
	return true;
}

/*
 * Charges the event's actor for it, if it is one of change_rate: of a group, or
 * for all who share one. So no command can forget that.
 */
static void
charge_change(const struct event *event, enum charge charged)
{
	const struct rule *rule = grammar_find(event->full.at[0], FROM_SERVER);

	if (conn_is(event->actor) && rule->charged == charged && rule->rated)
		clients_note_change(client_of(event->actor));
}

bool
fanout_sharers(conn_id conn, bool itself, const struct event *event)
{
	const client_id client = client_of(conn);
	const struct set *groups = groups_of(client);

	charge_change(event, CHARGE_SHARED);
	begin_with(client);
	for (size_t i = 0; i < groups->count; i++)
		add_members(groups->at[i], 0);
	if (!send_to_them(groups->count > 0 ? groups->at[0] : GROUP_NONE, event,
		itself ? CONN_NONE : conn))
		return false;
	for (size_t i = 0; i < groups->count; i++)
		record_in_group(groups->at[i], event, NULL);
	return true;
}

void
fanout_tags(const struct str tags[FANOUT_TAGS])
{
	memcpy(fan.tags, tags, sizeof(fan.tags));
}

static bool
has_run(void)
{
	return fan.run.pieces.lines[BRIEF] + fan.run.pieces.lines[FULL] > 0;
}

/* Without a look at what each member wants, if that is the same for all. */
void
fanout_settle(void)
{
	const struct event_pieces pieces = fan.run.pieces;
	const struct piece brief = pieces.piece[BRIEF];
	const uint32_t lines = pieces.lines[BRIEF];
	const struct set *members = groups_members(fan.run.group);
	const bool looks =
	    groups_get(fan.run.group)->wanted[true] || lines == 0;

	if (!has_run())
		return;
	fan.run.pieces = (struct event_pieces) { .lines = { 0 } };
	for (size_t i = 0; i < members->count; i++)
		FOR_EACH_CONN_OF(it, clients_at(members, i))
			if (looks)
				tell_one(it, &pieces);
			else
				downlink_push(conns_slot(it), brief, lines);
}

/* Adds the forms that members of the group, or the actor, want. */
static void
note_wanted(uint32_t group, conn_id actor, bool wanted[FORMS])
{
	wanted[BRIEF] |= groups_get(group)->wanted[false];
	wanted[FULL] |= groups_get(group)->wanted[true];
	if (conn_is(actor))
		note_wanted_by(client_of(actor), actor, wanted);
}

/* Appends the new piece to the run. */
static void
add_to_run(const struct event_pieces *pieces)
{
	struct event_pieces *run = &fan.run.pieces;

	run->actor = pieces->actor; /* if it is of ELSEWHERE, it is alone */
	for (enum form form = BRIEF; form < FORMS; form++) {
		if (pieces->lines[form] == 0)
			continue;
		if (run->lines[form] == 0)
			run->piece[form] = pieces->piece[form];
		run->piece[form].end = pieces->piece[form].end;
		run->lines[form] += pieces->lines[form];
	}
}

/*
 * Returns whether the event fits the run: a run stays within one segment, to
 * which it holds no reference.
 */
static bool
fits_run(uint32_t group, const struct event *event, const bool wanted[FORMS])
{
	if (wanted[ELSEWHERE] || fan.run.pieces.lines[ELSEWHERE] > 0)
		return false; /* the next one has another actor, or none */
	for (enum form form = BRIEF; form < FORMS; form++)
		if (wanted[form] &&
		    !outq_stream_has_room(
			stream_of(group, form), forms_room(event, form)))
			return false;
	return fan.run.group == group;
}

bool
fanout_message(uint32_t group, const struct event *event)
{
	bool wanted[FORMS] = { false };
	struct event_pieces pieces;

	note_wanted(group, event->actor, wanted);
	if (!fits_run(group, event, wanted))
		fanout_settle();
	if (!has_run()) /* the first message pays for the whole run */
		budget_charge(WORK_RECEIVER, groups_members(group)->count);
	fan.run.group = group;
	if (build_event(group, event, wanted, &pieces)) {
		add_to_run(&pieces);
		record_in_group(group, event, fan.tags);
		return true;
	}
	fanout_settle(); /* one form that was built does no harm */
	fanout_mark_lost(event->actor);
	return false;
}

bool
fanout_group(uint32_t group, const struct event *event)
{
	const bool told = fanout_message(group, event);

	charge_change(event, CHARGE_GROUP);
	fanout_settle();
	return told;
}

void
fanout_flush(void)
{
	fanout_settle();
	downlink_flush();
	outq_unshare();
	outq_free_unused();
}

MODULE(fanout) = { TABLES(TABLE(fan.groups[BRIEF], GROUPS_MAX),
    TABLE(fan.groups[FULL], GROUPS_MAX),
    TABLE(fan.groups[ELSEWHERE], GROUPS_MAX), TABLE(fan.to, CLIENTS_MAX),
    TABLE(fan.seen, CLIENTS_MAX)) };
