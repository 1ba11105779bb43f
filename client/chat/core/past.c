/* Requests to the history: see past.h. */
#include "chat/core/past.h"

#include "chat/core/console.h"
#include "chat/core/notify.h"
#include "text/words/heard.h"

/* The messages that the stream prints of a group's past: it has no views. */
#define STREAM_PAGE 20

struct str
past_place(const struct past_want *want)
{
	return (struct str) { want->place, want->len };
}

/* Returns whether it is about a talk, for which we must be logged in. */
static bool
is_private(const struct past_want *want)
{
	return want->place[0] == '@';
}

static void
past_remove(struct past *past, size_t i)
{
	past->count--;
	memmove(&past->want[i], &past->want[i + 1],
	    (past->count - i) * sizeof(past->want[0]));
}

/*
 * Returns the request of that kind for the place, or null. A gap that has ended
 * is not the next one, if there is room for both.
 */
static struct past_want *
find_want(struct past *past, enum past_kind kind, struct str place)
{
	for (size_t i = 0; i < past->count; i++) {
		struct past_want *want = &past->want[i];
		if (want->kind == kind && str_caseeq(past_place(want), place) &&
		    (kind != PAST_MISSED || want->until == 0 ||
			past->count == PAST_WANTS))
			return want;
	}
	return NULL;
}

bool
past_add(struct past *past, const struct past_want *want, struct str place)
{
	struct past_want *there = find_want(past, want->kind, place);
	size_t at = past->count;

	if (there != NULL) {
		there->asleep = there->asleep && want->asleep;
		there->until = want->until;
		return false;
	}
	if (past->count == PAST_WANTS || place.len > sizeof(want->place))
		return false;
	if (want->kind == PAST_OLDER)
		at = past->page.number != 0;
	struct past_want *added = &past->want[at];
	memmove(added + 1, added, (past->count - at) * sizeof(*added));
	past->count++;
	*added = *want;
	memcpy(added->place, place.at, place.len);
	added->len = place.len;
	if (added->size == 0)
		added->size = PAST_PAGE;
	return true;
}

bool
past_has(const struct past *past, struct str place)
{
	for (size_t i = 0; i < past->count; i++)
		if (past->want[i].kind != PAST_OLDER &&
		    str_caseeq(past_place(&past->want[i]), place))
			return true;
	return false;
}

void
past_since(struct past *past, struct str place, uint64_t since)
{
	const struct past_want want = {
		.kind = since != 0 ? PAST_MISSED : PAST_FILL,
		.id = since,
		.asleep = place.at[0] != '@',
	};

	(void)past_add(past, &want, place);
}

void
past_lost(struct past *past)
{
	size_t kept = 0;

	for (size_t i = 0; i < past->count; i++) {
		struct past_want *want = &past->want[kept];
		*want = past->want[i];
		if (want->kind != PAST_MISSED)
			continue;
		if (want->id < want->progress.place)
			want->id = want->progress.place;
		want->progress.come = 0;
		want->asleep = !is_private(want);
		kept++;
	}
	past->count = kept;
	past->page = (struct fetch) { 0 };
	past->several = (struct several) { 0 };
}

void
past_joined(struct chat *chat, struct str group, uint64_t id)
{
	struct past *past = &chat->past;
	struct past_want *there = find_want(past, PAST_MISSED, group);
	const struct past_want want = { .kind = PAST_FILL,
		.until = id,
		.size = chat->console->window != NULL ? 0 : STREAM_PAGE,
		.asleep = true };

	if (there != NULL)
		there->until = id;
	else
		(void)past_add(past, &want, group); /* or there is one */
}

void
past_arrived(struct chat *chat, struct str group, bool recorded)
{
	struct past *past = &chat->past;

	for (size_t i = past->count; i-- > 0;) {
		if (!past->want[i].asleep ||
		    !str_caseeq(past_place(&past->want[i]), group))
			continue;
		past->want[i].asleep = false;
		if (!recorded)
			past_remove(past, i);
	}
}

/* Returns whether the person wants to see joins and the like of the past. */
static bool
wants_events(const struct chat *chat)
{
	return chat->options.settings->presence == SETTINGS_PRESENCE_ALL;
}

/* Returns whether the person wants to see the event. */
static bool
is_wanted(const struct chat *chat, const struct command *event)
{
	const struct str me = session_name(&chat->session);

	if (notify_ignores(event, me, chat->account) ||
	    notify_hides(event, me, chat->account))
		return false;
	switch (event->rule->verb) {
	case VERB_JOIN:
	case VERB_LEAVE:
	case VERB_QUIT:
	case VERB_NAME:
		return wants_events(chat) &&
		    !str_caseeq(grammar_actor(event), me);
	case VERB_LINES:
		return false;
	default:
		return true;
	}
}

static void
add_one(struct chat *chat, const struct command *event, bool further)
{
	struct past_want *want = &chat->past.want[0];
	const enum verb verb = event->rule->verb;
	struct manner manner = chat_manner(chat, event);
	const bool own = str_caseeq(grammar_actor(event), manner.me);
	const bool missed = want->kind == PAST_MISSED;

	manner.further =
	    further || several_is_further(&chat->past.several, event);
	manner.past = !missed;
	if (!is_wanted(chat, event) || (manner.further && !chat->past.added))
		return;
	chat->past.added = chat->console->ui->past(chat, want, event, &manner);
	if (!chat->past.added)
		return;
	want->messages += !manner.further && !(missed && own) &&
	    (verb == VERB_MSG || verb == VERB_TELL);
	if (want->first == 0)
		want->first = fetch_id(event);
}

/* Takes an event, after the empty lines before it. */
static void
take_one(struct chat *chat, const struct command *event, bool further)
{
	struct command blank = *event;
	size_t blanks = several_blanks(&chat->past.several, event);

	blank.arg[3] = STR("");
	for (; blanks > 0; blanks--)
		add_one(chat, &blank, further);
	add_one(chat, event, further);
	(void)several_note(&chat->past.several, event);
}

/* Takes an event; of a mode event, one change after the other. */
static void
take_event(struct chat *chat, struct command *event)
{
	char words[HEARD_ROOM], change[2];

	chat->account = heard_brief(event, true, words);
	struct past_want *want = &chat->past.want[0];
	struct str changes =
	    event->rule->verb == VERB_MODE ? event->arg[3] : STR("");
	/* What came by itself, or before a loss, was shown. */
	if ((want->until != 0 && fetch_id(event) >= want->until) ||
	    (chat->console->window == NULL &&
		letters_was_live(
		    &chat->link.letters, past_place(want), fetch_id(event))) ||
	    (want->kind == PAST_MISSED && event->rule->verb != VERB_GAP &&
		!fetch_advance(&want->progress, event))) {
		(void)several_note(&chat->past.several, event);
		return;
	}
	if (changes.len <= 2)
		take_one(chat, event, false);
	else
		for (bool further = false;
		     heard_next_change(event, &changes, change); further = true)
			take_one(chat, event, further);
}

/* Returns whether the request needs the next page. */
static bool
goes_on(const struct past_want *want)
{
	if (!want->more || want->refused)
		return false;
	switch (want->kind) {
	case PAST_FILL:
		return want->size == PAST_PAGE && want->messages < PAST_PAGE &&
		    want->pages < PAST_PAGES;
	case PAST_MISSED:
		return want->pages < PAST_PAGES_MISSED;
	case PAST_OLDER:
		return want->messages == 0 && want->pages < PAST_PAGES;
	default:
		return false;
	}
}

/*
 * Ends a page, and the request unless it goes on. It is over before the
 * interface hears of it, which may then ask for more.
 */
static void
end_page(struct chat *chat, bool refused)
{
	struct past *past = &chat->past;
	struct past_want want = past->want[0];

	want.id = past->page.at;
	want.more =
	    past->page.more && (want.until == 0 || want.id < want.until);
	/* What was missed, and cannot be had, is there all the same. */
	want.refused = refused;
	want.more = want.more ||
	    (refused && want.kind == PAST_MISSED && !is_private(&want));
	past->want[0] = want;
	if (!goes_on(&want))
		past_remove(past, 0);
	chat->console->ui->past_end(chat, &want, goes_on(&want));
}

/* Has the interface take the tags of the next event; empty: it is over. */
static void
hear_tags(struct chat *chat, struct str tags)
{
	if (chat->console->ui->tags != NULL)
		chat->console->ui->tags(chat, tags);
}

void
past_hear(struct chat *chat, const struct command *line)
{
	struct past *past = &chat->past;
	struct command event;

	if (render_is_stamp(line, 0) && fetch_id(line) > past->newest)
		past->newest = fetch_id(line);
	if (line->rule->verb == VERB_TELL)
		letters_take_live(
		    &chat->link.letters, &chat->session, line, chat->account);
	switch (fetch_take(&past->page, &chat->session, line, &event)) {
	case FETCH_TAGS:
		hear_tags(chat, event.arg[0]);
		break;
	case FETCH_EVENT:
	case FETCH_GAP:
		take_event(chat, &event);
		if (event.rule->verb != VERB_LINES)
			hear_tags(chat, STR(""));
		break;
	case FETCH_END:
		end_page(chat, false);
		break;
	case FETCH_REFUSED:
		end_page(chat, true);
		break;
	default:
		break;
	}
}

bool
past_hear_talk(struct chat *chat, const struct command *line)
{
	const struct letters_talk *talk =
	    letters_take_talk(&chat->link.letters, &chat->session, line);

	if (talk == NULL)
		return false;
	past_since(&chat->past, line->arg[0],
	    usec_later(talk->after, talk->came.place));
	return true;
}

void
past_report(struct chat *chat)
{
	const struct past *past = &chat->past;

	for (size_t i = 0; i < past->count; i++)
		if (is_private(&past->want[i]))
			return;
	(void)letters_report(&chat->link.letters, &chat->session);
}

/* Asks for the next page of the first request. */
static void
ask_page(struct chat *chat)
{
	struct past_want *want = &chat->past.want[0];

	/* Another connection may have read it meanwhile. */
	if (want->pages++ == 0 && is_private(want) &&
	    want->kind == PAST_MISSED && chat->console->window != NULL)
		SESSION_ASK(
		    &chat->session, VERB_SEEN, STR("seen"), past_place(want));
	chat->past.page = (struct fetch) {
		.way = want->kind == PAST_MISSED ? FETCH_ON : FETCH_BACK,
		.said = !wants_events(chat),
		.hidden = true,
		.size = want->size,
		.at = want->id,
	};
	fetch_ask(&chat->past.page, &chat->session, past_place(want));
}

void
past_go_on(struct chat *chat)
{
	struct past *past = &chat->past;
	size_t next = 0;

	if (chat_is_offline(chat))
		return;
	while (next < past->count &&
	    (past->want[next].asleep ||
		(is_private(&past->want[next]) &&
		    !chat->account_state.logged_in)))
		next++;
	if (past->page.number == 0 && next < past->count &&
	    session_ready(&chat->session)) {
		const struct past_want want = past->want[next];
		memmove(&past->want[1], &past->want[0], next * sizeof(want));
		past->want[0] = want;
		ask_page(chat);
	}
}
