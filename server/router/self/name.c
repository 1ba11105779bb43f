/*
 * Names: which one a client gets, that may be free, taken, or look like
 * another; that a connection is one more of its account's client; and what that
 * client's other connections are told, or end by.
 */
#include "base/config/config.h"
#include "base/log/log.h"
#include "policy/logins.h"
#include "router/accounts/account_feed.h"
#include "router/accounts/accounts.h"
#include "router/accounts/attempts.h"
#include "router/delivery/answers.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/downlink.h"
#include "router/delivery/fanout.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/rights.h"
#include "router/ops/server.h"
#include "router/self/self.h"

/* Returns whether somebody else has the name now. */
static bool
is_taken(client_id me, struct str name)
{
	const client_id owner = clients_find(name);

	return client_is(owner) && !client_same(owner, me);
}

/*
 * Returns another name that this one could be taken for, with the text to say
 * so, or an empty string.
 */
static struct str
find_like(conn_id who, struct str name, struct str *text)
{
	const client_id other = clients_find_like(name, client_of(who));
	struct str account, other_name;

	*text = STR("name looks like one in use:");
	if (client_is(other))
		return clients_name(other);
	*text = STR("name reserved for the owner of account");
	account = attempts_reserved(who, name);
	if (account.len > 0)
		return account;
	*text = STR("name looks like the server's:");
	other_name = server_find_like(name);
	if (other_name.len > 0)
		return other_name;
	*text = STR("name looks like a login name on the server's machine:");
	return accounts_like_login(name);
}

static bool
is_bot(client_id client)
{
	return (clients_get(client)->flags & FLAG_BOT) != 0;
}

static enum outcome
take_first_name(conn_id who, struct str name)
{
	const client_id me = client_of(who);

	conns_get(who)->is_bot = is_bot(me);
	(void)clients_set_name(me, name); /* free: just checked */
	clients_get(me)->named_since = event_ids_next();
	LOG(STR("{name}: login from {peer}"), name,
	    str_from(conns_get(who)->peer));
	door_keepalive_start(conns_slot(who));
	watches_tell(who, true);
	return answers_reply(who, WORDS(STR("ok"), STR("name"), name));
}

/*
 * Returns the client of the connection's account that the name means, and of
 * which this is to be one more connection; or CLIENT_NONE. A bot is meant by
 * the account's name alone: another one may have been made up.
 */
static client_id
find_own(client_id me, struct str name)
{
	const struct str account = clients_account(me);
	client_id own;

	if (clients_name(me).len > 0)
		return CLIENT_NONE;
	own = clients_find_own(account, name);
	return client_is(own) && is_bot(own) && !str_caseeq(account, name) ?
	    CLIENT_NONE :
	    own;
}

/* One connection too many hears which there are: ghost can end them. */
static enum outcome
refuse_attach(conn_id who, const struct command *command, client_id to)
{
	struct str words[7 + CONNECTIONS_MAX] = { STR("err"),
		command->rule->word, code_word(CODE_TOO_MANY),
		DECIMAL(CONNECTIONS_MAX),
		STR("connections are the most; ghost ends those of"),
		clients_name(to), STR("from") };
	size_t count = 7;

	FOR_EACH_CONN_OF(it, to)
		if (!conns_get(it)->ended)
			words[count++] = str_from(conns_get(it)->peer);
	return answers_reply(who, (struct words) { words, count });
}

/*
 * Makes the connection one more of that client. It gets the join event of each
 * group, as a newcomer does, by which it is no answer. A person's ends that
 * the client is a bot, and hears whether the person is away.
 */
static enum outcome
attach(conn_id who, const struct command *command, client_id to)
{
	const client_id me = client_of(who);
	const bool is_away = clients_away(me).len + clients_away(to).len > 0;
	const struct set *groups = groups_of(to);
	const struct str join = STR("join"), name = clients_name(to);

	if (conns_count(to) >= CONNECTIONS_MAX)
		return refuse_attach(who, command, to);
	conns_get(who)->is_bot = is_bot(me);
	clients_attach(who, to);
	if (!conns_get(who)->is_bot && is_bot(to)) {
		clients_get(to)->flags &= ~(unsigned)FLAG_BOT;
		clients_changed(to);
	}
	groups_note_form(who);
	LOG(STR("{name}: login from {peer}, one more connection"), name,
	    str_from(conns_get(who)->peer));
	door_keepalive_start(conns_slot(who));
	(void)answers_reply(who, WORDS(STR("ok"), command->rule->word, name));
	for (size_t i = 0; i < groups->count; i++) {
		const struct str id = DECIMAL(event_ids_next()),
				 title = groups_name(groups->at[i]);
		fanout_event(who,
		    EVENT(WORDS(join, id, title, name),
			WORDS(join, id, title, FANOUT_ACTOR, clients_real(to)),
			conns_first(to)));
	}
	if (is_away && !conns_get(who)->is_bot)
		fanout_event(who,
		    EVENT(NO_WORDS,
			WORDS(STR("away"), DECIMAL(event_ids_next()),
			    FANOUT_ACTOR, clients_away(to)),
			conns_first(to)));
	return OUTCOME_DONE;
}

/*
 * Gives a client that the system knows its login name, whatever name it asks
 * for.
 */
static enum outcome
take_login(conn_id who, const struct command *command)
{
	const struct str name = logins_name(conns_get(who)->peer_user.user);

	if (clients_name(client_of(who)).len > 0)
		return answers_refuse_saying(who, command, CODE_NOT_ALLOWED,
		    STR("your name is your login name and cannot be changed"));
	if (name.len == 0)
		return answers_refuse_saying(who, command, CODE_NOT_ALLOWED,
		    STR("your login name is not a valid name on this server, "
			"or it is new: then its operator must run forkcastctl "
			"reload"));
	if (is_taken(client_of(who), name))
		return answers_refuse_saying(who, command, CODE_TOO_MANY,
		    STR("your login name is already in use; log in to its "
			"account to have it twice"));
	return take_first_name(who, name);
}

/*
 * Gives a client that has a name another one. A change to the name that it has
 * is told to nobody else.
 */
static enum outcome
take_other_name(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const struct str name = command->arg[0], word = command->rule->word;
	const struct str old = clients_name(me);
	const bool is_same = str_caseeq(old, name); /* except for case */
	const uint64_t number = event_ids_next();
	const struct str id = DECIMAL(number);
	const struct event *event = EVENT(WORDS(word, id, old, name),
	    WORDS(word, id, FANOUT_ACTOR, name), who);
	uint32_t group = GROUP_NONE;
	enum code code;

	if (str_eq(old, name)) {
		fanout_event(who, event);
		return OUTCOME_DONE;
	}
	code = rights_rename(me, name, &group);
	if (code != CODE_OK)
		return answers_reply(who,
		    WORDS(STR("err"), word, code_word(code),
			STR("you cannot change your name while you are banned "
			    "or muted in"),
			groups_name(group)));
	LOG(STR("{name}: name {to}"), old, name);
	if (!fanout_sharers(who, true, event))
		return OUTCOME_DONE;
	if (!is_same)
		watches_tell(who, false);
	(void)clients_set_name(me, name); /* is free; overwrites old */
	if (!is_same) {
		clients_get(me)->named_since = number;
		watches_tell(who, true);
	}
	return OUTCOME_DONE;
}

enum outcome
name_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const struct str name = command->arg[0], old = clients_name(me);
	const client_id own = find_own(me, name);
	struct str text, other;

	if (account_feed_is_awaited() || logins_is_awaited())
		return OUTCOME_WAIT;
	if (config_now()->peer_names && logins_count() == 0)
		return answers_refuse_saying(who, command, CODE_UNAVAILABLE,
		    STR("the server cannot read the users of its machine"));
	if (client_is(own))
		return attach(who, command, own);
	if (config_now()->peer_names && conns_get(who)->peer_user.is_known)
		return take_login(who, command);
	if (door_is_shut_to(who))
		return answers_refuse_saying(who, command, CODE_UNAVAILABLE,
		    STR("only accounts are let in for now: log in to yours "
			"first"));
	if (is_taken(me, name) ||
	    (config_now()->peer_names && logins_has(name)))
		return answers_refuse(who, command, CODE_NAME_TAKEN);
	/* The rate comes first: a name is compared with many. */
	if (old.len > 0 && !str_eq(old, name) && downlink_sharers_congested(me))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	other = find_like(who, name, &text);
	if (other.len > 0)
		return answers_reply(who,
		    WORDS(STR("err"), command->rule->word,
			code_word(CODE_NAME_TAKEN), text, other));
	if (account_feed_is_unknown() && !str_caseeq(old, name))
		return answers_refuse_saying(who, command, CODE_UNAVAILABLE,
		    STR("the server cannot read its accounts, and gives no "
			"names until it can"));
	if (old.len == 0)
		return take_first_name(who, name);
	return take_other_name(who, command);
}

enum outcome
ghost_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const struct str name = command->arg[0];
	const client_id own = clients_find_own(clients_account(me), name);

	if (!client_is(own) && !client_is(clients_find(name)))
		return answers_refuse(who, command, CODE_NO_SUCH_NAME);
	if (!client_is(own))
		return answers_refuse_saying(who, command, CODE_NOT_ALLOWED,
		    STR("not a client of your account"));
	/* Who takes it back may have no name yet. */
	disconnect_kick_all(own, who,
	    clients_name(clients_name(me).len > 0 ? me : own),
	    STR("name reclaimed"), WORDS(STR("you have connected elsewhere")));
	return answers_ok(who, command, WORDS(clients_name(own)));
}
