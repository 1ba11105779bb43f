/* Login of a client: see login.h. */
#include "router/accounts/login.h"

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "policy/logins.h"
#include "policy/password.h"
#include "policy/peers.h"
#include "router/accounts/account_feed.h"
#include "router/accounts/attempts.h"
#include "router/delivery/answers.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/downlink.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/model/clients.h"
#include "router/model/floods.h"
#include "router/model/groups.h"
#include "router/model/rights.h"
#include "router/model/slots.h"
#include "router/people/people.h"
#include "router/queue/budget.h"
#include "router/work/store.h"
#include "shared/buf.h"
#include "shared/names.h"

static struct login_all {
	bool shuts_out_guests;
} login;

void
login_shut_out_guests(bool on)
{
	login.shuts_out_guests = on;
}

enum outcome
guests_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const struct str word = command->arg[0];
	const bool off = str_eq(word, STR("off"));

	if (!server_ops_has(who))
		return answers_refuse_saying(who, command, CODE_NOT_OPERATOR,
		    STR("not a server operator"));
	if (!off && !str_eq(word, STR("on")))
		return answers_refuse(who, command, CODE_BAD_COMMAND);
	LOG_AT(
	    LEVEL_NOTICE, STR("{name}: guests {word}"), clients_name(me), word);
	login_shut_out_guests(off);
	return answers_ok(who, command, WORDS(word));
}

bool
login_is_shut_to(conn_id who)
{
	const client_id me = client_of(who);

	return login.shuts_out_guests && clients_name(me).len == 0 &&
	    clients_account(me).len == 0;
}

void
login_keepalive_start(uint32_t number)
{
	slots_get(number)->spoke = ticks_now();
	ticks_alarm(number, ticks_now());
}

/*
 * Returns whether the client owes an answer to a ping. A line that came in the
 * turn of the ping or later is an answer.
 */
static bool
is_asked(const struct slot *slot)
{
	return slot->pinged > slot->spoke;
}

void
login_keepalive_note(uint32_t number)
{
	struct slot *slot = slots_get(number);
	const bool was_asked = is_asked(slot);

	slot->spoke = ticks_now();
	/* ping_time may be longer than the time to the next ping. */
	if (was_asked)
		ticks_alarm(number, ticks_now());
}

/* Returns when the silence of the client is too long, or ALARMS_NEVER. */
static usec
end_of_silence(const struct slot *slot)
{
	const struct config *config = config_now();
	const struct client *client = clients_get(client_of(slot->conn));
	usec since = slot->spoke, time = config->idle_time;

	if (client->named && is_asked(slot) && time > 0)
		return slot->pinged + config->ping_time;
	if (!client->named)
		time = config->hello_time;
	if (!client->named && attempts_is_on(slot->conn))
		since = ticks_now();
	return time > 0 ? since + time : ALARMS_NEVER; /* 0 means never */
}

usec
login_keepalive_check(uint32_t number)
{
	struct slot *slot = slots_get(number);
	bool is_named;

	if (slot->state != SLOT_OPEN || !conn_is(slot->conn))
		return ALARMS_NEVER;
	is_named = clients_get(client_of(slot->conn))->named;
	if (slot->up.paused && is_named)
		slot->spoke = ticks_now(); /* has sent a line, which waits */
	if (end_of_silence(slot) > ticks_now())
		return end_of_silence(slot);
	if (!is_named) {
		disconnect_request(number, BYE_IDLE,
		    WORDS(STR("you did not send your name in time")));
	} else if (is_asked(slot)) {
		const usec silent = (ticks_now() - slot->spoke) / SEC;
		disconnect_telling(number, BYE_IDLE, NO_WORDS,
		    WORDS(STR("Ping timeout: "), DECIMAL(silent),
			STR(" seconds")));
	} else {
		slot->pinged = ticks_now();
		fanout_slot(number, WORDS(STR("ping")));
	}
	return end_of_silence(slot);
}

enum outcome
ping_cmd(conn_id who, const struct command *command)
{
	return answers_ok(who, command, WORDS(command->arg[0]));
}

/* Wrong passwords, or secrets, after which a client is disconnected. */
#define WRONG_MOST 3

unsigned
login_state(conn_id who)
{
	const client_id me = client_of(who);
	const struct connection *how = conns_get(who);

	if (clients_get(me)->named)
		return STATE_NAMED;
	if (how->proxy_pending)
		return STATE_PROXY_PENDING;
	return how->needs_password && password_is_set() ? STATE_LOCKED :
							  STATE_UNNAMED;
}

/* Returns whether somebody else has the name now. */
static bool
is_taken(conn_id who, struct str name)
{
	const client_id me = client_of(who);
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
	return login_find_like(name);
}

struct str
login_find_like(struct str name)
{
	if (!config_now()->peer_names)
		return (struct str) { NULL, 0 };
	budget_charge(WORK_STEP, logins_count() / 4);
	return logins_find_like(name);
}

enum outcome
login_answer_denied(
    conn_id who, const struct command *command, struct str text, struct str bye)
{
	struct connection *how = conns_get(who);

	if (how->denied > ticks_mono()) {
		slots_wait(conns_slot(who), how->denied);
		return OUTCOME_WAIT;
	}
	how->denied = 0;
	if (++how->wrong < WRONG_MOST)
		return answers_refuse_saying(
		    who, command, CODE_NOT_ALLOWED, text);
	disconnect_kick(conns_slot(who), STR(NAME_OPERATOR), bye, WORDS(bye));
	return OUTCOME_DONE;
}

/*
 * Checks the password at once, but answers a wrong one only when that is due.
 */
enum outcome
pass_cmd(conn_id who, const struct command *command)
{
	struct connection *how = conns_get(who);
	const struct network from = conns_network(who);
	const usec now = ticks_mono();
	usec wait;

	if (login_state(who) != STATE_LOCKED)
		return answers_ok(who, command, NO_WORDS);
	if (how->denied == 0) {
		wait = peers_wait(&from, STR(""), now);
		if (wait > 0) {
			slots_wait(conns_slot(who), now + wait);
			return OUTCOME_WAIT;
		}
		if (password_matches(command->arg[0])) {
			how->needs_password = false;
			how->wrong = 0;
			return answers_ok(who, command, NO_WORDS);
		}
		peers_log_reject(REJECT_LOG_REFUSED, conns_get(who)->peer,
		    STR("wrong password"));
		how->denied = now + peers_failed(&from, STR(""), now);
	}
	return login_answer_denied(who, command, STR("wrong password"),
	    STR("too many wrong passwords"));
}

static bool
is_bot(client_id client)
{
	return (clients_get(client)->flags & FLAG_BOT) != 0;
}

/* Notes what the connection is before it has a name, and maybe a lead. */
static void
note_kind(conn_id who)
{
	conns_get(who)->is_bot = is_bot(client_of(who));
}

static enum outcome
take_first_name(conn_id who, struct str name)
{
	const client_id me = client_of(who);
	note_kind(who);
	(void)clients_set_name(me, name); /* free: just checked */
	clients_get(me)->named_since = event_ids_next_number();
	LOG(STR("{name}: login from {peer}"), name,
	    str_from(conns_get(who)->peer));
	login_keepalive_start(conns_slot(who));
	watches_tell(who, true);
	return answers_reply(who, WORDS(STR("ok"), STR("name"), name));
}

/*
 * Returns the client of the connection's account that the name means, and of
 * which this is to be one more connection; or CLIENT_NONE. A bot is meant by
 * the account's name alone: another one may have been made up.
 */
static client_id
find_own(conn_id who, struct str name)
{
	const client_id me = client_of(who);
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
	store_logs_out(me);
	note_kind(who);
	clients_attach(who, to);
	if (!conns_get(who)->is_bot && is_bot(to)) {
		clients_get(to)->flags &= ~(unsigned)FLAG_BOT;
		clients_changed(to);
	}
	groups_note_form(who);
	LOG(STR("{name}: login from {peer}, one more connection"), name,
	    str_from(conns_get(who)->peer));
	login_keepalive_start(conns_slot(who));
	(void)answers_reply(who, WORDS(STR("ok"), command->rule->word, name));
	for (size_t i = 0; i < groups->count; i++) {
		const struct str id = event_ids_next(),
				 title = groups_name(groups->at[i]);
		fanout_event(who,
		    EVENT(WORDS(join, id, title, name),
			WORDS(join, id, title, FANOUT_ACTOR, clients_real(to)),
			conns_first(to)));
	}
	if (is_away && !conns_get(who)->is_bot)
		fanout_event(who,
		    EVENT(NO_WORDS,
			WORDS(STR("away"), event_ids_next(), FANOUT_ACTOR,
			    clients_away(to)),
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
	const client_id me = client_of(who);
	const struct str name = logins_name(conns_get(who)->peer_user.user);

	if (clients_name(me).len > 0)
		return answers_refuse_saying(who, command, CODE_NOT_ALLOWED,
		    STR("your name is your login name and cannot be changed"));
	if (name.len == 0)
		return answers_refuse_saying(who, command, CODE_NOT_ALLOWED,
		    STR("your login name is not a valid name on this server, "
			"or it is new: then its operator must run forkcastctl "
			"reload"));
	if (is_taken(who, name))
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
	const uint64_t number = event_ids_next_number();
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
	const client_id own = find_own(who, name);
	struct str text, other;

	if (account_feed_is_awaited() || logins_is_awaited())
		return OUTCOME_WAIT;
	if (config_now()->peer_names && logins_count() == 0)
		return answers_refuse_saying(who, command, CODE_UNAVAILABLE,
		    STR("the server cannot read the users of its machine, and "
			"gives no names until it can"));
	if (client_is(own))
		return attach(who, command, own);
	if (config_now()->peer_names && conns_get(who)->peer_user.is_known)
		return take_login(who, command);
	if (login_is_shut_to(who))
		return answers_refuse_saying(who, command, CODE_UNAVAILABLE,
		    STR("only accounts are let in for now: log in to yours "
			"first"));
	if (is_taken(who, name) ||
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

/*
 * Takes the address that the worker has read from the PROXY header, and counts
 * the client there, which may refuse it.
 */
enum outcome
proxied_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	struct connection *conn = conns_get(who);
	char room[PEERS_TEXT];
	enum verdict verdict;
	struct addr addr;
	struct str text;

	conns_get(who)->proxy_pending = false;
	if (command->count == 0 || !addr_read(&addr, command->arg[0]))
		return OUTCOME_DONE;
	addr_text(&addr, conn->peer);
	clients_forget_host(me);
	verdict = peers_enter(&addr, clock_mono(), &conn->origin);
	if (verdict == PEERS_WELCOME)
		return OUTCOME_DONE;
	text = peers_refused(conn->peer, verdict, &addr, room);
	/*
	 * The words are those of accept/admit.c. Without memory, bye is lost
	 * too.
	 */
	fanout_slot(conns_slot(who), WORDS(PEERS_ERROR, text));
	disconnect_request(conns_slot(who), BYE_SERVER_FULL, WORDS(text));
	return OUTCOME_DONE;
}

/*
 * Disconnects a client whose proxy did not say for whom it comes, or what may
 * be a browser: a web page must not speak for the person who views it. pause is
 * how long the client had to pause if it sends no line ends, in ms; 0: it sends
 * them; or one of FAULT_.
 */
static enum outcome
end_foreign(conn_id who, uint64_t pause)
{
	const struct connection *conn = conns_get(who);
	const uint32_t slot = conns_slot(who);
	struct str wanted = STR("a name, as one word, or a command");

	if (conns_get(who)->proxy_pending) {
		wanted = pause == FAULT_PROXY_2 ?
		    STR("a PROXY protocol header of version 1 (it was of "
			"version 2)") :
		    pause == FAULT_NOT_FORWARDED ?
		    STR("a request of HTTP with X-Forwarded-For") :
		    STR("a PROXY protocol header of version 1");
		LOG_AT(LEVEL_NOTICE, STR("proxy: {peer} did not send {}"),
		    str_from(conn->peer), wanted);
		pause = 0;
	}
	if (pause == FAULT_TLS)
		LOG_AT(LEVEL_NOTICE,
		    STR("tls: {peer} speaks TLS, which a proxy beside the "
			"server ends: see forkcast-service(7), TLS"),
		    str_from(conn->peer));
	if (pause == FAULT_FRAMES)
		wanted = STR("frames as RFC 6455 has them, with text in UTF-8 "
			     "and at most 64 KiB in a message");
	if (pause == 0 || pause >= FAULT_NOT_FORWARDED)
		disconnect_request(
		    slot, BYE_PROTOCOL, WORDS(STR("expected "), wanted));
	else
		disconnect_request(slot, BYE_PROTOCOL,
		    WORDS(STR("expected "), wanted,
			STR("; a client that sends no line ends must pause for "),
			DECIMAL(pause), STR(" ms after its name")));
	return OUTCOME_DONE;
}

/* Handles a worker's refusal of a line, or its wish to end and the reason. */
enum outcome
fault_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const struct str name = clients_name(me);
	struct excess over = { 0 }; /* which limit was exceeded, and by what */
	enum code code;
	enum bye bye;

	if (command->count > 2)
		(void)str_to_number(command->arg[2], UINT64_MAX, &over.limit);
	if (command->count > 3)
		(void)str_to_number(command->arg[3], UINT64_MAX, &over.len);
	if (config_now()->verbose)
		LOG(STR("{name}: fault {verb} {code}"),
		    name.len > 0 ? name : STR("-"), command->arg[0],
		    command->arg[1]);
	if (code_find(command->arg[1], &code))
		return answers_refuse_verb(who, command->arg[0], code, over);
	if (!bye_find(command->arg[1], &bye))
		return OUTCOME_DONE;
	if (bye == BYE_PROTOCOL)
		return end_foreign(who, over.limit);
	disconnect_request(conns_slot(who), bye, NO_WORDS);
	return OUTCOME_DONE;
}

/* What it says is told if it may speak in all of its groups. */
enum outcome
quit_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const uint32_t number = conns_slot(who);
	const struct str said = command->arg[0];

	if (str_eq(said, STR("-")))
		disconnect_telling(
		    number, BYE_QUIT, NO_WORDS, WORDS(STR("Quit")));
	else if (said.len > 0 && rights_is_heard(me, said) &&
	    floods_count_all(who))
		disconnect_telling(
		    number, BYE_QUIT, NO_WORDS, WORDS(QUIT_SAYS, said));
	else
		disconnect_request(number, BYE_QUIT, NO_WORDS);
	return OUTCOME_DONE;
}

/* The offers of can. */

/* Room for all words. */
#define ROOM 96

/*
 * Sets the words of what the client can do, and returns a number for them, not
 * 0, which is the same in the next program. A login name is known to the
 * system, so it needs no keeper; for some, a client sends a secret in clear
 * text.
 */
static uint32_t
offers_of(conn_id who, char room[ROOM], struct str *text)
{
	const struct config *config = config_now();
	const bool comes = config->accounts && asks_is_coming(ASKS_KEEPER);
	const bool may = comes && conns_takes_secret(who);
	const struct {
		bool is;
		struct str word;
	} offers[] = {
		{ may, STR("plain") },
		{ comes, STR("scram-sha-256") },
		{ config->accounts && config->peer_names &&
			conns_get(who)->peer_user.is_known,
		    STR("external") },
		{ may && config->registering != REGISTER_NO, STR("register") },
		{ may && config->registering == REGISTER_BEFORE,
		    STR("enroll") },
		{ comes && config->state == NULL, STR("volatile") },
		{ config->history != HISTORY_NO, STR("history:") },
	};
	uint32_t number = 1U << COUNT(offers);
	struct buf buf;

	buf_init(&buf, room, ROOM);
	for (size_t i = 0; i < COUNT(offers); i++)
		if (offers[i].is) {
			number |= 1U << i;
			(void)BUF_CAT(&buf,
			    buf_len(&buf) > 0 ? STR(" ") : STR(""),
			    offers[i].word);
		}
	if (config->history != HISTORY_NO) {
		number |= (uint32_t)config->history_join << 8;
		(void)BUF_CAT(&buf, DECIMAL(config->history_join));
	}
	*text = buf_len(&buf) > 0 ? buf_str(&buf) : STR("-");
	return number;
}

enum outcome
can_cmd(conn_id who, const struct command *command)
{
	char room[ROOM];
	struct str text;

	conns_get(who)->offers = offers_of(who, room, &text);
	return answers_ok(who, command, WORDS(text));
}

void
login_offers_changed(void)
{
	char room[ROOM];
	struct str text;

	fanout_settle();
	FOR_EACH_CONN(who)
	{
		const uint32_t number = offers_of(who, room, &text);
		uint32_t *told = &conns_get(who)->offers;
		if (*told != 0 && *told != number) {
			*told = number;
			fanout_conn(who, WORDS(STR("can"), text));
		}
	}
}

static const struct field saved_all[] = {
	FIELD(BOOL, struct login_all, shuts_out_guests),
};

MODULE(login) = { FIELDS_SECTION("login", saved_all, login) };
