/* Following groups without a gap: see follow.h. */
#include "script/hear/follow.h"

#include <stdlib.h>
#include <string.h>

#include "net/page.h"
#include "script/hear/hear.h"
#include "script/jobs.h"
#include "shared/codes.h"

/* The most events that one request brings. */
#define PAGE 200

/* Time before a refused request is sent again. */
#define RETRY_TIME SEC

/* The last events of no group whose IDs are remembered. */
#define SEEN 256

struct group {
	struct group *next;
	char name[LIMIT_GROUP];
	size_t len;
	uint64_t last; /* ID of the last event passed on whole; 0: none */
	bool certain; /* if the history is whole, it has that event */
	/* The message of several lines that began last, whole or not. */
	uint64_t message; /* its ID; 0: none */
	uint64_t lines; /* it has */
	uint64_t passed; /* lines of it that were passed on */
	uint64_t come; /* lines that came since its last beginning */
	bool joined; /* on this connection */
	bool checked; /* we have asked whether it is recorded */
	bool recorded;
	bool behind;
	bool first; /* it was behind from the start: follow_from */
	uint64_t proof; /* the event that the next page must have; 0: none */
	bool proved; /* it has it */
	bool dropped; /* new events came since the last request */
	struct backlog waiting; /* behind, and not checked: new events */
	bool told; /* that events may be missing */
	usec retry; /* no request before; 0: none was refused */
	usec patience; /* with retry: until when */
};

static struct {
	struct follow_options options; /* script is null: nothing is followed */
	struct group *first;
	struct page page;
	size_t mode; /* number of the command mode that is unanswered; or 0 */
	struct group *asked; /* for this group; null: none, or it is gone */
	uint64_t seen[SEEN]; /* IDs of events of no group, such as quit */
	size_t next_seen;
} follow;

/* The events that a history may contain: new ones of other verbs do not wait.
 */
static const enum verb recorded[] = { VERB_MSG, VERB_NOTE, VERB_LINES,
	VERB_SIGNAL, VERB_TOPIC, VERB_JOIN, VERB_LEAVE, VERB_KICK, VERB_MODE,
	VERB_REDACT };

void
follow_begin(const struct follow_options *options)
{
	follow.options = *options;
}

static struct str
name_of(const struct group *group)
{
	return (struct str) { group->name, group->len };
}

static struct group *
find(struct str name)
{
	struct group *group = follow.first;

	while (group != NULL && !str_caseeq(name_of(group), name))
		group = group->next;
	return group;
}

/* Returns the group, a new one if need be. */
static struct group *
get(struct str name)
{
	struct group *group = find(name);

	if (group != NULL)
		return group;
	group = calloc(1, sizeof(*group));
	if (group == NULL)
		die_errno(EX_OSERR, "no memory for a group");
	memcpy(group->name, name.at, name.len);
	group->len = name.len;
	group->next = follow.first;
	follow.first = group;
	return group;
}

static void
forget(struct group *group)
{
	struct group **at = &follow.first;

	while (*at != group)
		at = &(*at)->next;
	*at = group->next;
	if (follow.asked == group)
		follow.asked = NULL;
	backlog_free(&group->waiting);
	free(group);
}

void
follow_free(void)
{
	while (follow.first != NULL)
		forget(follow.first);
}

/* Makes the group fall behind. */
static void
fall_behind(struct group *group)
{
	group->behind = true;
	group->proof = group->certain ? group->last : 0;
	group->proved = false;
}

void
follow_from(struct str name, uint64_t id, bool certain)
{
	struct group *group = get(name);

	group->last = id;
	group->certain = certain;
	group->first = true;
	fall_behind(group);
}

/* Returns whether the event was seen already; if not, it now is. */
static bool
was_seen(uint64_t id)
{
	for (size_t i = 0; i < SEEN; i++)
		if (follow.seen[i] == id)
			return true;
	follow.seen[follow.next_seen++ % SEEN] = id;
	return false;
}

static bool
is_of_nobody(const struct command *event)
{
	const enum verb verb = event->rule->verb;

	return verb == VERB_QUIT || verb == VERB_NAME;
}

/*
 * Notes that the event is passed on. The lines of a message have one ID, which
 * is the last one only with the last line: if the connection breaks before, the
 * message comes again. Returns false for a line that was passed on before.
 */
static bool
advance(struct group *group, const struct command *event)
{
	const uint64_t id = page_id(event);

	if (event->rule->verb == VERB_LINES) {
		const bool is_new = group->message != id;
		group->message = id;
		(void)str_to_number(event->arg[3], UINT64_MAX, &group->lines);
		group->come = 0;
		if (is_new)
			group->passed = 0;
		return is_new;
	}
	if (id == group->message && group->come < group->lines) {
		if (++group->come <= group->passed)
			return false;
		group->passed = group->come;
		if (group->come < group->lines)
			return true;
	}
	if (id > group->last) {
		group->last = id;
		group->certain = true;
	}
	return true;
}

/* Passes on a past event, or one that has waited, with its line. */
static void
pass_on(struct group *group, const struct command *event, struct str line)
{
	if (follow.options.script->over || !advance(group, event))
		return;
	if (!is_of_nobody(event) || !was_seen(page_id(event)))
		follow.options.take(event, line);
}

/* Ends being behind: passes on what has waited without a history. */
static void
catch_up(struct group *group)
{
	struct command event;
	struct str line;

	while ((line = backlog_next(&group->waiting)).at != NULL) {
		/* It was parsed on arrival: this cannot fail. */
		(void)grammar_parse(line, FROM_SERVER, &event);
		pass_on(group, &event, line);
		backlog_drop(&group->waiting);
	}
	group->behind = group->first = group->told = false;
	group->retry = group->patience = 0;
}

/* Reports once that events may be missing. */
static void
tell(struct group *group, const char *why)
{
	if (!group->told)
		complain("messages in %.*s may be missing: %s", (int)group->len,
		    group->name, why);
	group->told = true;
}

static bool
is_strict(const struct group *group)
{
	return follow.options.strict || group->first;
}

static bool
is_me(struct str name)
{
	return str_caseeq(grammar_name_of(name),
	    session_name(&follow.options.script->session));
}

/*
 * Notes that we have joined the group. From now on its events are new, even if
 * the user wants only those after a time in the future.
 */
static void
enter(const struct command *join)
{
	struct group *group = get(join->arg[1]);

	if (group->last == 0 || group->last > page_id(join)) {
		group->last = page_id(join);
		group->certain = true;
		group->proof = 0;
	}
	group->joined = true;
}

/* Takes a new event of a group; returns true if it is dropped, or waits. */
static bool
take_new(struct group *group, const struct command *event)
{
	const enum verb verb = event->rule->verb;

	if ((verb == VERB_LEAVE && is_me(event->arg[2])) ||
	    (verb == VERB_KICK && is_me(event->arg[3]))) {
		if (group->behind)
			tell(group, "no longer a member");
		catch_up(group);
		forget(group);
		return false;
	}
	if (!group->behind && group->recorded && !follow.options.has_room()) {
		/* A kick and the leave after it are fetched again together. */
		if (group->last == page_id(event)) {
			group->last--;
			group->certain = false;
		}
		fall_behind(group);
	}
	if (!group->behind) {
		(void)advance(group, event); /* what is new is not there yet */
		return false;
	}
	group->dropped = true;
	if (!group->checked)
		backlog_add(&group->waiting, 0, follow.options.script->line);
	return true;
}

static bool
take_event(const struct command *event)
{
	struct group *first = follow.first;

	if (event->rule->args[0] != ARG_ID)
		return false;
	if (event->rule->verb == VERB_JOIN && is_me(event->arg[2]))
		enter(event);
	if (is_of_nobody(event)) {
		(void)was_seen(page_id(event));
		/* If there is but one group, it is of that group. */
		if (first != NULL && first->next == NULL && !first->behind)
			first->last = page_id(event);
	}
	for (size_t i = 0; i < COUNT(recorded); i++)
		if (event->rule->verb == recorded[i]) {
			struct group *group = find(event->arg[1]);
			return group != NULL && take_new(group, event);
		}
	return false;
}

/* Takes the end of a page. */
static void
take_end(struct group *group)
{
	const struct page *page = &follow.page;

	if (!follow.options.script->over && page->at > group->last) {
		group->last = page->at; /* the last ones were not shown */
		group->certain = false;
	}
	if (group->proof != 0 && !group->proved)
		tell(group, "the last one seen is not in the history");
	group->proof = 0;
	group->retry = group->patience = 0;
	if (!page->more && !group->dropped)
		catch_up(group);
}

/* Takes "ok mode G LETTERS ...", or a refusal. */
static void
take_mode(struct group *group, const struct command *line)
{
	group->checked = true;
	group->recorded = page_is_recorded(line);
	if (group->recorded) {
		backlog_free(&group->waiting); /* the history has them */
		return;
	}
	if (follow.options.strict || (group->behind && group->first)) {
		script_fail(follow.options.script, EX_UNAVAILABLE,
		    "%.*s is not recorded", (int)group->len, group->name);
	} else if (group->behind) {
		tell(group, "it is not recorded");
		catch_up(group);
	}
}

/* Takes "err history CODE TEXT": asks again, or continues without the past. */
static void
take_refusal(struct group *group, const struct command *err)
{
	const bool busy = str_eq(err->arg[1], code_word(CODE_SLOW_DOWN)) ||
	    str_eq(err->arg[1], code_word(CODE_UNAVAILABLE));
	const usec now = clock_mono();
	char why[SCRIPT_WHY];

	if (group->patience == 0)
		group->patience = now + follow.options.script->options.timeout;
	group->retry = now + RETRY_TIME;
	if (busy && now < group->patience)
		return;
	if (is_strict(group)) {
		script_refuse(follow.options.script, err,
		    "cannot read the history of %.*s", (int)group->len,
		    group->name);
		return;
	}
	tell(group, script_why(err, why));
	catch_up(group);
}

bool
follow_take(const struct command *line)
{
	struct group *group = follow.asked;
	struct command event;

	if (follow.options.script == NULL)
		return false;
	const struct session *session = &follow.options.script->session;
	if (follow.mode != 0 && session->answered == VERB_MODE &&
	    session->said - session->owed_count == follow.mode) {
		follow.mode = 0;
		follow.asked = NULL;
		if (group != NULL)
			take_mode(group, line);
		return true;
	}
	switch (page_take(&follow.page, session, line, &event)) {
	case PAGE_OTHER:
		return take_event(line);
	case PAGE_NOTHING:
		break;
	case PAGE_GAP:
		if (group != NULL)
			hear_gap(name_of(group), &event);
		break;
	case PAGE_EVENT: /* the last one that we have is proof */
		if (group != NULL && page_id(&event) <= group->proof)
			group->proved = true;
		else if (group != NULL)
			pass_on(group, &event, line->arg[0]);
		break;
	case PAGE_END:
		follow.asked = NULL;
		if (group != NULL)
			take_end(group);
		break;
	case PAGE_REFUSED:
		follow.asked = NULL;
		if (group != NULL)
			take_refusal(group, line);
		break;
	}
	return true;
}

/*
 * Returns whether there is something to ask for the group. A page needs room.
 * The question whether a group is recorded needs none: until it is answered,
 * the group's new events are kept, however many come.
 */
static bool
has_question(const struct group *group, bool room)
{
	return group->joined && (room || !group->checked) &&
	    (group->behind || (follow.options.checks && !group->checked));
}

/* Returns whether a request can be sent now: one at a time. */
static bool
can_ask(void)
{
	const struct script *script = follow.options.script;

	return script != NULL && !script->over && follow.mode == 0 &&
	    follow.page.number == 0 && session_ready(&script->session);
}

void
follow_go_on(void)
{
	struct group *next = NULL;

	if (!can_ask())
		return;
	const bool room = follow.options.has_room();
	/* The one that is furthest behind goes first. */
	for (struct group *group = follow.first; group != NULL;
	     group = group->next)
		if (has_question(group, room) && group->retry <= clock_mono() &&
		    (next == NULL || group->last < next->last))
			next = group;
	if (next == NULL)
		return;
	struct session *session = &follow.options.script->session;
	follow.asked = next;
	if (next->checked) {
		next->dropped = false;
		follow.page = (struct page) { .way = PAGE_ON,
			.size = PAGE,
			.at = next->proof != 0 ? next->proof - 1 : next->last };
		page_ask(&follow.page, session, name_of(next));
		return;
	}
	SESSION_SAY(session, VERB_MODE, STR("mode"), name_of(next));
	follow.mode = session->said;
}

usec
follow_due(void)
{
	usec due = WAIT_FOR_EVER;

	if (!can_ask())
		return due; /* what is in the way ends with an event */
	const bool room = follow.options.has_room(); /* so does lack of it */
	for (const struct group *group = follow.first; group != NULL;
	     group = group->next)
		if (has_question(group, room) && group->retry != 0)
			due = usec_earlier(due, group->retry);
	return due;
}

void
follow_lost(void)
{
	for (struct group *group = follow.first; group != NULL;
	     group = group->next) {
		fall_behind(group);
		group->behind = group->last != 0;
		group->joined = group->checked = group->recorded = false;
		group->dropped = group->told = false;
		group->retry = group->patience = 0;
		backlog_free(&group->waiting);
	}
	follow.page = (struct page) { 0 };
	follow.mode = 0;
	follow.asked = NULL;
}

uint64_t
follow_place(struct str name)
{
	const struct group *group = find(name);

	return group != NULL ? group->last : 0;
}
