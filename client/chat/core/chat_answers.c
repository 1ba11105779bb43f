/* The way from the server to the person: see chat_answers.h. */
#include "chat/core/chat_answers.h"

#include <stdio.h>
#include <sysexits.h>

#include "chat/core/account.h"
#include "chat/core/console.h"
#include "chat/core/notify.h"
#include "chat/core/past.h"
#include "net/fetch.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/names.h"
#include "text/words/heard.h"

/* The least time between two rings of the bell in the window. */
#define BELL_PAUSE (2 * SEC)

/* Asks about a group that we have joined; a hushed group is not shown. */
static void
ask_about(struct chat *chat, struct str group, bool hushed)
{
	struct session *session = &chat->session;

	chat->hushed += hushed;
	SESSION_ASK(session, VERB_TOPIC, STR("topic"), group);
	SESSION_ASK(session, VERB_MODE, STR("mode"), group);
	SESSION_ASK(session, VERB_NAMES, STR("names"), group);
}

/*
 * Takes an answer to ask_about, the topic, whether there is a history, and the
 * members, of whom a line is enough. Returns whether to show it.
 */
static bool
take_arrival(struct chat *chat, const struct command *line)
{
	const struct session *session = &chat->session;
	const enum verb verb = line->rule->verb;
	const bool ok = verb == VERB_OK, hushed = chat->hushed > 0;
	struct str rest = line->arg[1];

	if (ok && session_awaits(session, VERB_TOPIC, true)) {
		(void)str_word(&rest);
		return !hushed && rest.at != NULL && !str_eq(rest, STR("-"));
	}
	if (ok && session_awaits(session, VERB_MODE, true)) {
		/* A server without a history has no mode H. */
		const bool recorded = fetch_is_recorded(line);
		const struct str group = str_word(&rest);
		if (recorded && !hushed)
			CHAT_TELL_OF(
			    chat, group, STR("#"), group, STR(" is recorded"));
		past_arrived(chat, group, recorded);
		return false;
	}
	if (!session_awaits(session, VERB_NAMES, true))
		return false;
	if (verb == VERB_NAMES) {
		(void)world_role(&rest);
		if (++chat->lines_of_names > 1 || hushed)
			return false;
		if (!str_caseeq(rest, session_name(session)))
			return true;
		CHAT_TELL_OF(chat, line->arg[0], STR("nobody else is in #"),
		    line->arg[0]);
	}
	if (!ok && verb != VERB_ERR)
		return false;
	const bool more = chat->lines_of_names > 1;
	chat->lines_of_names = 0;
	chat->hushed -= hushed;
	return more && ok && !hushed;
}

/*
 * Notes a line, and tells the person if it makes another group current. In the
 * window, a person who leaves a group stays in the view.
 */
static void
note_line(struct chat *chat, const struct command *line)
{
	struct world *joined = &chat->session.joined;
	const size_t before = joined->count;
	const bool returning = chat_is_offline(chat);
	const enum verb verb = line->rule->verb;
	const bool leaves = chat->console->window == NULL &&
	    (verb == VERB_LEAVE || verb == VERB_KICK) &&
	    str_caseeq(line->arg[1], world_current(joined));

	link_note(&chat->link, line);
	past_hear(chat, line);
	if (verb == VERB_JOIN && joined->count > before) {
		past_joined(chat, line->arg[1], fetch_id(line));
		ask_about(chat, line->arg[1], returning);
	}
	if (leaves && joined->count < before && joined->count > 0)
		CHAT_REMARK(
		    chat, STR("current group: #"), world_current(joined));
}

/* Alerts the person to a message for them. In the stream, each one rings. */
static void
alert(struct chat *chat, const struct command *line)
{
	struct console *console = chat->console;
	const usec now = clock_mono();
	const bool rings = chat->options.settings->bell &&
	    (console->window == NULL || now >= console->rings_from);

	/*
	 * Do not ring while much output waits: a terminal that takes none for
	 * hours would fill the buffer with BELs.
	 */
	if (rings && buf_len(&console->out.waiting) < CHAT_STEP / 2) {
		out_put(&console->out, STR("\a"));
		console->rings_from = now + BELL_PAUSE;
	}
	notify_add(&console->notify, chat->options.settings->notify, line);
}

/*
 * Returns whether the person knows of this already: after a kick, the kicked
 * person's leave has the same event ID.
 */
static bool
is_told(struct chat *chat, const struct command *line)
{
	const enum verb verb = line->rule->verb;

	if (verb == VERB_KICK)
		chat->kicked = fetch_id(line);
	return verb == VERB_LEAVE && fetch_id(line) == chat->kicked;
}

/*
 * Returns whether the line is the reply to a change of modes, which the event
 * has told already.
 */
static bool
is_said_twice(const struct chat *chat, const struct command *line)
{
	struct str change = line->arg[1];

	if (line->rule->verb != VERB_OK || !chat->full ||
	    (!str_eq(line->arg[0], STR("mode")) &&
		!str_eq(line->arg[0], STR("ban"))))
		return false;
	(void)str_word(&change);
	return change.at != NULL &&
	    (str_begins(change, STR("+")) || str_begins(change, STR("-")));
}

/* Returns whether to show the line. */
static bool
is_shown(struct chat *chat, const struct command *line)
{
	if (take_arrival(chat, line))
		return true;
	return !is_said_twice(chat, line) && !chat->hides &&
	    !is_told(chat, line);
}

/* Shows the line, but for what nobody is told of people in full events. */
static void
show_answer(struct chat *chat, const struct command *line)
{
	const struct manner manner = chat_manner(chat, line);
	const bool hidden =
	    notify_hides(line, session_name(&chat->session), chat->account);
	const bool shown = is_shown(chat, line) && !hidden;

	chat->console->ui->hear(chat, line, shown, &manner);
	if (manner.meant && (line->count < 4 || line->arg[3].len > 0))
		alert(chat, line);
}

static void
hear(struct chat *chat, const struct command *line)
{
	size_t blanks = several_blanks(&chat->session.several, line);
	struct command blank = *line;

	blank.arg[3] = STR("");
	for (; blanks > 0; blanks--)
		show_answer(chat, &blank);
	show_answer(chat, line);
	note_line(chat, line);
}

/*
 * Takes an event; a mode event with several changes as one event for each, of
 * the same ID.
 */
static void
hear_changes(struct chat *chat, struct command *line)
{
	struct str changes =
	    line->rule->verb == VERB_MODE ? line->arg[3] : STR("");
	char change[2];

	if (changes.len <= 2) {
		hear(chat, line);
		return;
	}
	while (heard_next_change(line, &changes, change))
		hear(chat, line);
}

/* Notes why we are away; empty: we are not. Returns whether that is new. */
static bool
note_away(struct chat *chat, struct str text)
{
	const bool same = str_eq(str_from(chat->away), text);

	(void)snprintf(chat->away, sizeof(chat->away), "%.*s", (int)text.len,
	    text.at); /* fits */
	return !same;
}

/* Takes it if another device of ours has said that we are away, or back. */
static bool
take_away(struct chat *chat, const struct command *line)
{
	const bool away = line->count > 2;

	if (line->rule->verb != VERB_AWAY || !chat->session.elsewhere ||
	    !str_caseeq(grammar_actor(line), chat_me(chat)))
		return false;
	if (note_away(chat, away ? line->arg[2] : STR("")))
		CHAT_REMARK(chat,
		    away ? STR("you are away: ") :
			   STR("you are no longer away"),
		    away ? line->arg[2] : STR(""));
	return true;
}

/* Makes the line what a person reads; the room holds its words. */
static void
put_for_person(struct chat *chat, struct command *line, char words[HEARD_ROOM])
{
	const struct session *session = &chat->session;
	const struct str away = str_from(chat->leaves);

	chat->account = heard_brief(line, chat->full, words);
	/* Only the person's own /topic tells who has set it. */
	if (line->rule->verb == VERB_OK && line->count > 2 &&
	    session_awaits(session, VERB_TOPIC, true))
		line->count = 2;
	if (line->rule->verb == VERB_OK &&
	    session_awaits(session, VERB_AWAY, false)) {
		(void)note_away(chat, away);
		/* The answer does not repeat the text that it confirms. */
		if (line->count == 1 && away.len > 0)
			line->arg[line->count++] = away;
	}
	if (line->rule->verb == VERB_ERR && session_name(session).len > 0 &&
	    str_eq(line->arg[0], STR("name")) &&
	    str_eq(line->arg[1], code_word(CODE_NOT_ALLOWED)))
		line->arg[2] = STR("your name here is that of your login; "
				   "/about - TEXT gives you a real name, too");
}

/* Shows the line and acts on it. */
static void
act_on(struct chat *chat, struct command *line)
{
	struct session *session = &chat->session;
	char words[HEARD_ROOM];

	if (line->rule->verb == VERB_PING) {
		(void)link_hear(&chat->link, line);
		return;
	}
	if (line->rule->verb == VERB_OK && str_eq(line->arg[0], STR("want")))
		chat->full = true;
	session->follows = true;
	session->elsewhere = grammar_is_elsewhere(line); /* until it is brief */
	put_for_person(chat, line, words);
	if (past_hear_talk(chat, line) ||
	    notify_ignores(line, session_name(session), chat->account))
		return;
	chat->starting = chat->link.joining != NULL;
	chat->hides = link_hear(&chat->link, line);
	if (chat->link.heard != LOGIN_OTHER) {
		link_note(&chat->link, line);
		account_heard(chat);
		return;
	}
	if (account_note(chat, line) || take_away(chat, line)) {
		link_note(&chat->link, line);
		return;
	}
	const bool named = session_name(session).len > 0;

	hear_changes(chat, line);
	if (!named && session_name(session).len > 0 &&
	    *chat->link.groups == NULL && chat->link.joining == NULL &&
	    !chat_is_offline(chat))
		CHAT_REMARK(chat, STR("/join GROUP to begin, /help for help"));
	account_offer_login(chat, line);
}

static void
take_stray(struct chat *chat, struct str line)
{
	/* This turns IRC clients away; a bye with the same text follows. */
	if (session_name(&chat->session).len == 0 &&
	    str_begins(line, STR("ERROR :")))
		return;
	render_stray(&chat->console->line, line);
	chat->console->ui->show(chat, buf_str(&chat->console->line));
	buf_drop(&chat->console->line, buf_len(&chat->console->line));
}

void
chat_show_answers(struct chat *chat)
{
	struct str line;
	struct command parsed;

	while (!chat_is_over(chat) && chat_has_room(chat) &&
	    session_line(&chat->session, &line)) {
		if (!session_is_cut(&chat->session, line) &&
		    grammar_parse(line, FROM_SERVER, &parsed) == CODE_OK)
			act_on(chat, &parsed);
		else if (line.len > 0)
			take_stray(chat, line);
		session_drop(&chat->session, line);
	}
	if (chat->session.skipped && chat_has_room(chat)) {
		take_stray(chat, STR("(a line that is too long)"));
		chat->session.skipped = false;
	}
}
