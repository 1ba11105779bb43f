/*
 * The past of groups and people, which the chat asks the server for by itself:
 * see chat_state.h and past.h.
 */
#include "person/chat_state.h"
#include "person/notify_filter.h"
#include "text/words/heard.h"

/* The lines that the stream prints of a group's past: it has no views. */
#define STREAM_PAGE 20

void
chat_past_arrived(struct chat *chat, struct str group, bool still)
{
	const struct str pieces[] = { STR("#"), group, STR(" is recorded") };
	const struct ui *ui = chat->console->ui;
	const uint64_t left =
	    ui->left_at != NULL ? ui->left_at(chat, group) : 0;
	struct past_want want = {
		.size = ui->left_at == NULL ? STREAM_PAGE : PAST_PAGE,
		.in_lines = ui->left_at == NULL,
	};

	if (!still && ui->remark_of != NULL)
		ui->remark_of(chat, group, pieces, COUNT(pieces));
	else if (!still)
		ui->remark(chat, REMARK_HERE, pieces, COUNT(pieces));
	want.id = left;
	/* The view may lack what was missed before. */
	if (still && chat->past.since != 0 &&
	    (left == 0 || chat->past.since < left))
		want.id = chat->past.since;
	want.kind = want.id != 0 ? PAST_MISSED : PAST_FILL;
	if (want.kind == PAST_MISSED) {
		want.size = PAST_PAGE;
		want.in_lines = false;
	}
	if (past_add(&chat->past, &want, group))
		return;
	/* There is one already, or too many others wait. */
	chat_past_answered(chat, group, false);
}

void
chat_past_answered(struct chat *chat, struct str group, bool still)
{
	const struct ui *ui = chat->console->ui;

	if (ui->unrecorded != NULL &&
	    !past_has(&chat->past, PAST_MISSED, group))
		ui->unrecorded(chat, group, still);
}

/* Composes "@name". */
static struct str
talk_with(struct str name, char room[1 + LIMIT_GROUP])
{
	struct buf place;

	buf_init(&place, room, 1 + LIMIT_GROUP);
	(void)BUF_CAT(&place, STR("@"), name);
	return buf_str(&place);
}

uint64_t
chat_past_met(struct chat *chat, struct str name, uint64_t since)
{
	struct past *past = &chat->past;
	const struct past_want want = {
		.kind = since != 0 ? PAST_MISSED : PAST_FILL,
		.id = since,
	};
	char room[1 + LIMIT_GROUP];

	if (!past->account)
		return 0;
	const struct str place = talk_with(name, room);
	(void)past_add(past, &want, place); /* there may be one already */
	if (!past_has(past, PAST_MISSED, place))
		return 0;
	return since != 0 ? since : past->since;
}

void
chat_past_renamed(struct chat *chat, struct str from, struct str to)
{
	char old[1 + LIMIT_GROUP], room[1 + LIMIT_GROUP];

	past_rename(&chat->past, talk_with(from, old), talk_with(to, room));
}

void
chat_past_returned(struct chat *chat)
{
	const struct past_want want = { .kind = PAST_TALKS,
		.id = chat->past.since };

	if (chat->past.account && want.id != 0)
		(void)past_add(&chat->past, &want, STR(""));
}

/*
 * Requests, after the first login, the messages sent to us since an earlier run
 * of the client, as after a reconnection.
 */
static void
resume(struct chat *chat)
{
	struct past *past = &chat->past;
	const struct ui *ui = chat->console->ui;

	if (past->since != 0 || ui->last_logged == NULL)
		return;
	past->since = ui->last_logged(chat);
	past->behind = past->since != 0;
	chat_past_returned(chat);
}

/* Notes the ID of an event, and whether we are logged in to an account. */
static void
note_state(struct past *past, const struct command *line)
{
	static const struct str logins[] = { LIT("login"), LIT("register"),
		LIT("prove"), LIT("enroll") };
	uint64_t id;

	if (render_is_stamp(line, 0) &&
	    str_to_number(line->arg[0], INT64_MAX, &id) && id > past->newest)
		past->newest = id;
	if (line->rule->verb != VERB_OK)
		return;
	for (size_t i = 0; i < COUNT(logins); i++)
		past->account |= str_eq(line->arg[0], logins[i]);
	if (str_eq(line->arg[0], STR("logout")))
		past->account = false;
}

/* Returns whether the person wants to see the event. */
static bool
is_wanted(const struct chat *chat, const struct command *event)
{
	const struct str me = session_name(&chat->session);

	if (notify_filter_ignores(event, me) || notify_filter_hides(event, me))
		return false;
	switch (event->rule->verb) {
	case VERB_JOIN:
	case VERB_LEAVE:
	case VERB_QUIT:
	case VERB_NAME:
		return chat->options.settings->presence ==
		    SETTINGS_PRESENCE_ALL &&
		    !str_caseeq(grammar_actor(event), me);
	default:
		return true;
	}
}

/* Returns whether a message that we have missed was shown as a letter. */
static bool
was_letter(const struct chat *chat, const struct command *event)
{
	uint64_t id;

	return chat->past.want[0].kind == PAST_MISSED &&
	    str_to_number(event->arg[0], INT64_MAX, &id) &&
	    letters_has(&chat->letters, id);
}

static void
add_one(struct chat *chat, const struct command *event, bool further)
{
	struct past_want *want = &chat->past.want[0];
	const enum verb verb = event->rule->verb;
	struct manner manner = chat_manner(chat, event);

	manner.further =
	    further || several_is_further(&chat->past.several, event);
	if (want->stopped || want->kind == PAST_FOUND || verb == VERB_LINES ||
	    !is_wanted(chat, event) || was_letter(chat, event) ||
	    (manner.further && !chat->past.added))
		return;
	manner.past = want->kind != PAST_MISSED;
	chat->past.added = chat->console->ui->past(chat, want, event, &manner);
	/* A new view may have the message from our own log. */
	if (chat->past.added || want->kind == PAST_FILL)
		want->messages +=
		    verb == VERB_MSG || verb == VERB_TELL || verb == VERB_NOTE;
	if (!chat->past.added)
		return;
	if (want->kind == PAST_MISSED)
		chat_write_down(chat, event);
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

/* Takes an event of the past; of a mode event, one change after the other. */
static void
take_event(struct chat *chat, struct command *event)
{
	struct str changes =
	    event->rule->verb == VERB_MODE ? event->arg[3] : STR("");
	char change[2];
	bool further = false;

	if (changes.len <= 2) {
		take_one(chat, event, false);
		return;
	}
	for (; heard_next_change(event, &changes, change); further = true)
		take_one(chat, event, further);
}

/* Takes "talk T ID": a person may have sent us messages that we missed. */
static void
take_talk(struct chat *chat, const struct command *talk)
{
	const struct past_want want = { .kind = PAST_MISSED,
		.id = chat->past.since };

	if (talk->arg[0].at[0] == '@')
		(void)past_add(&chat->past, &want, talk->arg[0]);
}

/* Returns whether the request needs the next page. */
static bool
goes_on(const struct past_want *want)
{
	if (!want->more || want->stopped)
		return false;
	switch (want->kind) {
	case PAST_FILL:
		return want->size == PAST_PAGE && want->messages < PAST_PAGE &&
		    want->pages < PAST_PAGES;
	case PAST_MISSED:
		return want->pages < PAST_PAGES_MISSED;
	case PAST_OLDER:
		return want->until != 0 ?
		    want->lowest > want->until &&
			want->pages < PAST_PAGES_FOUND :
		    want->messages == 0 && want->pages < PAST_PAGES;
	default:
		return false;
	}
}

static void
end_page(struct chat *chat)
{
	const struct past_want *want = &chat->past.want[0];

	chat->console->ui->past_end(chat, want, goes_on(want));
	/* The interface may have stopped it. */
	if (goes_on(want))
		past_continue(&chat->past);
	else
		past_end(&chat->past);
}

void
chat_past_hear(struct chat *chat, const struct command *line)
{
	struct command event;
	char words[HEARD_ROOM];
	const bool account = chat->past.account;

	if (!chat->options.person)
		return;
	note_state(&chat->past, line);
	if (chat->past.account && !account)
		resume(chat);
	switch (past_take(&chat->past, &chat->session, line, &event)) {
	case PAST_EVENT:
		heard_brief(&event, chat->full_form.on, words);
		take_event(chat, &event);
		break;
	case PAST_TALK:
		take_talk(chat, line);
		break;
	case PAST_PAGE_END:
		end_page(chat);
		break;
	case PAST_NO_NEWS:
		break;
	}
}

void
chat_past_go_on(struct chat *chat)
{
	if (!chat->options.person || chat_is_away(chat))
		return;
	if (chat->arrival.hushed == 0)
		past_settle(&chat->past);
	chat->past.events =
	    chat->options.settings->presence == SETTINGS_PRESENCE_ALL;
	past_ask(&chat->past, &chat->session);
}
