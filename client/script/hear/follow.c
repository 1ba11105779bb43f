/* Following groups without a gap: see follow.h. */
#include "script/hear/follow.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/fetch.h"
#include "script/hear/hear.h"
#include "shared/codes.h"
#include "shared/names.h"
#include "system/files.h"

/* The most events that one request brings. */
#define PAGE 200

#define NOT_THERE "the last one seen is not in the history"

/* Time before a refused request is sent again. */
#define RETRY_TIME SEC

/* Room for a line of the file, and one byte to recognise a longer one. */
#define LINE_ROOM (LIMIT_ID + 1 + LIMIT_GROUP + 1 + 2)

struct followed {
	struct followed *next;
	char name[LIMIT_GROUP];
	size_t len;
	bool followed; /* else it is only in the file */
	struct fetch_progress went; /* what was passed on */
	bool certain; /* if the history is whole, it has the last event */
	uint64_t done; /* ID in the file; or 0 */
	bool joined; /* on this connection */
	enum { RECORDED_UNKNOWN, RECORDED, RECORDED_NOT } recorded;
	bool behind;
	bool first; /* it was behind from the start */
	bool dropped; /* new events came since the last request */
	bool told; /* that events may be missing */
};

static struct {
	struct follow_options options; /* script is null: nothing is followed */
	struct followed *first;
	struct fetch page;
	bool asks_mode; /* a command mode is unanswered */
	struct followed *asked; /* for this group */
	uint64_t proof; /* the event that the page must have; 0: none */
	bool full; /* no more events are wanted */
	usec retry; /* no request before; 0: none was refused */
	usec patience; /* with retry: until when */
	char path[REPLACE_PATH]; /* the file itself, not a link to it */
	bool changed; /* it is to be written */
} follow;

static struct str
name_of(const struct followed *group)
{
	return (struct str) { group->name, group->len };
}

static struct followed *
find_followed(struct str name)
{
	struct followed *group = follow.first;

	while (group != NULL && !str_caseeq(name_of(group), name))
		group = group->next;
	return group;
}

/* Returns the group, a new one if need be. */
static struct followed *
get(struct str name)
{
	struct followed *group = find_followed(name);

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

/* Takes a line of the file; false if it has another form. */
static bool
take_kept(struct str line)
{
	struct str group = line;
	const struct str id = str_word(&group);
	uint64_t number;

	if (id.len == 0 || id.len > LIMIT_ID || group.at == NULL ||
	    !str_to_number(id, UINT64_MAX, &number) || number == 0 ||
	    group_check(group) != CODE_OK)
		return false;
	get(group)->done = number;
	return true;
}

static void
read_file(const char *path)
{
	FILE *file = fopen(path, "r");
	char *const real = realpath(path, NULL);
	char line[LINE_ROOM];

	if (file == NULL && errno != ENOENT)
		die_errno(EX_CANTCREAT, "cannot read %s", path);
	if (snprintf(follow.path, sizeof(follow.path), "%s",
		real != NULL ? real : path) >= (int)sizeof(follow.path))
		die(EX_CANTCREAT, "path too long: %s", path);
	free(real);
	if (file == NULL)
		return;
	for (size_t number = 1; fgets(line, sizeof(line), file) != NULL;
	     number++)
		if (!take_kept((struct str) { line, strcspn(line, "\n") }))
			die(EX_DATAERR, "%s, line %zu: not \"ID GROUP\"",
			    follow.path, number);
	if (ferror(file))
		die_errno(EX_CANTCREAT, "cannot read %s", path);
	(void)fclose(file); /* it was only read */
}

bool
follow_save(void)
{
	size_t size = 1;
	struct stat old;
	struct buf text;

	if (!follow.changed)
		return true;
	for (const struct followed *at = follow.first; at != NULL;
	     at = at->next)
		size += LINE_ROOM;
	char *memory = malloc(size);
	if (memory == NULL)
		die_errno(EX_OSERR, "no memory for the groups");
	buf_init(&text, memory, size);
	for (const struct followed *at = follow.first; at != NULL;
	     at = at->next)
		if (at->done != 0)
			(void)BUF_SAY(&text, DECIMAL(at->done),
			    name_of(at)); /* it fits */
	const bool there = stat(follow.path, &old) == 0;
	follow.changed = !files_replace(
	    follow.path, memory, buf_len(&text), there ? &old : NULL);
	const int error = errno;
	free(memory);
	errno = error;
	return !follow.changed;
}

void
follow_begin(const struct follow_options *options)
{
	follow.options = *options;
	if (options->file != NULL) {
		read_file(options->file);
		follow.changed = true;
		if (!follow_save())
			die_errno(
			    EX_CANTCREAT, "cannot write %s", options->file);
	}
	for (char *const *name = options->groups; *name != NULL; name++) {
		struct followed *group = get(str_from(*name));
		group->followed = true;
		group->certain = group->done != 0;
		fetch_begin(&group->went,
		    group->certain ? group->done : options->after);
		group->behind = group->first = group->went.last != 0;
	}
}

/* Where -a begins is no event, which the file has alone. */
static void
set_done(struct followed *group, uint64_t id)
{
	if (follow.options.file == NULL || group->done >= id || !group->certain)
		return;
	group->done = id;
	follow.changed = true;
}

void
follow_done(struct str name, uint64_t id)
{
	struct followed *group = find_followed(name);

	if (group != NULL && group->went.place >= id)
		set_done(group, id);
}

void
follow_all_done(void)
{
	for (struct followed *at = follow.first; at != NULL; at = at->next)
		set_done(at, at->went.place);
}

/* Notes a line that has come; false if it was passed on before. */
static bool
advance(struct followed *group, const struct command *event)
{
	group->certain = group->certain || fetch_id(event) > group->went.last;
	return fetch_advance(&group->went, event);
}

/* Reports once that events may be missing. */
static void
tell_gap(struct followed *group, const char *why)
{
	if (!group->told)
		complain("messages in %.*s may be missing: %s", (int)group->len,
		    group->name, why);
	group->told = true;
}

static void
catch_up(struct followed *group)
{
	group->behind = group->first = group->told = false;
	follow.retry = follow.patience = 0;
}

/* Returns whether the script fails if the group's history cannot be read. */
static bool
is_strict(const struct followed *group)
{
	return follow.options.file != NULL || group->first;
}

/* Takes that the group is not recorded. */
static void
do_without(struct followed *group)
{
	if (is_strict(group)) {
		script_fail(follow.options.script, EX_UNAVAILABLE,
		    "%.*s is not recorded", (int)group->len, group->name);
	} else if (group->behind) {
		tell_gap(group, "it is not recorded");
		catch_up(group);
	}
}

/*
 * Notes that we have joined the group. From now on its events are new, even if
 * the user wants only those after a time in the future.
 */
static void
enter(struct followed *group, uint64_t id)
{
	if (group->done > id) { /* of another server, or of another clock */
		tell_gap(group, NOT_THERE);
		group->done = 0;
	}
	if (group->went.last == 0 || group->went.last > id) {
		fetch_begin(&group->went, id);
		group->certain = true;
	}
	/* It has a place before any message is done. */
	if (group->done == 0)
		set_done(group, group->went.place);
	group->joined = true;
	if (group->recorded == RECORDED_NOT)
		do_without(group);
}

static bool
is_me(struct str name)
{
	return str_caseeq(grammar_name_of(name),
	    session_name(&follow.options.script->session));
}

/* Takes a new event; returns true if it is dropped. */
static bool
take_new(const struct command *event)
{
	/* A history may contain these: new ones of other verbs do not wait. */
	static const enum verb recorded[] = { VERB_MSG, VERB_NOTE, VERB_LINES,
		VERB_SIGNAL, VERB_TOPIC, VERB_JOIN, VERB_LEAVE, VERB_KICK,
		VERB_MODE, VERB_REDACT };
	const enum verb verb = event->rule->verb;
	size_t i = 0;

	while (i < COUNT(recorded) && verb != recorded[i])
		i++;
	if (event->rule->args[0] != ARG_ID || i == COUNT(recorded))
		return false;
	struct followed *group = find_followed(event->arg[1]);
	if (group == NULL || !group->followed)
		return false;
	if (verb == VERB_JOIN && is_me(event->arg[2]))
		enter(group, fetch_id(event));
	if ((verb == VERB_LEAVE && is_me(event->arg[2])) ||
	    (verb == VERB_KICK && is_me(event->arg[3]))) {
		if (group->behind)
			tell_gap(group, "no longer a member");
		catch_up(group);
		group->joined = false;
	}
	if (!group->behind && group->recorded == RECORDED &&
	    !follow.options.has_room())
		group->behind = true;
	if (!group->behind)
		(void)advance(group, event); /* what is new is not there yet */
	group->dropped = group->behind;
	return group->behind;
}

/* Takes an event of a page. Those of no group came when they were new. */
static void
take_past(struct followed *group, const struct command *event, struct str line)
{
	const enum verb verb = event->rule->verb;
	uint64_t id = fetch_id(event);

	if (verb == VERB_REDACT) /* of what was deleted, it is the proof */
		(void)str_to_number(event->arg[3], UINT64_MAX, &id);
	if (id == follow.proof)
		follow.proof = 0;
	if (!follow.full && !follow.options.script->over && verb != VERB_QUIT &&
	    verb != VERB_NAME && advance(group, event))
		follow.full = !follow.options.take(event, line);
}

static void
take_end(struct followed *group)
{
	const struct fetch *page = &follow.page;

	if (follow.proof != 0)
		tell_gap(group, NOT_THERE);
	if (!follow.full && !follow.options.script->over &&
	    page->at > group->went.last) {
		fetch_begin(&group->went, page->at); /* not shown */
		group->certain = true;
	}
	follow.retry = follow.patience = 0;
	if (!page->more && !group->dropped)
		catch_up(group);
}

/* Takes "err history CODE TEXT": asks again, or continues without the past. */
static void
take_refusal(struct followed *group, const struct command *err)
{
	const bool busy = str_eq(err->arg[1], code_word(CODE_SLOW_DOWN)) ||
	    str_eq(err->arg[1], code_word(CODE_UNAVAILABLE));
	const usec now = clock_mono();
	char why[SCRIPT_WHY];

	if (follow.patience == 0)
		follow.patience =
		    now + follow.options.script->options.link.timeout;
	follow.retry = now + RETRY_TIME;
	if (busy && now < follow.patience)
		return;
	if (is_strict(group)) {
		script_refuse(follow.options.script, err,
		    "cannot read the history of %.*s", (int)group->len,
		    group->name);
		return;
	}
	tell_gap(group, script_why(err, why));
	catch_up(group);
}

bool
follow_take(const struct command *line)
{
	struct followed *group = follow.asked;
	struct command event;

	if (follow.options.script == NULL)
		return false;
	const struct session *session = &follow.options.script->session;
	if (follow.asks_mode && session->answered == VERB_MODE) {
		follow.asks_mode = false;
		group->recorded =
		    fetch_is_recorded(line) ? RECORDED : RECORDED_NOT;
		if (group->recorded == RECORDED_NOT)
			do_without(group);
		return true;
	}
	switch (fetch_take(&follow.page, session, line, &event)) {
	case FETCH_OTHER:
		return take_new(line);
	case FETCH_NOTHING:
	case FETCH_TAGS:
		break;
	case FETCH_GAP:
		hear_gap(name_of(group), &event);
		break;
	case FETCH_EVENT:
		take_past(group, &event, line->arg[0]);
		break;
	case FETCH_END:
		take_end(group);
		break;
	case FETCH_REFUSED:
		take_refusal(group, line);
		break;
	}
	return true;
}

/*
 * Returns the group for which something is to be asked: the one that is
 * furthest behind. A page needs room; the question whether a group is recorded
 * needs none. Null: none, or one request is unanswered already.
 */
static struct followed *
next_asked(void)
{
	const struct script *script = follow.options.script;
	struct followed *next = NULL;

	if (script == NULL || script->over || follow.asks_mode ||
	    follow.page.number != 0 || !session_ready(&script->session))
		return NULL;
	const bool room = follow.options.has_room();
	for (struct followed *at = follow.first; at != NULL; at = at->next)
		if (at->joined &&
		    (at->recorded == RECORDED_UNKNOWN ||
			(at->behind && room)) &&
		    (next == NULL || at->went.last < next->went.last))
			next = at;
	return next;
}

void
follow_go_on(void)
{
	struct followed *group = next_asked();

	if (group == NULL || clock_mono() < follow.retry)
		return;
	struct session *session = &follow.options.script->session;
	follow.asked = group;
	if (group->recorded == RECORDED_UNKNOWN) {
		SESSION_SAY(session, VERB_MODE, STR("mode"), name_of(group));
		follow.asks_mode = true;
		return;
	}
	group->dropped = false;
	group->went.come = 0;
	/* The last event comes again: it proves that none is missing. */
	follow.proof = group->certain ? group->went.last : 0;
	follow.page = (struct fetch) { .way = FETCH_ON,
		.size = PAGE,
		.at = group->went.last - group->certain };
	fetch_ask(&follow.page, session, name_of(group));
}

usec
follow_due(void)
{
	return next_asked() != NULL ? follow.retry : WAIT_FOR_EVER;
}

void
follow_lost(void)
{
	for (struct followed *at = follow.first; at != NULL; at = at->next) {
		at->behind = at->went.last != 0;
		at->joined = at->told = false;
		at->went.come = 0;
	}
	follow.page = (struct fetch) { 0 };
	follow.asks_mode = false;
	follow.retry = follow.patience = 0;
}
