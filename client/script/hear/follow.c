/* Following groups without a gap: see follow.h. */
#include "script/hear/follow.h"

#include "net/wait.h"
#include "script/hear/followed.h"
#include "script/hear/gap.h"
#include "script/jobs.h"
#include "script/script.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "text/render.h"

/* Time before a refused request is sent again. */
#define RETRY_TIME SEC

/* The most new events that wait for each group. */
#define WAITING_MOST 1000

/* The last events of no group whose IDs are remembered. */
#define SEEN 256

static struct {
	struct follow_options options; /* script is null: nothing is followed */
	/* The command that is unanswered; 0: none. */
	size_t number;
	enum verb verb;
	struct followed *asked; /* for this group; null: it is gone */
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

void
follow_free(void)
{
	follow.asked = NULL;
	while (followed_first() != NULL)
		followed_forget(followed_first());
}

void
follow_from(struct str name, uint64_t id, bool certain)
{
	struct followed *group = followed_find(name);

	if (group == NULL)
		group = followed_add(name);
	group->last = id;
	group->certain = certain;
	group->proof = certain ? id : 0;
	group->behind = group->first = true;
}

static uint64_t
id_of(const struct command *event)
{
	uint64_t id = 0;

	(void)str_to_number(event->arg[0], UINT64_MAX, &id); /* it is one */
	return id;
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

/* Takes "lines ID G NAME N [MAP]"; false if the message came before. */
static bool
begin_message(struct followed *group, const struct command *event)
{
	const uint64_t id = id_of(event);
	const bool is_new = group->message != id;

	group->message = id;
	(void)str_to_number(event->arg[3], UINT64_MAX, &group->lines);
	group->come = 0;
	if (is_new)
		group->passed = 0;
	return is_new;
}

/*
 * Notes that the event is passed on. The lines of a message have one ID, which
 * is the last one only with the last line: if the connection breaks before, the
 * message comes again. Returns false for a line that was passed on before.
 */
static bool
advance(struct followed *group, const struct command *event)
{
	const uint64_t id = id_of(event);

	if (event->rule->verb == VERB_LINES)
		return begin_message(group, event);
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
pass_on(struct followed *group, const struct command *event, struct str line)
{
	if (follow.options.script->over || !advance(group, event))
		return;
	if (!is_of_nobody(event) || !was_seen(id_of(event)))
		follow.options.take(event, line);
}

/* Passes on the oldest waiting event; false if none is waiting. */
static bool
pass_on_waiting(struct followed *group)
{
	const struct str line = backlog_next(&group->waiting);
	struct command event;

	if (line.at == NULL)
		return false;
	/* It was parsed on arrival: this cannot fail. */
	(void)grammar_parse(line, FROM_SERVER, &event);
	if (id_of(&event) > group->overlap)
		pass_on(group, &event, line);
	backlog_drop(&group->waiting);
	return true;
}

/* Passes on waiting events while there is room. */
static void
catch_up(struct followed *group)
{
	while (follow.options.has_room())
		if (!pass_on_waiting(group)) {
			group->behind = group->first = group->told = false;
			return;
		}
}

/* Notes that there is nothing more to fetch. */
static void
end_fetching(struct followed *group)
{
	group->fetched = true;
	group->overlap = group->last;
	group->retry = group->patience = group->dropped = 0;
	catch_up(group);
}

static bool
is_strict(const struct followed *group)
{
	return follow.options.strict || group->first;
}

/* Reports once that events may be missing. */
static void
tell(struct followed *group, const char *why)
{
	if (!group->told)
		complain("messages in %.*s may be missing: %s", (int)group->len,
		    group->name, why);
	group->told = true;
}

/* Continues without the past, or fails with the status. */
static void
give_up(struct followed *group, int status, const char *why)
{
	if (is_strict(group)) {
		script_fail(follow.options.script, status,
		    "cannot read the history of %.*s: %s", (int)group->len,
		    group->name, why);
		return;
	}
	tell(group, why);
	end_fetching(group);
}

/* Keeps a new event waiting; or drops all, because the history has them. */
static void
put_off(struct followed *group, const struct command *event)
{
	if (group->waiting.count < WAITING_MOST) {
		backlog_add(&group->waiting, 0, follow.options.script->line);
		return;
	}
	backlog_free(&group->waiting);
	group->dropped = id_of(event);
	group->fetched = false;
	if (group->retry != 0)
		give_up(group, EX_UNAVAILABLE, "too many are waiting");
}

/* Returns the group of an event that a history may contain, or null. */
static struct followed *
group_of(const struct command *event)
{
	for (size_t i = 0; i < COUNT(recorded); i++)
		if (event->rule->verb == recorded[i])
			return followed_find(event->arg[1]);
	return NULL;
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
	struct followed *group = followed_find(join->arg[1]);

	if (group == NULL)
		group = followed_add(join->arg[1]);
	if (group->last == 0 || group->last > id_of(join)) {
		group->last = id_of(join);
		group->certain = true;
		group->proof = 0;
	}
	group->joined = true;
}

/* Forgets a group that we have left, or from which we were removed. */
static void
leave(struct followed *group)
{
	if (group->behind && !group->fetched)
		tell(group, "no longer a member");
	while (pass_on_waiting(group))
		continue;
	if (follow.asked == group)
		follow.asked = NULL;
	followed_forget(group);
}

/* Takes a new event of a group; returns true if it has to wait. */
static bool
take_new(struct followed *group, const struct command *event)
{
	const enum verb verb = event->rule->verb;

	if ((verb == VERB_LEAVE && is_me(event->arg[2])) ||
	    (verb == VERB_KICK && is_me(event->arg[3]))) {
		leave(group);
		return false;
	}
	if (!group->behind && group->recorded && !follow.options.has_room()) {
		/* A kick and the leave after it are fetched again together. */
		if (group->last == id_of(event)) {
			group->last--;
			group->certain = false;
		}
		group->behind = true;
		group->fetched = false;
		group->proof = group->certain ? group->last : 0;
		group->dropped = id_of(event);
		return true;
	}
	if (group->behind) {
		put_off(group, event);
		return true;
	}
	(void)advance(group, event); /* what is new did not come before */
	return false;
}

/* Takes a quit or the like: if there is but one group, it is of that group. */
static void
take_of_nobody(uint64_t id)
{
	struct followed *group = followed_first();

	(void)was_seen(id);
	if (group != NULL && group->next == NULL && !group->behind)
		group->last = id;
}

static bool
take_event(const struct command *event)
{
	if (event->rule->args[0] != ARG_ID)
		return false;
	if (event->rule->verb == VERB_JOIN && is_me(event->arg[2]))
		enter(event);
	if (is_of_nobody(event))
		take_of_nobody(id_of(event));
	struct followed *group = group_of(event);
	return group != NULL && take_new(group, event);
}

/* Takes an event of the past; the last one that we have is proof. */
static void
take_past_event(
    struct followed *group, const struct command *event, struct str line)
{
	if (id_of(event) <= group->proof)
		group->proved = true;
	else
		pass_on(group, event, line);
}

/* Takes the line after "past". */
static void
take_past(struct str line)
{
	struct command event;

	if (follow.asked == NULL ||
	    grammar_parse(line, FROM_SERVER, &event) != CODE_OK)
		return;
	if (event.rule->verb == VERB_GAP)
		gap_tell(followed_name(follow.asked), &event);
	else if (event.rule->args[0] == ARG_ID)
		take_past_event(follow.asked, &event, line);
}

/* Takes "ok history G COUNT LASTID". */
static void
take_end(struct followed *group, struct str rest)
{
	const bool over = follow.options.script->over;
	uint64_t count = 0, last = 0;

	(void)str_word(&rest);
	const bool good = str_to_number(str_word(&rest), UINT64_MAX, &count) &&
	    str_to_number(str_word(&rest), UINT64_MAX, &last);
	if (good && !over && last > group->last) {
		group->last = last; /* the last ones were not shown */
		group->certain = false;
	}
	if (group->proof != 0 && !group->proved)
		tell(group, "the last one seen is not in the history");
	group->proof = 0;
	group->proved = false;
	group->retry = group->patience = 0;
	if (count < FOLLOW_PAGE && group->dropped <= group->last)
		end_fetching(group);
}

/* Takes "ok mode G LETTERS ...", or a refusal. */
static void
take_mode(struct followed *group, const struct command *line)
{
	struct str rest = line->arg[1];

	group->checked = true;
	if (line->rule->verb == VERB_OK && line->count == 2) {
		(void)str_word(&rest);
		const struct str letters = str_word(&rest);
		group->recorded = letters.len > 0 &&
		    memchr(letters.at, 'H', letters.len) != NULL;
	}
	if (group->recorded)
		return;
	if (follow.options.strict)
		script_fail(follow.options.script, EX_UNAVAILABLE,
		    "%.*s is not recorded", (int)group->len, group->name);
	else if (group->behind)
		tell(group, "it is not recorded");
}

/* Returns the exit status for a refusal. */
static int
status_of(struct str code)
{
	if (str_eq(code, code_word(CODE_UNAVAILABLE)))
		return EX_UNAVAILABLE;
	return str_eq(code, code_word(CODE_BAD_COMMAND)) ? EX_PROTOCOL :
							   EX_NOPERM;
}

/* Takes "err history CODE TEXT". */
static void
take_refusal(struct followed *group, const struct command *err)
{
	const bool busy = str_eq(err->arg[1], code_word(CODE_SLOW_DOWN)) ||
	    (group->recorded &&
		str_eq(err->arg[1], code_word(CODE_UNAVAILABLE)));
	const usec now = clock_mono();
	char why[SCRIPT_MESSAGE / 2];

	if (group->patience == 0)
		group->patience = now + follow.options.script->options.timeout;
	group->retry = now + RETRY_TIME;
	if (!busy || now >= group->patience)
		give_up(group, status_of(err->arg[1]),
		    render_string(why, sizeof(why), &err->arg[2], 1));
}

/* Takes the end of the reply that is awaited. */
static void
take_answer(const struct command *line)
{
	struct followed *group = follow.asked;

	follow.number = 0;
	follow.asked = NULL;
	if (group == NULL)
		return;
	if (follow.verb == VERB_MODE)
		take_mode(group, line);
	else if (line->rule->verb == VERB_ERR)
		take_refusal(group, line);
	else
		take_end(group, line->arg[1]);
}

bool
follow_take(const struct command *line)
{
	if (follow.options.script == NULL)
		return false;
	const struct session *session = &follow.options.script->session;
	const bool answered = session_answered(session) != VERB_COUNT;

	if (line->rule->verb == VERB_PAST && follow.number != 0 &&
	    session_answers(session) == follow.number) {
		take_past(line->arg[0]);
		return true;
	}
	if (answered && follow.number != 0 &&
	    session->said - session->owed_count == follow.number) {
		take_answer(line);
		return true;
	}
	return take_event(line);
}

bool
follow_fetches(void)
{
	return follow.number != 0 && follow.verb == VERB_HISTORY;
}

/* Returns whether there is something to ask for the group. */
static bool
has_question(const struct followed *group)
{
	return group->joined &&
	    ((group->behind && !group->fetched) ||
		(follow.options.checks && !group->checked));
}

/* Returns the group to ask for next: the one that is furthest behind. */
static struct followed *
next_question(void)
{
	struct followed *next = NULL;

	for (struct followed *group = followed_first(); group != NULL;
	     group = group->next)
		if (has_question(group) && group->retry <= clock_mono() &&
		    (next == NULL || group->last < next->last))
			next = group;
	return next;
}

/* Sends the next request, if there is one. */
static void
ask(void)
{
	struct script *script = follow.options.script;

	struct followed *group = next_question();
	if (group == NULL)
		return;
	const uint64_t from =
	    group->proof != 0 ? group->proof - 1 : group->last;
	follow.asked = group;
	follow.verb = group->checked ? VERB_HISTORY : VERB_MODE;
	if (group->checked)
		SESSION_SAY(&script->session, VERB_HISTORY, STR("history"),
		    followed_name(group), STR("after"), DECIMAL(from),
		    DECIMAL(FOLLOW_PAGE));
	else
		SESSION_SAY(&script->session, VERB_MODE, STR("mode"),
		    followed_name(group));
	follow.number = session_said(&script->session);
}

/* Returns whether a request can be sent now: one at a time. */
static bool
can_ask(void)
{
	const struct script *script = follow.options.script;

	return script != NULL && follow.number == 0 &&
	    session_ready(&script->session) && follow.options.has_room();
}

void
follow_go_on(void)
{
	const struct script *script = follow.options.script;

	if (script == NULL || script->over)
		return;
	for (struct followed *group = followed_first(); group != NULL;
	     group = group->next)
		if (group->behind && group->fetched)
			catch_up(group);
	if (can_ask())
		ask();
}

usec
follow_due(void)
{
	usec due = WAIT_FOR_EVER;

	if (!can_ask())
		return due; /* what is in the way ends with an event */
	for (const struct followed *group = followed_first(); group != NULL;
	     group = group->next)
		if (has_question(group) && group->retry != 0)
			due = usec_earlier(due, group->retry);
	return due;
}

void
follow_lost(void)
{
	for (struct followed *group = followed_first(); group != NULL;
	     group = group->next) {
		group->behind = group->last != 0;
		group->proof = group->certain ? group->last : 0;
		group->proved = false;
		group->joined = group->checked = group->recorded = false;
		group->fetched = group->told = false;
		group->retry = group->patience = group->dropped = 0;
		backlog_free(&group->waiting);
	}
	follow.number = 0;
	follow.asked = NULL;
}

uint64_t
follow_place(struct str name)
{
	const struct followed *group = followed_find(name);

	return group != NULL ? group->last : 0;
}

uint64_t
follow_unfinished(struct str name)
{
	const struct followed *group = followed_find(name);

	return group != NULL && group->message > group->last ? group->message :
							       0;
}
