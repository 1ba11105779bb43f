/*
 * Reconnecting, from the loss of the connection until everything is restored:
 * see chat_state.h. The person can still read and edit, because a child process
 * makes each attempt (dial.h).
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "chat/core/account.h"
#include "chat/core/chat_state.h"
#include "chat/core/past.h"
#include "net/rejoin.h"
#include "shared/die.h"
#include "shared/grammar.h"

/* Schedules the next attempt, after the time that rejoin.h says. */
static void
rest(struct chat *chat, enum remark kind)
{
	char time[REJOIN_TIME];

	chat->away.until = rejoin_next(&chat->away.backoff, time);
	chat->away.state = AWAY_RESTING;
	CHAT_TELL(chat, kind, STR("trying again in "), str_from(time),
	    STR("; Ctrl-C twice on an empty line quits"));
}

/* Handles a failed attempt, and tells why it failed. */
static void
attempt_failed(struct chat *chat, const char *why)
{
	const uint32_t hash = str_hash(str_from(why));
	const enum remark kind =
	    hash == chat->away.missed ? REMARK_AGAIN : REMARK_HERE;

	chat->away.missed = hash;
	CHAT_TELL(chat, kind, str_from(why));
	rest(chat, kind);
}

static void
forget_groups(struct away *away)
{
	free(away->groups);
	away->groups = NULL;
	world_free(&away->joined);
}

/* Takes the name and the groups, to be restored later, from the session. */
static void
remember(struct chat *chat)
{
	static char *const none[] = { NULL };
	struct away *away = &chat->away;
	const struct str name = session_name(&chat->session);

	memcpy(away->name, name.at, name.len);
	away->name[name.len] = '\0';
	forget_groups(away);
	world_move(&chat->session.joined, &away->joined);
	away->groups = rejoin_groups(&away->joined, none);
}

/*
 * Returns whether the command that connects us has ended before we had a name:
 * there may be no network yet.
 */
static bool
starts_offline(const struct chat *chat)
{
	const char *name = chat->options.name;

	return chat->options.via != NULL && name != NULL &&
	    name_check(str_from(name)) == CODE_OK &&
	    session_name(&chat->session).len == 0 && chat->away.name[0] == '\0';
}

/* Returns whether the chat can and should reconnect. */
static bool
wants_return(const struct chat *chat)
{
	const bool named = session_name(&chat->session).len > 0 ||
	    chat->away.name[0] != '\0' || starts_offline(chat);

	return chat->options.person && !chat->options.once && named &&
	    !chat->session.quitting && !chat->leaving;
}

void
chat_connection_lost(struct chat *chat, const char *format, ...)
{
	struct away *away = &chat->away;
	char why[CHAT_MESSAGE];
	va_list values;

	va_start(values, format);
	if (vsnprintf(why, sizeof(why), format, values) < 0)
		why[0] = '\0';
	va_end(values);
	if (!wants_return(chat)) {
		chat_fail(chat, EX_UNAVAILABLE, "%s", why);
		return;
	}
	if (starts_offline(chat)) {
		(void)snprintf(away->name, sizeof(away->name), "%s",
		    chat->options.name); /* fits */
		away->fresh = true;
	}
	session_close(&chat->session);
	(void)program_drop(&chat->via);
	past_lost(&chat->past);
	letters_lost(&chat->letters);
	login_forget(&chat->login);
	account_lost(chat);
	if (away->state != AWAY_NOT) {
		attempt_failed(chat, why);
		return;
	}
	CHAT_TELL(chat, REMARK_EVERYWHERE, str_from(why));
	chat->console->ui->lost(chat);
	if (session_name(&chat->session).len > 0)
		remember(chat);
	rest(chat, REMARK_HERE);
}

bool
chat_wait_for_name(struct chat *chat)
{
	const struct session *session = &chat->session;

	if (!chat->options.person || chat->options.once || session->quitting ||
	    chat->leaving || session_name(session).len > 0 ||
	    chat->away.state != AWAY_NOT)
		return false;
	session_close(&chat->session);
	(void)program_drop(&chat->via);
	if (login_waits(&chat->login)) {
		login_forget(&chat->login);
		account_lost(chat);
	}
	chat->away.state = AWAY_UNNAMED;
	CHAT_REMARK(chat,
	    STR("the server has hung up, because it got no name in time; type "
		"one to connect again"));
	return true;
}

/* Returns whether there is something to send for a person without a name. */
static bool
has_something(const struct chat *chat)
{
	return chat->queue != NULL || login_is_on(&chat->login);
}

/*
 * Treats the server's silence as a dead link, except while the interface takes
 * no lines: then we do not read, and silence proves nothing.
 */
usec
chat_check_link(struct chat *chat)
{
	const usec now = clock_mono();
	struct session *session = &chat->session;

	if (!chat->options.person || session->fd == -1 ||
	    !chat->console->ui->ready(chat))
		return 0;
	if (!session_check_link(session, now)) {
		chat_connection_lost(chat,
		    "connection lost: no answer for %u seconds",
		    (unsigned)(SESSION_PATIENCE / SEC));
		return 1;
	}
	const usec due = session_due(session);
	return due > now ? due - now : 1;
}

bool
chat_is_away(const struct chat *chat)
{
	return chat->away.state != AWAY_NOT && chat->away.state != AWAY_UNNAMED;
}

bool
chat_is_returning(const struct chat *chat)
{
	return chat_is_away(chat) && !chat->away.fresh;
}

/*
 * Arranges to send password, login, name and groups again, as if they had been
 * given on the command line.
 */
static void
greet(struct chat *chat)
{
	chat->password = chat->options.password;
	/* A login that was typed meanwhile comes first. */
	chat->account =
	    login_is_on(&chat->login) ? NULL : chat->options.account;
	if (chat->away.name[0] != '\0')
		chat->name = chat->away.name;
	if (chat->away.groups != NULL)
		chat->groups = chat->away.groups;
}

/* Returns whether we never had a name on this server: we return to nothing. */
static bool
was_unnamed(const struct away *away)
{
	return away->name[0] == '\0' && !away->fresh;
}

static void
begin_connection(struct chat *chat, int socket)
{
	struct away *away = &chat->away;

	session_free(&chat->session);
	session_init(&chat->session, socket);
	chat->absent = chat->reminded = chat->away_waits = false;
	chat->full_asked = chat->full = false;
	memset(chat->gone, 0, sizeof(chat->gone));
	chat->pending_names =
	    (struct pending_names) { 0 }; /* commands are numbered anew */
	chat->hushed = chat->lines_of_names = 0;
	chat->named = chat->ghosted = false;
	away->state = was_unnamed(away) ? AWAY_NOT : AWAY_RETURNING;
	away->until = 0;
	greet(chat);
}

int
chat_begin_via(struct chat *chat, const struct chat_options *options)
{
	return program_begin(
	    &chat->via, VIA, options->via, true, options->person);
}

/* Returns whether an attempt to reconnect has said the same before. */
static bool
is_repeated(struct away *away, struct str line)
{
	const uint32_t hash = str_hash(line);

	for (size_t i = 0; i < COUNT(away->said); i++)
		if (away->said[i] == hash)
			return true;
	away->said[away->said_next++ % COUNT(away->said)] = hash;
	return false;
}

void
chat_hear_via(struct chat *chat)
{
	struct str line;

	while (chat_has_room(chat) && program_line(&chat->via, &line))
		if (line.len > 0 &&
		    !(chat_is_away(chat) && is_repeated(&chat->away, line)))
			CHAT_TELL(chat, REMARK_APART, STR("via: "), line);
}

static void
begin_via(struct chat *chat)
{
	const int socket = chat_begin_via(chat, &chat->options);

	if (socket == -1)
		attempt_failed(chat, strerror(errno));
	else
		begin_connection(chat, socket);
}

static void
begin_attempt(struct chat *chat)
{
	const struct chat_options *options = &chat->options;
	struct dial *dial = &chat->away.dial;

	chat->away.state = AWAY_CONNECTING;
	if (options->via != NULL)
		begin_via(chat);
	else if (!dial_begin(dial, options->address))
		attempt_failed(chat, strerror(errno));
}

static void
take_attempt(struct chat *chat)
{
	struct dial *dial = &chat->away.dial;
	int socket;

	switch (dial_take(dial, &socket)) {
	case DIAL_WAITS:
		break;
	case DIAL_DONE:
		begin_connection(chat, socket);
		break;
	case DIAL_FAILED:
		attempt_failed(chat, dial_why(dial));
		break;
	}
}

/* Tries again: the name may be free by now, or the group less busy. */
static void
try_again(struct chat *chat)
{
	chat->away.until = 0;
	if (session_name(&chat->session).len == 0)
		chat->name = chat->away.name;
}

usec
chat_come_back(struct chat *chat)
{
	struct away *away = &chat->away;
	const usec now = clock_mono();

	if (!chat_has_room(chat))
		return 0;
	if ((away->state == AWAY_UNNAMED && has_something(chat)) ||
	    (away->state == AWAY_RESTING && now >= away->until))
		begin_attempt(chat);
	else if (away->state == AWAY_CONNECTING)
		take_attempt(chat);
	else if (away->state == AWAY_RETURNING && away->until != 0 &&
	    now >= away->until)
		try_again(chat);
	if (chat_is_over(chat) || !chat_is_away(chat) ||
	    away->state == AWAY_CONNECTING || away->until == 0)
		return 0;
	return away->until > now ? away->until - now : 1;
}

void
chat_reconnect(struct chat *chat)
{
	struct away *away = &chat->away;

	if (away->state == AWAY_NOT || away->state == AWAY_RETURNING)
		chat_connection_lost(chat, "disconnected by /reconnect");
	if (away->until != 0)
		away->until = clock_mono();
}

/* Returns whether the person must act before we can return. */
static bool
needs_person(const struct chat *chat)
{
	return chat->away.until == 0 && session_name(&chat->session).len == 0;
}

void
chat_settle(struct chat *chat)
{
	struct away *away = &chat->away;
	const struct str current = world_current(&away->joined);
	const bool fresh = away->fresh;

	if (away->state != AWAY_RETURNING || away->until != 0)
		return;
	if (world_has(&chat->session.joined, current))
		world_choose(&chat->session.joined, current);
	away->state = AWAY_NOT;
	away->fresh = false;
	away->patience = 0;
	if (needs_person(chat))
		return;
	away->backoff = (struct backoff) { 0 };
	away->missed = 0;
	memset(away->said, 0, sizeof(away->said));
	CHAT_TELL(chat, REMARK_EVERYWHERE,
	    fresh ? STR("connected") : STR("reconnected"));
	if (chat->console->ui->returned != NULL)
		chat->console->ui->returned(chat);
}

/*
 * Returns whether our name is refused because our dead connection seems to hold
 * it still.
 */
static bool
is_held(struct away *away, const struct command *err)
{
	if (!str_eq(err->arg[0], STR("name")) ||
	    !str_eq(err->arg[1], code_word(CODE_NAME_TAKEN)))
		return false;
	if (away->patience == 0)
		away->patience = clock_mono() + REJOIN_PATIENCE;
	return clock_mono() < away->patience;
}

/*
 * Ends the other connection that has the name of our account, once: it may be
 * dead, or on another machine. Returns false if the line refuses something
 * else.
 */
static bool
takes_over(struct chat *chat, const struct command *err)
{
	struct away *away = &chat->away;
	const char *account = chat->options.account;
	char time[REJOIN_TIME];

	if (!chat->options.person || err->rule->verb != VERB_ERR ||
	    !str_eq(err->arg[0], STR("name")) ||
	    !str_eq(err->arg[1], code_word(CODE_NAME_TAKEN)) ||
	    session_name(&chat->session).len > 0)
		return false;
	if (!chat->account_state.logged_in || account == NULL) {
		if (away->state == AWAY_NOT)
			CHAT_REMARK(chat, STR("if that is you, type /login "),
			    str_from(chat->tried));
		return false;
	}
	if (chat->ghosted ||
	    !str_caseeq(str_from(chat->tried), str_from(account)))
		return false;
	chat->ghosted = true;
	SESSION_SAY_ITSELF(
	    &chat->session, VERB_GHOST, STR("ghost"), str_from(account));
	CHAT_REMARK(chat,
	    STR("ending the other connection of your account, "
		"which has the name "),
	    str_from(account));
	/* The name is free a moment later, when that connection has ended. */
	if (away->state == AWAY_NOT) {
		(void)snprintf(
		    away->name, sizeof(away->name), "%s", account); /* fits */
		away->fresh = true;
		away->state = AWAY_RETURNING;
	}
	away->until = rejoin_next(&away->backoff, time);
	return true;
}

bool
chat_hides_refusal(struct chat *chat, const struct command *err)
{
	struct away *away = &chat->away;
	char time[REJOIN_TIME];

	if (takes_over(chat, err))
		return true;
	if (away->state != AWAY_RETURNING || err->rule->verb != VERB_ERR)
		return false;
	if (is_held(away, err)) {
		away->until = rejoin_next(&away->backoff, time);
		CHAT_REMARK(chat,
		    STR("your name is still taken; trying again in "),
		    str_from(time));
		return true;
	}
	if (!str_eq(err->arg[0], STR("join")) ||
	    !str_eq(err->arg[1], code_word(CODE_SLOW_DOWN)))
		return false;
	/*
	 * Repeat the last join: it is the refused one, because only one at a
	 * time awaits an answer.
	 */
	chat->groups--;
	away->until = rejoin_next(&away->backoff, time);
	CHAT_REMARK(chat, STR("cannot join #"), rejoin_group(*chat->groups),
	    STR(" yet; trying again in "), str_from(time));
	return true;
}

void
chat_forget_away(struct chat *chat)
{
	dial_stop(&chat->away.dial);
	forget_groups(&chat->away);
}
