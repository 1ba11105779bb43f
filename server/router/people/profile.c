/*
 * Clients' profiles: the form in which they want events, their user, real name
 * and flags, and whether they are away. See people.h.
 */
#include "router/asks.h"
#include "router/delivery/answers.h"
#include "router/delivery/downlink.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/model/account_names.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/rights.h"
#include "router/people/people.h"

/* The user name given by a client that sets only its real name. */
#define AS_IT_IS STR("-")

/* The flag of operators of the server. */
#define POWER "S"

enum outcome
want_cmd(uint32_t who, const struct command *command)
{
	clients_set_full(who, !str_eq(command->arg[0], STR("short")));
	groups_note_form(who);
	clients_own(who)->hears_all = str_eq(command->arg[0], STR("all"));
	return answers_ok(who, command, WORDS(command->arg[0]));
}

/*
 * Tells all others of an event that is only in full form: those who share a
 * group with the client, and those with "want all" that watch it.
 */
static void
tell_others(uint32_t who, const struct event *event)
{
	uint32_t cursor = WORDS_FIRST, watcher;

	(void)fanout_sharers(who, false, event); /* or the client is lost */
	while ((watcher = watches_who(
		    WORDS_WATCHED, clients_name(who), &cursor)) != CLIENT_NONE)
		if (clients_own(watcher)->hears_all &&
		    !groups_share(who, watcher))
			fanout_event(watcher, event);
}

#define IN_FULL(who, ...) EVENT(NO_WORDS, WORDS(__VA_ARGS__), who)

/* A new real name is told only if the client may speak in all of its groups. */
enum outcome
about_cmd(uint32_t who, const struct command *command)
{
	struct client *client = clients_get(who);
	const bool named = client->named;
	const struct str real = command->arg[1];
	const bool tells = named && !str_eq(clients_real(who), real);

	if (tells && downlink_sharers_congested(who))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	if (!named && !str_eq(command->arg[0], AS_IT_IS)) {
		str_put(client->user, sizeof(client->user), command->arg[0]);
		clients_changed(who);
	}
	str_put(client->real, sizeof(client->real), real);
	if (tells && rights_is_heard(who, real))
		tell_others(who,
		    IN_FULL(who, STR("about"), event_ids_next(), FANOUT_ACTOR,
			real));
	return answers_ok(who, command, NO_WORDS);
}

/*
 * Tells others whether the client is away. If it may not speak in one of its
 * groups, they get no reason, and a new one is no news.
 */
static void
tell_away(uint32_t who, bool was_away)
{
	const struct str text = clients_away(who);
	const bool is_heard = text.len == 0 || rights_is_heard(who, text);

	if (is_heard || !was_away)
		tell_others(who,
		    IN_FULL(who, STR("away"), event_ids_next(), FANOUT_ACTOR,
			is_heard ? text : PROFILE_AWAY));
}

/* Its other connections are told, too; before it has a name, nobody is. */
enum outcome
away_cmd(uint32_t who, const struct command *command)
{
	const struct str text = command->arg[0];
	const bool was_away = clients_away(who).len > 0;

	if (str_eq(clients_away(who), text))
		return answers_ok(who, command, NO_WORDS);
	if (downlink_sharers_congested(who))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	if (!clients_set_away(who, text))
		fanout_mark_lost(who);
	else if (clients_name(who).len > 0)
		tell_away(who, was_away);
	return answers_ok(who, command, NO_WORDS);
}

/* Room for all letters of a client. */
#define LETTERS_ROOM (LIMIT_FLAGS + 2)

/*
 * Shows the client's flags, with the one for an operator of the server, which
 * clients cannot set themselves, and that of its account.
 */
static enum outcome
show_flags(uint32_t who, const struct command *command)
{
	const struct str account = clients_account(who);
	char room[LETTERS_ROOM];
	struct str letters =
	    clients_letters(FLAG_LETTERS, clients_get(who)->flags, room);

	if (letters.at != room)
		letters.len = 0; /* there are none */
	if (server_ops_has(who))
		room[letters.len++] = *POWER;
	if (account.len > 0 && account_names_facts(account).is_private)
		room[letters.len++] = *ACCOUNT_NAMES_PRIVATE;
	return answers_ok(who, command,
	    WORDS(letters.len > 0 ? (struct str) { room, letters.len } :
				    STR("-")));
}

/*
 * Changes the flag of an account: h, it keeps its private messages out of the
 * history. The keeper stores that, and tells everybody before it answers. The
 * client may be logged out while it waits.
 */
static enum outcome
change_private(uint32_t who, const struct command *command, bool on)
{
	const struct str account = clients_account(who);
	const struct asks_question question = { .of = ASKS_KEEPER,
		.writes = true,
		.words = WORDS(STR("flags"), account,
		    on ? STR(ACCOUNT_NAMES_PRIVATE) : STR("-")) };
	const bool begins = !asks_is_pending(who);
	struct asks_answer answer;

	if (account.len == 0) {
		asks_cancel(who);
		return answers_refuse_saying(who, command, CODE_NOT_ALLOWED,
		    STR("not logged in: flag " ACCOUNT_NAMES_PRIVATE
			" belongs to an account"));
	}
	if (begins && account_names_facts(account).is_private == on)
		return show_flags(who, command);
	if (!asks_ask(who, &question, &answer))
		return OUTCOME_WAIT;
	return answer.code == CODE_OK ?
	    show_flags(who, command) :
	    answers_refuse(who, command, answer.code);
}

/* The flag of an operator can only be cleared. */
enum outcome
flag_cmd(uint32_t who, const struct command *command)
{
	unsigned *flags = &clients_get(who)->flags;
	unsigned flag;
	char letter;
	bool on;

	if (command->count == 0)
		return show_flags(who, command);
	on = command->arg[0].at[0] == '+';
	letter = command->arg[0].at[1];
	flag = clients_flag(FLAG_LETTERS, letter);
	if (letter == *ACCOUNT_NAMES_PRIVATE)
		return change_private(who, command, on);
	if (letter != *POWER) {
		*flags = on ? *flags | flag : *flags & ~flag;
		clients_changed(who);
	} else if (!on)
		server_ops_revoke(who);
	else if (!server_ops_has(who))
		return answers_refuse_saying(who, command, CODE_NOT_OPERATOR,
		    STR("use oper to become a server operator"));
	return show_flags(who, command);
}

void
profile_account(uint32_t who, bool itself)
{
	const struct event *event =
	    IN_FULL(who, STR("account"), event_ids_next(), FANOUT_ACTOR);

	if (clients_name(who).len > 0 && itself)
		FOR_EACH_CONNECTION(it, who)
			fanout_event(it, event);
	else if (clients_name(who).len > 0)
		tell_others(who, event);
}
