/*
 * What clients say about themselves, and that they are operators of the server:
 * see self.h.
 */
#include "base/config/config.h"
#include "base/log/log.h"
#include "router/asks.h"
#include "router/delivery/answers.h"
#include "router/delivery/downlink.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/model/account_names.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/rights.h"
#include "router/self/self.h"

/* The user name given by a client that sets only its real name. */
#define AS_IT_IS STR("-")

/* The flag of operators of the server. */
#define POWER "S"

enum outcome
want_cmd(conn_id who, const struct command *command)
{
	conns_get(who)->full = !str_eq(command->arg[0], STR("short"));
	groups_note_form(who);
	conns_get(who)->hears_all = str_eq(command->arg[0], STR("all"));
	return answers_ok(who, command, WORDS(command->arg[0]));
}

/*
 * Tells all others of an event that is only in full form: those who share a
 * group with the client, and those with "want all" that watch it.
 */
static void
tell_others(conn_id who, const struct event *event)
{
	const client_id me = client_of(who);
	uint32_t cursor = WORDS_FIRST;
	conn_id watcher;

	(void)fanout_sharers(who, false, event); /* or the client is lost */
	while (conn_is(
	    watcher = watches_who(WORDS_WATCHED, clients_name(me), &cursor)))
		if (conns_get(watcher)->hears_all &&
		    !groups_share(me, client_of(watcher)))
			fanout_event(watcher, event);
}

#define IN_FULL(who, ...) EVENT(NO_WORDS, WORDS(__VA_ARGS__), who)

/* A new real name is told only if the client may speak in all of its groups. */
enum outcome
about_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	struct client *client = clients_get(me);
	const bool named = client->named;
	const struct str real = command->arg[1];
	const bool tells = named && !str_eq(clients_real(me), real);

	if (tells && downlink_sharers_congested(me))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	if (!named && !str_eq(command->arg[0], AS_IT_IS)) {
		str_put(client->user, sizeof(client->user), command->arg[0]);
		clients_changed(me);
	}
	str_put(client->real, sizeof(client->real), real);
	if (tells && rights_is_heard(me, real))
		tell_others(who,
		    IN_FULL(who, STR("about"), DECIMAL(event_ids_next()),
			FANOUT_ACTOR, real));
	return answers_ok(who, command, NO_WORDS);
}

/*
 * Tells others whether the client is away. If it may not speak in one of its
 * groups, they get no reason, and a new one is no news.
 */
static void
tell_away(conn_id who, bool was_away)
{
	const client_id me = client_of(who);
	const struct str text = clients_away(me);
	const bool is_heard = text.len == 0 || rights_is_heard(me, text);

	if (is_heard || !was_away)
		tell_others(who,
		    IN_FULL(who, STR("away"), DECIMAL(event_ids_next()),
			FANOUT_ACTOR, is_heard ? text : WATCHES_AWAY));
}

/* Its other connections are told, too; before it has a name, nobody is. */
enum outcome
away_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const struct str text = command->arg[0];
	const bool was_away = clients_away(me).len > 0;

	if (str_eq(clients_away(me), text))
		return answers_ok(who, command, NO_WORDS);
	if (downlink_sharers_congested(me))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	if (!clients_set_away(me, text))
		fanout_mark_lost(who);
	else if (clients_name(me).len > 0)
		tell_away(who, was_away);
	return answers_ok(who, command, NO_WORDS);
}

bool
profile_is_oper(conn_id who)
{
	return watches_has(WORDS_OPER, who);
}

void
profile_make_oper(conn_id who, struct str account)
{
	watches_drop(WORDS_OPER, who);
	(void)watches_add(WORDS_OPER, who, account); /* there is room */
}

static void
end_oper(conn_id who)
{
	if (!profile_is_oper(who))
		return;
	LOG_AT(LEVEL_NOTICE, STR("{name}: no longer oper"),
	    clients_name(client_of(who)));
	watches_drop(WORDS_OPER, who);
}

void
profile_review_opers(struct str removed)
{
	FOR_EACH_CONN(who) {
		uint32_t cursor = WORDS_FIRST;
		const struct str account =
		    watches_next(WORDS_OPER, who, &cursor);
		if (!config_list_has(
			&config_now()->relay, clients_account(client_of(who))))
			watches_drop(WORDS_SERVED, who);
		if (account.len == 0 ||
		    (config_list_has(&config_now()->oper, account) &&
			!str_caseeq(account, removed)))
			continue;
		end_oper(who);
		fanout_event(who,
		    EVENT(NO_WORDS,
			WORDS(
			    STR("flag"), DECIMAL(event_ids_next()), STR("-S")),
			CONN_NONE));
	}
}

/* Room for all letters of a client. */
#define LETTERS_ROOM (LIMIT_FLAGS + 2)

/*
 * Shows the client's flags, with the one for an operator of the server, which
 * clients cannot set themselves, and that of its account.
 */
static enum outcome
show_flags(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const struct str account = clients_account(me);
	char room[LETTERS_ROOM];
	struct str letters =
	    clients_letters(FLAG_LETTERS, clients_get(me)->flags, room);

	if (letters.at != room)
		letters.len = 0; /* there are none */
	if (profile_is_oper(who))
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
change_private(conn_id who, const struct command *command, bool on)
{
	const struct str account = clients_account(client_of(who));
	const struct asks_question question = { .of = ASKS_KEEPER,
		.writes = true,
		.words = WORDS(STR("flags"), account,
		    on ? STR(ACCOUNT_NAMES_PRIVATE) : STR("-")) };
	const bool begins = !asks_is_pending(who.n);
	struct asks_answer answer;

	if (account.len == 0) {
		asks_cancel(who.n);
		return answers_refuse_saying(who, command, CODE_NOT_ALLOWED,
		    STR("not logged in: flag " ACCOUNT_NAMES_PRIVATE
			" belongs to an account"));
	}
	if (begins && account_names_facts(account).is_private == on)
		return show_flags(who, command);
	if (!asks_ask(who.n, &question, &answer))
		return OUTCOME_WAIT;
	return answer.code == CODE_OK ?
	    show_flags(who, command) :
	    answers_refuse(who, command, answer.code);
}

/* The flag of an operator can only be cleared. */
enum outcome
flag_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	unsigned *flags = &clients_get(me)->flags;
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
		clients_changed(me);
	} else if (!on)
		end_oper(who);
	else if (!profile_is_oper(who))
		return answers_refuse_saying(who, command, CODE_NOT_OPERATOR,
		    STR("use oper to become a server operator"));
	return show_flags(who, command);
}

void
profile_account(conn_id who, bool itself)
{
	const client_id me = client_of(who);
	const struct event *event = IN_FULL(
	    who, STR("account"), DECIMAL(event_ids_next()), FANOUT_ACTOR);

	if (clients_name(me).len > 0 && itself)
		FOR_EACH_CONN_OF(it, me)
			fanout_event(it, event);
	else if (clients_name(me).len > 0)
		tell_others(who, event);
}
