/* Clients' profiles: see profile.h. */
#include "router/people/profile.h"

#include "base/config/config.h"
#include "router/asks.h"
#include "router/delivery/answers.h"
#include "router/delivery/downlink.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/model/account_names.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/rights.h"
#include "router/people/server_ops.h"
#include "router/people/watches.h"

#define SHORT STR("short")
#define ALL STR("all")

/* The user name given by a client that sets only its real name. */
#define AS_IT_IS STR("-")

/* The flag of operators of the server. */
#define POWER "S"

static const struct str nothing;

enum outcome
want_cmd(uint32_t who, const struct command *command)
{
	groups_set_client_full(who, !str_eq(command->arg[0], SHORT));
	identity_interests(who)->all = str_eq(command->arg[0], ALL);
	return answers_ok(who, command, WORDS(command->arg[0]));
}

/*
 * Tells the clients with "want all" that watch this one and share no group with
 * it.
 */
static void
tell_watchers(uint32_t who, const struct event *event)
{
	uint32_t cursor = WATCHES_FIRST, watcher;

	while (
	    (watcher = watches_next(clients_name(who), &cursor)) != CLIENT_NONE)
		if (watcher != who && identity_interests(watcher)->all &&
		    !groups_share(who, watcher))
			fanout_event(watcher, event);
}

/* Tells all others of an event that is only in full form. */
static void
tell_others(uint32_t who, const struct event *event)
{
	(void)fanout_sharers(who, false, event); /* or the client is lost */
	tell_watchers(who, event);
}

/*
 * Tells all others of an event with a text of the client's own. If it may not
 * speak in one of its groups, they get unsaid instead, if that has words.
 */
static void
tell_said(uint32_t who, struct str text, const struct event *event,
    const struct event *unsaid)
{
	if (rights_is_heard(who, text))
		tell_others(who, event);
	else if (unsaid->full.count > 0)
		tell_others(who, unsaid);
}

#define IN_FULL(who, ...) EVENT(NO_WORDS, WORDS(__VA_ARGS__), who)
#define NO_EVENT EVENT(NO_WORDS, NO_WORDS, CLIENT_NONE)

static void
tell_real(uint32_t who, struct str real)
{
	tell_said(who, real,
	    IN_FULL(who, STR("about"), event_ids_next(), FANOUT_ACTOR, real),
	    NO_EVENT);
}

/*
 * Tells all others that the client is away or back. Where it may not speak, a
 * new reason is no news.
 */
static void
tell_away(uint32_t who, struct str text, bool was_away)
{
	const struct str word = STR("away"), id = event_ids_next();
	const struct event *event = IN_FULL(who, word, id, FANOUT_ACTOR, text);

	if (text.len == 0)
		tell_others(who, event);
	else if (was_away)
		tell_said(who, text, event, NO_EVENT);
	else
		tell_said(who, text, event,
		    IN_FULL(who, word, id, FANOUT_ACTOR, PROFILE_AWAY));
}

/*
 * Returns whether the client must wait before others are told of another
 * change.
 */
static bool
is_too_much(uint32_t who)
{
	return !clients_may_change(who) || congestion_of_sharers(who);
}

enum outcome
about_cmd(uint32_t who, const struct command *command)
{
	const bool named = clients_name(who).len > 0;
	const struct str real = command->arg[1];
	const bool tells = named && !str_eq(identity_real(who), real);

	if (tells && is_too_much(who))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	if (!named && !str_eq(command->arg[0], AS_IT_IS))
		identity_set_user(who, command->arg[0]);
	identity_set_real(who, real);
	if (tells)
		tell_real(who, real);
	return answers_ok(who, command, NO_WORDS);
}

/* Room for all letters of a client. */
#define LETTERS_ROOM (LIMIT_FLAGS + 2)

static void
add_letter(struct str *letters, char room[LETTERS_ROOM], char letter)
{
	if (letters->at != room)
		*letters = (struct str) { room, 0 }; /* there was none */
	room[letters->len++] = letter;
}

/*
 * Returns the client's flags, with the one for an operator of the server, which
 * clients cannot set themselves, and that of its account.
 */
static struct str
letters_of(uint32_t who, char room[LETTERS_ROOM])
{
	const struct str account = identity_account(who);
	struct str letters = identity_letters(identity_flags(who), room);

	if (server_ops_has(who))
		add_letter(&letters, room, *POWER);
	if (account.len > 0 && account_names_is_private(account))
		add_letter(&letters, room, *ACCOUNT_NAMES_PRIVATE);
	return letters;
}

/* Changes a flag. Returns false if the client may not set it. */
static bool
change_flag(uint32_t who, struct str change)
{
	const unsigned flags = identity_flags(who),
		       flag = identity_flag(change.at[1]);
	const bool on = change.at[0] == '+';

	if (change.at[1] != *POWER)
		identity_set_flags(who, on ? flags | flag : flags & ~flag);
	else if (on)
		return server_ops_has(who);
	else
		server_ops_revoke(who);
	return true;
}

static enum outcome
show_flags(uint32_t who, const struct command *command)
{
	char room[LETTERS_ROOM];

	return answers_ok(who, command, WORDS(letters_of(who, room)));
}

static enum outcome
set_flag(uint32_t who, const struct command *command)
{
	if (command->count > 0 && !change_flag(who, command->arg[0]))
		return answers_refuse_saying(who, command, CODE_NOT_OPERATOR,
		    STR("use oper to become a server operator"));
	return show_flags(who, command);
}

/*
 * The flag of an account: h, it keeps its private messages out of the history.
 * The keeper stores that, and tells everybody before it answers.
 */

/* Returns CODE_OK if the keeper should be asked, or why not. */
static enum code
may_change_flag(uint32_t who)
{
	if (identity_account(who).len == 0)
		return CODE_NOT_ALLOWED;
	return clients_may_change(who) ? CODE_OK : CODE_SLOW_DOWN;
}

static enum outcome
refuse_flag(uint32_t who, const struct command *command, enum code code)
{
	asks_cancel(who);
	if (code == CODE_NOT_ALLOWED)
		return answers_refuse_saying(who, command, code,
		    STR("not logged in: flag " ACCOUNT_NAMES_PRIVATE
			" belongs to an account"));
	return answers_refuse(who, command, code);
}

/* Asks the keeper. The client may be logged out while it waits. */
static enum outcome
change_private(uint32_t who, const struct command *command, bool on)
{
	const struct str account = identity_account(who);
	const struct asks_question question = { .of = ASKS_KEEPER,
		.writes = true,
		.words = WORDS(STR("flags"), account,
		    on ? STR(ACCOUNT_NAMES_PRIVATE) : STR("-")) };
	struct asks_answer answer;

	if (account.len == 0)
		return refuse_flag(who, command, CODE_NOT_ALLOWED);
	if (!asks_ask(who, &question, &answer))
		return OUTCOME_WAIT;
	if (answer.code != CODE_OK)
		return refuse_flag(who, command, answer.code);
	return show_flags(who, command);
}

enum outcome
flag_cmd(uint32_t who, const struct command *command)
{
	const bool on = command->count > 0 && command->arg[0].at[0] == '+';
	enum code code;

	if (command->count == 0 ||
	    command->arg[0].at[1] != *ACCOUNT_NAMES_PRIVATE)
		return set_flag(who, command);
	if (asks_is_pending(who))
		return change_private(who, command, on);
	if (identity_account(who).len > 0 &&
	    account_names_is_private(identity_account(who)) == on)
		return show_flags(who, command);
	code = may_change_flag(who);
	return code == CODE_OK ? change_private(who, command, on) :
				 refuse_flag(who, command, code);
}

enum outcome
away_cmd(uint32_t who, const struct command *command)
{
	const struct str text = command->count > 0 ? command->arg[0] : nothing;
	const bool was_away = identity_away(who).len > 0;

	if (str_eq(identity_away(who), text))
		return answers_ok(who, command, NO_WORDS);
	if (is_too_much(who))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	if (identity_set_away(who, text))
		tell_away(who, text, was_away);
	else
		fanout_mark_lost(who);
	return answers_ok(who, command, NO_WORDS);
}

void
profile_account(uint32_t who)
{
	if (clients_name(who).len > 0)
		tell_others(who,
		    IN_FULL(
			who, STR("account"), event_ids_next(), FANOUT_ACTOR));
}

void
profile_logged_out(uint32_t who)
{
	if (clients_name(who).len > 0)
		fanout_event(who,
		    IN_FULL(
			who, STR("account"), event_ids_next(), FANOUT_ACTOR));
}

void
profile_tell_away(uint32_t who, uint32_t other)
{
	const struct str text = identity_away(other);

	if (text.len > 0 && identity_wants_full(who))
		fanout_client(
		    who, WORDS(STR("gone"), clients_name(other), text));
}
