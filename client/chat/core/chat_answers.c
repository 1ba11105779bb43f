/* The way from the server to the person: see chat_state.h. */
#include <errno.h>

#include "chat/core/account.h"
#include "chat/core/chat_state.h"
#include "chat/core/notify_filter.h"
#include "chat/core/past.h"
#include "net/rejoin.h"
#include "shared/die.h"
#include "shared/grammar.h"
#include "text/words/heard.h"

/* Takes the server's last line. */
static void
take_bye(struct chat *chat, const struct command *bye)
{
	const bool named = session_name(&chat->session).len > 0;
	char why[CHAT_MESSAGE];

	if (chat->session.quitting && str_eq(bye->arg[0], STR("quit")))
		chat_end(chat, chat->unsent ? EX_DATAERR : EX_OK);
	else if (str_eq(bye->arg[0], bye_word(BYE_IDLE)) &&
	    chat_wait_for_name(chat))
		return;
	else if (rejoin_after(bye->arg[0], named))
		chat_connection_lost(chat, "disconnected by the server: %s",
		    chat_safe_text(why, &bye->arg[1], 1));
	else
		chat_fail(chat, EX_UNAVAILABLE,
		    "disconnected by the server: %s",
		    chat_safe_text(why, &bye->arg[1], 1));
}

/* Requests that a filter depends on and cannot repeat. */
static const struct {
	struct str verb;
	const char *what;
} needed[] = {
	{ LIT("pass"), "password" },
	{ LIT("name"), "name" },
};

static void
take_refusal(struct chat *chat, const struct command *err)
{
	char why[CHAT_MESSAGE];

	if (chat->options.person || session_name(&chat->session).len > 0)
		return;
	for (size_t i = 0; i < COUNT(needed); i++)
		if (str_eq(err->arg[0], needed[i].verb))
			chat_fail(chat, EX_NOPERM, "%s refused: %s",
			    needed[i].what,
			    chat_safe_text(why, &err->arg[2], 1));
}

/* Shows the answer to /whois once all of it has come. */
static void
show_whois(struct chat *chat)
{
	struct whois_notes *notes = &chat->whois_notes;

	if (!notes->come)
		return;
	chat->console->ui->show(chat, buf_str(&notes->lines));
	whois_notes_begin(notes);
}

/*
 * Notes a line, and tells the person if it makes another group current. In the
 * window, a person who leaves a group stays in the view.
 */
static void
note(struct chat *chat, const struct command *line)
{
	struct world *joined = &chat->session.joined;
	const size_t before = joined->count;
	const enum verb verb = line->rule->verb;
	const bool leaves = chat->console->ui != &ui_window &&
	    (verb == VERB_LEAVE || verb == VERB_KICK) &&
	    str_caseeq(line->arg[1], world_current(joined));

	session_note(&chat->session, line);
	show_whois(chat);
	people_note(&chat->people, line);
	if (chat->options.person && line->rule->verb == VERB_JOIN &&
	    str_caseeq(line->arg[2], session_name(&chat->session)))
		arrival_ask(&chat->arrival, &chat->session, line->arg[1],
		    chat_is_returning(chat));
	if (leaves && joined->count < before && joined->count > 0)
		CHAT_REMARK(
		    chat, STR("current group: #"), world_current(joined));
}

void
chat_write_down(struct chat *chat, const struct command *line)
{
	if (record_add(&chat->record, line))
		return;
	const struct str why = str_from(strerror(errno));
	const struct str file = str_from(chat->options.log);
	if (chat->options.person)
		CHAT_TELL(chat, REMARK_MISTAKE, STR("no longer writing to "),
		    file, STR(": "), why);
	else
		complain("no longer writing to %s: %s", chat->options.log,
		    strerror(errno));
}

void
chat_alert(struct chat *chat, const struct command *line)
{
	const bool rings = !chat->options.quiet &&
	    (chat->console->ui != &ui_window ||
		bell_rings(&chat->console->bell, clock_mono()));

	/*
	 * Do not ring while much output waits: a terminal that takes none for
	 * hours would fill the buffer with BELs.
	 */
	if (rings && buf_len(&chat->console->out.waiting) < CHAT_STEP / 2)
		out_put(&chat->console->out, STR("\a"));
	notify_add(&chat->console->notify, chat->options.settings->notify,
	    chat->options.address, chat->options.via, line);
}

/*
 * Returns whether the person knows of this already: after a kick, the kicked
 * person's leave has the same event ID.
 */
static bool
is_told(struct chat *chat, const struct command *line)
{
	const enum verb verb = line->rule->verb;
	const struct str kicked = { chat->kicked, chat->kicked_len };

	if (verb == VERB_KICK && line->arg[0].len <= sizeof(chat->kicked)) {
		chat->kicked_len = line->arg[0].len;
		memcpy(chat->kicked, line->arg[0].at, line->arg[0].len);
	}
	return chat->options.person && verb == VERB_LEAVE &&
	    str_eq(line->arg[0], kicked);
}

/* Tells a person who is in no group what to do first. */
static void
greet(struct chat *chat)
{
	if (*chat->groups == NULL && !chat_is_returning(chat))
		CHAT_REMARK(chat,
		    chat->options.settings->slash ?
			STR("/join GROUP to begin, /help for help") :
			STR("join GROUP to begin, /help for help"));
}

/*
 * Returns whether the line is the reply to a change of modes, which the event
 * has told already.
 */
static bool
is_said_twice(const struct chat *chat, const struct command *line)
{
	struct str change = line->count > 1 ? line->arg[1] : STR("");

	if (line->rule->verb != VERB_OK || !str_eq(line->arg[0], STR("mode")) ||
	    !chat->full)
		return false;
	(void)str_word(&change);
	return change.at != NULL &&
	    (str_begins(change, STR("+")) || str_begins(change, STR("-")));
}

/*
 * Returns whether the line says again of somebody to whom we have written that
 * they are away, for the same reason. Two people with the same hash hide a
 * line, no more.
 */
static bool
is_known_gone(struct chat *chat, const struct command *line)
{
	/* Somebody may be back. */
	if (line->rule->verb == VERB_AWAY)
		memset(chat->gone, 0, sizeof(chat->gone));
	if (line->rule->verb != VERB_GONE ||
	    session_awaits(&chat->session, VERB_WHOIS, false) ||
	    session_awaits(&chat->session, VERB_WHOIS, true))
		return false;
	const uint64_t hash = str_hash_add(
	    str_hash_add(STR_HASH_START, line->arg[0]), line->arg[1]);
	for (size_t i = 0; i < CHAT_GONE; i++)
		if (chat->gone[i] == hash)
			return true;
	chat->gone[chat->gone_next++ % CHAT_GONE] = hash;
	return false;
}

/* Returns whether to show the line. */
static bool
is_shown(struct chat *chat, const struct command *line)
{
	const enum arrival_view arrival =
	    arrival_note(&chat->arrival, &chat->session, line);
	struct str group = line->count > 1 ? line->arg[1] : STR("");

	if (chat->options.person &&
	    (whois_notes_take(&chat->whois_notes, &chat->session, line) ||
		is_known_gone(chat, line) || is_said_twice(chat, line)))
		return false;
	if (arrival == ARRIVAL_ALONE)
		CHAT_TELL_OF(chat, line->arg[0], STR("nobody else is in #"),
		    line->arg[0]);
	if (arrival == ARRIVAL_RECORDED || arrival == ARRIVAL_RECORDED_STILL)
		past_arrived(
		    chat, str_word(&group), arrival == ARRIVAL_RECORDED_STILL);
	return arrival == ARRIVAL_SHOWN ||
	    (arrival == ARRIVAL_HIDDEN &&
		!session_hides(&chat->session, line) &&
		!chat_hides_refusal(chat, line) && !is_told(chat, line));
}

struct manner
chat_manner(const struct chat *chat, const struct command *line)
{
	const struct str me = session_name(&chat->session);

	return (struct manner) {
		.stable = !chat->options.person,
		.window = chat->console->ui == &ui_window,
		.times = chat->options.times || chat->options.settings->times,
		.many = chat->session.joined.count > 1,
		.colours = chat->console->colours,
		.depth = chat->console->depth,
		.me = me,
		.further = line != NULL &&
		    several_is_further(&chat->session.several, line),
		.meant = chat->options.person && line != NULL &&
		    notify_filter_means_us(line, me),
	};
}

/*
 * Returns whether the line is a message from an ignored person. Such a line can
 * be dropped: it changes no state.
 */
static bool
is_ignored(const struct chat *chat, const struct command *line)
{
	return chat->options.person &&
	    notify_filter_ignores(line, session_name(&chat->session));
}

/* Returns whether the event is one of full form that nobody is told of. */
static bool
is_untold(const struct chat *chat, const struct command *line)
{
	static const enum verb untold[] = { VERB_AWAY, VERB_ABOUT, VERB_ACCOUNT,
		VERB_SIGNAL };

	for (size_t i = 0; i < COUNT(untold); i++)
		if (chat->options.person && line->rule->verb == untold[i])
			return true;
	return false;
}

/* Shows the line and writes it down. */
static void
show(struct chat *chat, const struct command *line)
{
	const struct manner manner = chat_manner(chat, line);
	const bool hidden = chat->options.person &&
	    notify_filter_hides(line, session_name(&chat->session));
	const bool shown = is_shown(chat, line) && !hidden;

	chat->console->ui->hear(chat, line, shown, &manner);
	if (manner.meant && (line->count < 4 || line->arg[3].len > 0))
		chat_alert(chat, line);
	if (!hidden && !is_untold(chat, line))
		chat_write_down(chat, line);
}

static void
chat_answers_hear(struct chat *chat, const struct command *line)
{
	size_t blanks = chat->options.person ?
	    several_blanks(&chat->session.several, line) :
	    0;
	struct command blank = *line;

	blank.arg[3] = STR("");
	for (; blanks > 0; blanks--)
		show(chat, &blank);
	show(chat, line);
	past_hear(chat, line);
	note(chat, line);
}

/* Takes a line if it is about our login. */
static bool
take_login(struct chat *chat, const struct command *line)
{
	const enum login_heard heard =
	    login_hear(&chat->login, &chat->session, line);

	if (heard == LOGIN_OTHER)
		return false;
	session_note(&chat->session, line);
	account_heard(chat, heard, line);
	return true;
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
		chat_answers_hear(chat, line);
		return;
	}
	while (heard_next_change(line, &changes, change))
		chat_answers_hear(chat, line);
}

/* Takes a line if it answers a command for our account; notes others. */
static bool
take_account(struct chat *chat, const struct command *line)
{
	if (!chat->options.person || !account_note(chat, line))
		return false;
	past_hear(chat, line);
	session_note(&chat->session, line);
	return true;
}

/*
 * Takes a line if it answers the person's /ping. Its word may be the name of a
 * person, who has not answered.
 */
static bool
take_pong(struct chat *chat, const struct command *line)
{
	const struct session *session = &chat->session;
	const bool word = line->count > 1;

	if (!chat->options.person || line->rule->verb != VERB_OK ||
	    !str_eq(line->arg[0], STR("ping")) || session->owed_count == 0 ||
	    !session_awaits(&chat->session, VERB_PING, false))
		return false;
	const usec took = clock_mono() - session->owed[0].said;
	CHAT_REMARK(chat, STR("pong from the server"),
	    word ? STR(", not from ") : STR(""), word ? line->arg[1] : STR(""),
	    word ? STR(",") : STR(""), STR(" after "),
	    DECIMAL((size_t)(took / MSEC)), STR(" ms"));
	past_hear(chat, line);
	session_note(&chat->session, line);
	return true;
}

/* Shows the line and acts on it. */
static void
chat_answers_take_answer(struct chat *chat, struct command *line)
{
	struct session *session = &chat->session;
	char room[PENDING_NAMES_ROOM];
	char words[HEARD_ROOM];

	if (line->rule->verb == VERB_OK && str_eq(line->arg[0], STR("want")))
		chat->full = true;
	if (chat->options.person)
		heard_brief(line, chat->full, words);
	/* Only the person's own /topic tells who has set it. */
	if (line->rule->verb == VERB_OK && line->count > 2 &&
	    session_awaits(session, VERB_TOPIC, true))
		line->count = 2;
	away_state_note(&chat->away_state, session, line);
	pending_names_note(&chat->pending_names, session, line, room);
	if (line->rule->verb == VERB_PING) {
		SESSION_ASK(session, VERB_PING, STR("ping"));
		return;
	}
	if (take_login(chat, line) || take_account(chat, line) ||
	    take_pong(chat, line))
		return;
	if (chat_letters_hear(chat, line) || is_ignored(chat, line))
		return;
	const bool named = session_name(session).len > 0;

	hear_changes(chat, line);
	if (!named && session_name(session).len > 0)
		greet(chat);
	if (line->rule->verb == VERB_BYE)
		take_bye(chat, line);
	if (line->rule->verb == VERB_ERR) {
		if (chat->options.person)
			account_remedy(chat, line);
		take_refusal(chat, line);
		chat_hear_paste(chat, line);
	}
}

/*
 * Returns whether this is the line that turns IRC clients away. A bye with the
 * same text follows.
 */
static bool
is_for_irc(const struct chat *chat, struct str line)
{
	const struct str error = STR("ERROR :");

	return session_name(&chat->session).len == 0 && line.len > error.len &&
	    memcmp(line.at, error.at, error.len) == 0;
}

static void
take_stray(struct chat *chat, struct str line)
{
	if (is_for_irc(chat, line))
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

	while (!chat_is_over(chat) && chat->console->ui->ready(chat) &&
	    session_line(&chat->session, &line)) {
		if (!session_is_cut(&chat->session, line) &&
		    grammar_parse(line, FROM_SERVER, &parsed) == CODE_OK)
			chat_answers_take_answer(chat, &parsed);
		else if (line.len > 0)
			take_stray(chat, line);
		session_drop(&chat->session, line);
	}
}
