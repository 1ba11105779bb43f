/*
 * Accounts: clients create them, log in to them and log out. Slow work is left
 * to the keeper (router/asks.h), and clients.h knows which client is
 * logged in to which account. Wrong secrets count as wrong passwords do
 * (policy/peers.h). A client logs in with its secret (login), or with SASL (RFC
 * 4422) in steps (prove): this module knows how far it is, and the keeper
 * judges the messages of the mechanisms.
 */
#include "router/accounts/accounts.h"

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "policy/logins.h"
#include "policy/peers.h"
#include "router/accounts/attempts.h"
#include "router/accounts/registered_groups.h"
#include "router/asks.h"
#include "router/delivery/answers.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/record.h"
#include "router/model/account_names.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/ops/server.h"
#include "router/queue/budget.h"
#include "router/self/self.h"
#include "shared/crypto/base64.h"
#include "shared/crypto/scram.h"
#include "shared/crypto/secret.h"
#include "shared/names.h"
#include "shared/text/twins.h"

/* The longest first messages of SCRAM, of the client and of us, in Base64. */
#define FIRST_MOST 700
#define SERVER_MOST 512

enum mechanism { NONE, PLAIN, SCRAM, MECHANISMS };

/* A client's progress with SASL. */
struct exchange {
	enum mechanism mechanism; /* NONE: no exchange */
	/* Of SCRAM: both first messages; with ours, next is the second step. */
	char first[FIRST_MOST + 1];
	char server[SERVER_MOST + 1];
};

/* Room to decode a message, to see which account it is about. */
struct room {
	char text[BASE64_BYTES(LIMIT_BASE64)];
	struct scram_first first;
};

static struct {
	struct exchange *exchange; /* by connection */
	struct room *room;
} accounts;

void
accounts_set(conn_id who, struct str account)
{
	const client_id me = client_of(who);
	const struct str name = clients_name(me);
	const bool changes = !str_eq(clients_account(me), account);

	if (changes) {
		record_login(me, false);
		FOR_EACH_CONN_OF(it, me)
			watches_drop(WORDS_SERVED, it);
	}
	clients_set_account(me, account);
	if (changes) {
		record_login(me, true);
		profile_account(who, false);
	} else {
		clients_note_change(me); /* roles are given again */
	}
	registered_groups_give_all(me);
	const struct str who_text = name.len > 0 ? name : STR("-");

	if (account.len > 0)
		LOG(STR("{name}: logged in as {account}"), who_text, account);
	else
		LOG(STR("{name}: logged out"), who_text);
}

/* The row is large, and no memory while it has never been used. */
static void
end_exchange(conn_id who)
{
	if (accounts.exchange[who.n].mechanism != NONE)
		accounts.exchange[who.n] =
		    (struct exchange) { .mechanism = NONE };
}

/* The text does not tell whether the account exists. */
static enum outcome
answer_denied(conn_id who, const struct command *command)
{
	return door_answer_denied(who, command,
	    command->rule->verb == VERB_OPER ?
		STR("not an operator's account, or wrong secret") :
		STR("no such account, or wrong secret"),
	    STR("too many wrong secrets"));
}

enum outcome
accounts_deny(conn_id who, const struct command *command, struct str account,
    struct str why)
{
	const struct network from = conns_network(who);

	peers_log_account(conns_get(who)->peer, why, account);
	conns_get(who)->denied =
	    ticks_mono() + peers_wait_account(&from, account, ticks_mono());
	/* Nothing more is asked for that line; account may be in its answer. */
	asks_cancel(who.n);
	return answer_denied(who, command);
}

/*
 * Returns why the client may not send a secret, or an empty string if it may.
 */
static struct str
why_no_secret(conn_id who)
{
	if (!config_now()->accounts)
		return STR("this server has no accounts");
	if (!conns_takes_secret(who))
		return STR("this connection is not secure; use TLS, a UNIX "
			   "socket or prove scram-sha-256");
	return STR("");
}

/*
 * Returns whether that is an account's name, as the keeper has answered; if it
 * is not, the keeper ends.
 */
static bool
is_name(struct str account)
{
	if (name_spelling(account) == CODE_OK)
		return true;
	asks_broken(ASKS_KEEPER, STR("an account that is no name"));
	return false;
}

/*
 * Logs the client in. text is the account's name, then the rest of the answer.
 */
static enum outcome
be_done(conn_id who, const struct command *command, struct str text)
{
	const struct str whole = text;
	const struct str account = str_word(&text);

	end_exchange(who);
	if (!is_name(account))
		return answers_refuse(who, command, CODE_UNAVAILABLE);
	accounts_set(who, account);
	conns_get(who)->wrong = 0;
	return answers_ok(who, command, WORDS(whole));
}

bool
accounts_check(conn_id who, const struct command *command, struct str *account,
    enum outcome *outcome)
{
	const struct str why = why_no_secret(who), name = command->arg[0];
	const struct attempt attempt = { .kind = ATTEMPT_COUNTS | ATTEMPT_WAITS,
		.account = name,
		.words = WORDS(STR("check"), DECIMAL(config_now()->hash_rounds),
		    name, command->arg[1]) };
	struct asks_answer answer = { .code = CODE_UNAVAILABLE };

	if (conns_get(who)->denied != 0) {
		*outcome = answer_denied(who, command);
	} else if (why.len > 0) {
		attempts_cancel(who);
		*outcome =
		    answers_refuse_saying(who, command, CODE_NOT_ALLOWED, why);
	} else if (!attempts_ask(who, &attempt, &answer)) {
		*outcome = OUTCOME_WAIT;
	} else if (answer.code == CODE_NOT_ALLOWED) {
		*outcome =
		    accounts_deny(who, command, name, STR("wrong secret"));
	} else if (answer.code != CODE_OK) {
		*outcome = answers_refuse(who, command, answer.code);
	}
	*account = answer.text;
	return answer.code == CODE_OK;
}

enum outcome
login_cmd(conn_id who, const struct command *command)
{
	struct str account;
	enum outcome outcome;

	return accounts_check(who, command, &account, &outcome) ?
	    be_done(who, command, account) :
	    outcome;
}

enum outcome
logout_cmd(conn_id who, const struct command *command)
{
	if (clients_account(client_of(who)).len == 0)
		return answers_refuse_saying(
		    who, command, CODE_NOT_ALLOWED, STR("not logged in"));
	accounts_set(who, STR(""));
	return answers_ok(who, command, NO_WORDS);
}

static bool
has_like(const struct config_list *list_of, struct str account)
{
	for (size_t i = 0; i < list_of->count; i++)
		if (twins_alike(account, str_from(list_of->at[i])))
			return true;
	return false;
}

struct str
accounts_like_login(struct str name)
{
	if (!config_now()->peer_names)
		return (struct str) { NULL, 0 };
	budget_charge(WORK_STEP, logins_count() / 4);
	return logins_find_like(name);
}

/*
 * Returns why the client cannot create that account; an empty string: it can.
 * What the configuration names, or what looks like it, can be created only by
 * the operator of the machine; a login, or what looks like one, by its user.
 */
static struct str
why_no_account(conn_id who, struct str name, enum code *code)
{
	const client_id me = client_of(who);
	const struct peer_user *peer_user = &conns_get(who)->peer_user;
	const struct config *config = config_now();

	*code = CODE_NOT_ALLOWED;
	if (why_no_secret(who).len > 0)
		return why_no_secret(who);
	if (config->registering == REGISTER_NO)
		return STR("clients cannot create accounts on this server");
	if (config->registering != REGISTER_BEFORE && clients_name(me).len == 0)
		return STR("send your name first");
	if (clients_account(me).len > 0)
		return STR("already logged in");
	*code = CODE_UNAVAILABLE;
	if (door_is_shut_to(who))
		return STR("no accounts are created for newcomers for now");
	if (config->peer_names && logins_count() == 0)
		return STR("the server cannot read the users of its machine");
	*code = CODE_EXISTS;
	if (account_names_find_like(name).len > 0)
		return STR("an account has that name, or one like it");
	*code = CODE_NAME_TAKEN;
	if (client_is(clients_find_like(name, client_of(who))))
		return STR("another client has that name, or one like it");
	if (server_find_like(name).len > 0)
		return STR("that name looks like the server's");
	if (has_like(&config->oper, name) || has_like(&config->relay, name))
		return STR("the configuration names a server operator "
			   "like that; only forkcastctl creates that account");
	if (accounts_like_login(name).len > 0 &&
	    !(peer_user->is_known &&
		str_caseeq(logins_name(peer_user->user), name)))
		return STR("that name is a login of the machine, or like one");
	*code = CODE_TOO_MANY;
	if (!peers_may_register(conns_get(who)->peer, ticks_mono()))
		return STR("too many new accounts from your address today");
	return STR("");
}

static enum outcome
enroll(conn_id who, const struct command *command, struct str name,
    struct str secret)
{
	const struct attempt attempt = { .kind = ATTEMPT_COUNTS |
		    ATTEMPT_WAITS | ATTEMPT_MAKES,
		.account = name,
		.words = WORDS(STR("make"), DECIMAL(config_now()->hash_rounds),
		    name, secret) };
	struct asks_answer answer;
	enum code code = CODE_OK;
	struct str why = STR("");

	if (logins_is_awaited())
		return OUTCOME_WAIT;
	/* A refused attempt counts as well. */
	if (!attempts_is_on(who))
		attempts_begin(who, &attempt); /* told when it is due */
	if (attempts_may_ask(who))
		why = why_no_account(who, name, &code);
	if (why.len > 0) {
		attempts_cancel(who);
		return answers_refuse_saying(who, command, code, why);
	}
	if (!attempts_ask(who, &attempt, &answer))
		return OUTCOME_WAIT;
	if (answer.code == CODE_OK && !is_name(answer.text))
		answer.code = CODE_UNAVAILABLE;
	if (answer.code != CODE_OK)
		return answers_refuse(who, command, answer.code);
	accounts_set(who, answer.text);
	conns_get(who)->wrong = 0;
	return answers_reply(
	    who, WORDS(STR("ok"), STR("register"), answer.text));
}

/*
 * A group of that name is no secret, if the client is in it, but it is hardly
 * meant as one: the client's account was removed meanwhile. While the keeper is
 * asked, the client may lose its account, too.
 */
enum outcome
register_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const uint32_t group = groups_find(command->arg[0]);

	if (registered_groups_is_awaited(who) ||
	    (!attempts_is_on(who) && clients_account(me).len > 0))
		return registered_groups_register(who, command);
	if (group != GROUP_NONE && !attempts_is_on(who) &&
	    groups_has(group, me))
		return answers_refuse_saying(who, command, CODE_NOT_ALLOWED,
		    STR("you are in a group of that name; to register it, log "
			"in first"));
	return enroll(who, command, clients_name(me), command->arg[0]);
}

enum outcome
enroll_cmd(conn_id who, const struct command *command)
{
	return enroll(who, command, command->arg[0], command->arg[1]);
}

/* SASL: the client's exchange. */

/* Ends the client's exchange. */
static void
give_up(conn_id who)
{
	end_exchange(who);
	attempts_cancel(who);
}

static enum outcome
refuse_proof(conn_id who, const struct command *command, struct str text)
{
	give_up(who);
	return answers_refuse_saying(who, command, CODE_NOT_ALLOWED, text);
}

/* Asks the keeper about a message of the exchange. */
static enum outcome
ask_about(
    conn_id who, const struct command *command, const struct attempt *attempt)
{
	struct exchange *exchange = &accounts.exchange[who.n];
	struct asks_answer answer;
	enum outcome outcome;

	if (!attempts_ask(who, attempt, &answer))
		return OUTCOME_WAIT;
	if (answer.code == CODE_OK && answer.more &&
	    answer.text.len <= SERVER_MOST) {
		memcpy(exchange->server, answer.text.at, answer.text.len);
		exchange->server[answer.text.len] = '\0';
		return answers_ok(who, command, WORDS(STR("+"), answer.text));
	}
	if (answer.code == CODE_OK)
		return be_done(who, command, answer.text);
	attempts_cancel(who);
	outcome = answer.code == CODE_NOT_ALLOWED ?
	    accounts_deny(who, command, attempt->account, STR("wrong secret")) :
	    answers_refuse(who, command, answer.code);
	give_up(who);
	return outcome;
}

/*
 * Asks about "[AUTHZID] NUL NAME NUL SECRET" of RFC 4616. What is no such
 * message of somebody who acts as itself is as wrong as the secret of "-", an
 * account that cannot be.
 */
static enum outcome
prove_plain(conn_id who, const struct command *command, struct str text)
{
	struct room *room = accounts.room;
	struct str secret = { room->text, 0 }, as, name;
	enum outcome outcome;
	bool is_good;

	if (!base64_decode(text, room->text, sizeof(room->text), &secret.len)) {
		secret_wipe(room->text, sizeof(room->text));
		give_up(who);
		return answers_refuse(who, command, CODE_BAD_TEXT);
	}
	as = str_cut(&secret, '\0');
	name = str_cut(&secret, '\0');
	is_good = secret.at != NULL && name_spelling(name) == CODE_OK &&
	    (as.len == 0 || str_caseeq(as, name)) &&
	    text_check(secret, LIMIT_SECRET) == CODE_OK;
	outcome = ask_about(who, command,
	    &(struct attempt) { .kind = ATTEMPT_COUNTS | ATTEMPT_WAITS,
		.account = is_good ? name : STR(""),
		.words = WORDS(STR("check"), DECIMAL(config_now()->hash_rounds),
		    is_good ? name : STR("-"), is_good ? secret : STR("-")) });
	secret_wipe(room->text, sizeof(room->text));
	return outcome;
}

/* Returns whose secret it is by SCRAM's first message, or an empty string. */
static struct str
account_of(struct str first)
{
	struct room *room = accounts.room;
	const struct scram_name *user = &room->first.user;
	size_t len;

	if (!base64_decode(first, room->text, sizeof(room->text), &len) ||
	    !scram_read_first((struct str) { room->text, len }, &room->first) ||
	    name_spelling((struct str) { user->at, user->len }) != CODE_OK)
		return STR("");
	return (struct str) { user->at, user->len };
}

/* Only the second step shows whether a secret is right. */
static enum outcome
prove_scram(conn_id who, const struct command *command, struct str text)
{
	struct exchange *exchange = &accounts.exchange[who.n];
	const struct str rounds = DECIMAL(config_now()->hash_rounds);
	const struct str server = str_from(exchange->server);

	if (server.len > 0)
		return ask_about(who, command,
		    &(struct attempt) { .kind = ATTEMPT_WAITS,
			.account = account_of(str_from(exchange->first)),
			.words = WORDS(STR("step"), rounds,
			    str_from(exchange->first), server, text) });
	if (text.len > FIRST_MOST) {
		give_up(who);
		return answers_refuse(who, command, CODE_BAD_TEXT);
	}
	memcpy(exchange->first, text.at, text.len);
	exchange->first[text.len] = '\0';
	return ask_about(who, command,
	    &(struct attempt) { .kind = ATTEMPT_COUNTS,
		.account = account_of(text),
		.words = WORDS(STR("scram"), rounds, text) });
}

static const struct {
	struct str name;
	enum outcome (*prove)(
	    conn_id who, const struct command *command, struct str text);
} mechanisms[MECHANISMS] = {
	[PLAIN] = { LIT("plain"), prove_plain },
	[SCRAM] = { LIT("scram-sha-256"), prove_scram },
};

/* Runs the mechanism's next step. */
static enum outcome
step(conn_id who, const struct command *command, struct str text)
{
	const enum mechanism mechanism = accounts.exchange[who.n].mechanism;

	if (mechanism == NONE || mechanism == MECHANISMS)
		return refuse_proof(
		    who, command, STR("choose a mechanism first"));
	if (text.len > 0)
		return mechanisms[mechanism].prove(who, command, text);
	give_up(who);
	return answers_refuse(who, command, CODE_BAD_TEXT);
}

/* Begins an exchange. */
static enum outcome
open_sasl(conn_id who, const struct command *command, enum mechanism mechanism)
{
	if (!attempts_is_on(who)) {
		give_up(who);
		accounts.exchange[who.n].mechanism = mechanism;
	}
	if (mechanism == PLAIN && !conns_takes_secret(who))
		return refuse_proof(who, command,
		    STR("this connection is not secure; use TLS, a UNIX "
			"socket or scram-sha-256"));
	return command->count > 1 ? step(who, command, command->arg[1]) :
				    answers_ok(who, command, WORDS(STR("+")));
}

enum outcome
prove_cmd(conn_id who, const struct command *command)
{
	const struct str first = command->arg[0];

	if (conns_get(who)->denied != 0)
		return answer_denied(who, command);
	if (!config_now()->accounts)
		return refuse_proof(
		    who, command, STR("this server has no accounts"));
	if (str_eq(first, STR("+")))
		return step(who, command, command->arg[1]);
	for (unsigned i = PLAIN; i < MECHANISMS; i++)
		if (str_eq(first, mechanisms[i].name))
			return open_sasl(who, command, (enum mechanism)i);
	give_up(who);
	return str_eq(first, STR("-")) ?
	    answers_ok(who, command, WORDS(first)) :
	    answers_refuse(who, command, CODE_BAD_COMMAND);
}

static const struct field saved[] = {
	/* A program before this one had one more, external. */
	FIELD_UPTO(NUMBER, struct exchange, mechanism, MECHANISMS),
	FIELD(TEXT, struct exchange, first),
	FIELD(TEXT, struct exchange, server),
};

MODULE(accounts) = { TABLES(TABLE(accounts.exchange, CLIENTS_MAX),
			 TABLE(accounts.room, 1)),
	.client_fields = { saved, COUNT(saved) }, .close = give_up };
