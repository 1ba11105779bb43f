/* Accounts: see accounts.h. */
#include "router/accounts/accounts.h"

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "policy/auth_backoff.h"
#include "policy/logins.h"
#include "policy/peers.h"
#include "router/accounts/attempts.h"
#include "router/accounts/group_writes.h"
#include "router/accounts/registered_groups.h"
#include "router/asks.h"
#include "router/delivery/answers.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/fanout.h"
#include "router/delivery/record.h"
#include "router/model/account_names.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/slots.h"
#include "router/people/motd.h"
#include "router/people/profile.h"
#include "router/people/server_ops.h"
#include "router/work/store.h"
#include "shared/buf.h"
#include "shared/names.h"
#include "shared/text/skeleton.h"

/*
 * Wrong secrets after which a client is disconnected. Its count stays at this
 * until the client is gone.
 */
#define WRONG_SECRETS 3

/* The rest of what is known about a client. */
struct row {
	bool for_group; /* register is for a group; decided when first run */
	bool denied; /* must still be told that its secret is wrong */
	usec due; /* ticks_mono: when it is told */
	unsigned char wrong; /* secrets sent so far */
};

static struct {
	struct row *row; /* one for each client */
} accounts;

static void
accounts_release(uint32_t who)
{
	accounts.row[who] = (struct row) { .denied = false };
}

bool
accounts_may_send_secret(uint32_t who)
{
	return clients_get(who)->secure || config_now()->login_plaintext;
}

bool
accounts_is_denied(uint32_t who)
{
	return accounts.row[who].denied;
}

/*
 * Returns the text of a denial, which does not tell whether the account exists.
 */
static struct str
denial_text(const struct command *command)
{
	return command->rule->verb == VERB_OPER ?
	    STR("not an operator's account, or wrong secret") :
	    STR("no such account, or wrong secret");
}

enum outcome
accounts_answer_denied(uint32_t who, const struct command *command)
{
	struct row *row = &accounts.row[who];

	if (row->due > ticks_mono()) {
		slots_get(clients_slot(who))->up.not_before = row->due;
		return OUTCOME_WAIT;
	}
	row->denied = false;
	if (++row->wrong < WRONG_SECRETS)
		return answers_refuse_saying(
		    who, command, CODE_NOT_ALLOWED, denial_text(command));
	disconnect_because(
	    clients_slot(who), BYE_KICKED, STR("too many wrong secrets"));
	return OUTCOME_DONE;
}

enum outcome
accounts_deny(uint32_t who, const struct command *command, struct str account,
    struct str why)
{
	const struct network from = clients_network(who);
	struct row *row = &accounts.row[who];

	reject_log_add(REJECT_LOG_REFUSED, clients_get(who)->peer, why);
	row->denied = true;
	row->due = ticks_mono() +
	    auth_backoff_wait_account(&from, account, ticks_mono());
	/* Nothing more is asked for that line; account may be in its answer. */
	asks_cancel(who);
	return accounts_answer_denied(who, command);
}

void
accounts_log_out_all(struct str account)
{
	uint32_t cursor = IDENTITY_FIRST, who;

	while ((who = identity_next_with_account(account, &cursor)) !=
	    CLIENT_NONE) {
		accounts_set(who, STR(""));
		profile_logged_out(who);
	}
}

bool
accounts_may_set(uint32_t who, struct str account)
{
	const bool tells =
	    !str_eq(identity_account(who), account) || owner_roles_are_due(who);

	return clients_name(who).len == 0 || !tells || clients_may_change(who);
}

void
accounts_set(uint32_t who, struct str account)
{
	const struct str name = clients_name(who);
	const bool changes = !str_eq(identity_account(who), account);

	if (changes) {
		record_logs_out(who);
		store_logs_out(who);
	}
	identity_set_account(who, account);
	if (changes) {
		store_logged_in(who);
		record_logged_in(who);
		profile_account(who);
	}
	owner_roles_give_all(who);
	accounts.row[who].wrong = 0;
	const struct str who_text = name.len > 0 ? name : STR("-");

	if (account.len > 0)
		LOG(STR("{name}: {event:logged in} as {account}"), who_text,
		    account);
	else
		LOG(STR("{name}: {event:logged out}"), who_text);
}

/*
 * Returns why the client may not send a secret, or an empty string if it may.
 */
static struct str
why_no_secret(uint32_t who)
{
	if (!config_now()->accounts)
		return STR("this server has no accounts");
	if (!accounts_may_send_secret(who))
		return STR("this connection is not secure; use TLS, a UNIX "
			   "socket or prove scram-sha-256");
	return STR("");
}

/* Answers with the keeper's refusal. */
static enum outcome
accounts_refuse(uint32_t who, const struct command *command, enum code code)
{
	if (code == CODE_NAME_TAKEN)
		return answers_refuse_saying(
		    who, command, CODE_EXISTS, STR("account already exists"));
	return answers_refuse(who, command, code);
}

enum outcome
accounts_check(
    uint32_t who, const struct command *command, accounts_right *is_right)
{
	const struct str why = why_no_secret(who);
	const struct attempt attempt = { .kind = ATTEMPT_COUNTS | ATTEMPT_WAITS,
		.account = command->arg[0],
		.words = WORDS(STR("check"), DECIMAL(config_now()->hash_rounds),
		    command->arg[0], command->arg[1]) };
	struct asks_answer answer;

	if (accounts_is_denied(who))
		return accounts_answer_denied(who, command);
	if (why.len > 0) {
		attempts_cancel(who);
		return answers_refuse_saying(
		    who, command, CODE_NOT_ALLOWED, why);
	}
	if (!attempts_ask(who, &attempt, &answer))
		return OUTCOME_WAIT;
	if (answer.code == CODE_OK)
		return is_right(who, command, answer.text);
	return answer.code == CODE_NOT_ALLOWED ?
	    accounts_deny(who, command, command->arg[0], STR("wrong secret")) :
	    accounts_refuse(who, command, answer.code);
}

static enum outcome
log_in(uint32_t who, const struct command *command, struct str account)
{
	if (!accounts_may_set(who, account))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	accounts_set(who, account);
	return answers_ok(who, command, WORDS(account));
}

enum outcome
login_cmd(uint32_t who, const struct command *command)
{
	return accounts_check(who, command, log_in);
}

/*
 * Makes the client, whose secret was right, an operator. If the account is no
 * operator's, the answer is that for a wrong secret.
 */
static enum outcome
take_oper(uint32_t who, const struct command *command, struct str account)
{
	const struct network from = clients_network(who);

	if (!server_ops_allows(account)) {
		(void)auth_backoff_failed(&from, account, ticks_mono());
		return accounts_deny(
		    who, command, account, STR("not an operator"));
	}
	server_ops_grant(who, account);
	LOG_AT(LEVEL_NOTICE, STR("{name}: {event:oper} {account} from {peer}"),
	    clients_name(who), account, str_from(clients_get(who)->peer));
	return answers_ok(who, command, NO_WORDS);
}

enum outcome
oper_cmd(uint32_t who, const struct command *command)
{
	return accounts_check(who, command, take_oper);
}

enum outcome
logout_cmd(uint32_t who, const struct command *command)
{
	if (identity_account(who).len == 0)
		return answers_refuse_saying(
		    who, command, CODE_NOT_ALLOWED, STR("not logged in"));
	if (!accounts_may_set(who, STR("")))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	accounts_set(who, STR(""));
	return answers_ok(who, command, NO_WORDS);
}

/* Returns whether the name is somebody else's login name, or looks like one. */
static bool
is_others_login(uint32_t who, struct str name)
{
	const struct peer_user *peer_user = &clients_get(who)->peer_user;
	struct str login;

	if (!config_now()->peer_names)
		return false;
	login = logins_find_like(name);
	return login.len > 0 &&
	    !(peer_user->is_known &&
		str_caseeq(logins_name(peer_user->user), name));
}

static bool
has_like(const struct config_list *list, struct str account)
{
	for (size_t i = 0; i < list->count; i++)
		if (skeleton_confusable(account, str_from(list->at[i])))
			return true;
	return false;
}

/*
 * Returns whether the configuration names that account, or one that looks like
 * it. Only the operator of the machine can create such an account.
 */
static bool
is_named_in_config(struct str account)
{
	return has_like(&config_now()->oper, account) ||
	    has_like(&config_now()->relay, account);
}

/*
 * Returns why the client cannot create that account; an empty string: it can.
 */
static struct str
why_no_account(uint32_t who, struct str name, enum code *code)
{
	char room[MOTD_NAME];

	*code = CODE_NOT_ALLOWED;
	if (why_no_secret(who).len > 0)
		return why_no_secret(who);
	if (config_now()->registering == REGISTER_NO)
		return STR("clients cannot create accounts on this server");
	if (config_now()->registering != REGISTER_BEFORE &&
	    clients_name(who).len == 0)
		return STR("send your name first");
	if (identity_account(who).len > 0)
		return STR("already logged in");
	*code = CODE_EXISTS;
	if (account_names_find_like(name).len > 0)
		return STR("an account with that name, or one that looks "
			   "like it, already exists");
	*code = CODE_NAME_TAKEN;
	if (clients_find_like(name, who) != CLIENT_NONE)
		return STR(
		    "another client has that name, or one that looks like it");
	if (motd_find_like(name, room).len > 0)
		return STR("that name looks like the server's");
	if (is_named_in_config(name))
		return STR("the configuration names a server operator "
			   "like that; only forkcastctl creates that account");
	if (is_others_login(who, name))
		return STR("that name is a login name on the server's "
			   "machine, or looks like one");
	*code = CODE_TOO_MANY;
	if (!peers_may_register(clients_get(who)->peer, ticks_mono()))
		return STR("too many new accounts from your address today");
	return STR("");
}

static enum outcome
enroll(uint32_t who, const struct command *command, struct str name,
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
	if (answer.code != CODE_OK)
		return accounts_refuse(who, command, answer.code);
	accounts_set(who, answer.text);
	return answers_reply(
	    who, WORDS(STR("ok"), STR("register"), answer.text));
}

/*
 * Returns whether the client is in a group of that name. It is no secret then,
 * but hardly meant as one: the client's account was removed meanwhile.
 */
static bool
is_own_group(uint32_t who, struct str name)
{
	const uint32_t group = groups_find(name);

	return group != GROUP_NONE && !attempts_is_on(who) &&
	    set_has(groups_members(group), who);
}

enum outcome
register_cmd(uint32_t who, const struct command *command)
{
	struct row *row = &accounts.row[who];

	/* The client may lose its account while the keeper is asked. */
	if (!asks_is_pending(who) && !group_writes_is_awaited(who))
		row->for_group = identity_account(who).len > 0;
	if (row->for_group)
		return registered_groups_register(who, command);
	if (is_own_group(who, command->arg[0]))
		return answers_refuse_saying(who, command, CODE_NOT_ALLOWED,
		    STR("you are in a group of that name; to register it, log "
			"in first"));
	return enroll(who, command, clients_name(who), command->arg[0]);
}

enum outcome
enroll_cmd(uint32_t who, const struct command *command)
{
	return enroll(who, command, command->arg[0], command->arg[1]);
}

enum outcome
ghost_cmd(uint32_t who, const struct command *command)
{
	const struct str account = identity_account(who);
	const uint32_t other = clients_find(command->arg[0]);

	if (other == CLIENT_NONE)
		return answers_refuse(who, command, CODE_NO_SUCH_NAME);
	if (other == who || !str_caseeq(account, command->arg[0]))
		return answers_refuse_saying(who, command, CODE_NOT_ALLOWED,
		    STR("not the name of your account, or your own "
			"connection"));
	/* Who takes it back may have no name yet. */
	DISCONNECT_KICK(clients_slot(other),
	    clients_name(clients_name(who).len > 0 ? who : other),
	    STR("name reclaimed"), STR("name reclaimed by its owner"));
	return answers_ok(who, command, WORDS(clients_name(other)));
}

struct str
accounts_reserved(uint32_t who, struct str name)
{
	const struct str account = account_names_find_like(name);

	if (account.len == 0)
		return attempts_makes(who, name) ? name : STR("");
	return str_caseeq(account, identity_account(who)) ? STR("") : account;
}

/* Room for all words. */
#define ROOM 96

/*
 * The words that clients have been told and that are the same for all. An
 * upgrade forgets it, and then the first reload tells nobody.
 */
static struct {
	bool known;
	uint64_t history; /* one more than history_join; 0: there is none */
	bool passes; /* accounts end with the server */
} told;

static const struct {
	unsigned offer;
	struct str word;
} words[] = {
	{ OFFER_PLAIN, LIT("plain") },
	{ OFFER_SCRAM, LIT("scram-sha-256") },
	{ OFFER_EXTERNAL, LIT("external") },
	{ OFFER_REGISTER, LIT("register") },
	{ OFFER_ENROLL, LIT("enroll") },
};

/* Returns the offers for which a client sends a secret in clear text. */
static unsigned
secret_offers(void)
{
	switch (config_now()->registering) {
	case REGISTER_NO:
		return OFFER_PLAIN;
	case REGISTER_BEFORE:
		return OFFER_PLAIN | OFFER_REGISTER | OFFER_ENROLL;
	default:
		return OFFER_PLAIN | OFFER_REGISTER;
	}
}

/*
 * Returns the client's offers. A login name is known to the system, so it needs
 * no keeper.
 */
static unsigned
offers_for(uint32_t who)
{
	const struct config *config = config_now();
	unsigned offers = OFFER_ASKED;

	if (!config->accounts)
		return offers;
	if (config->peer_names && clients_get(who)->peer_user.is_known)
		offers |= OFFER_EXTERNAL;
	if (asks_is_coming(ASKS_KEEPER))
		offers |= OFFER_SCRAM;
	if (asks_is_coming(ASKS_KEEPER) && accounts_may_send_secret(who))
		offers |= secret_offers();
	return offers;
}

/* Returns the word for the history, empty if there is none. */
static struct str
history_word(char room[ROOM])
{
	const struct config *config = config_now();
	struct buf buf;

	buf_init(&buf, room, ROOM);
	if (config->history != HISTORY_NO)
		(void)BUF_CAT(&buf, STR("history:"),
		    DECIMAL(config->history_join)); /* fits */
	return buf_str(&buf);
}

static void
add_word(struct buf *buf, struct str word)
{
	(void)BUF_CAT(
	    buf, buf_len(buf) > 0 ? STR(" ") : STR(""), word); /* fits */
}

static struct str
text_of(unsigned offers, char room[ROOM])
{
	char word[ROOM];
	const struct str history = history_word(word);
	struct buf buf;

	buf_init(&buf, room, ROOM);
	for (size_t i = 0; i < COUNT(words); i++)
		if ((offers & words[i].offer) != 0)
			add_word(&buf, words[i].word);
	if ((offers & OFFER_SCRAM) != 0 && config_now()->state == NULL)
		add_word(&buf, STR("volatile"));
	if (history.len > 0)
		add_word(&buf, history);
	return buf_len(&buf) > 0 ? buf_str(&buf) : STR("-");
}

/*
 * Notes what clients are told that is the same for all. Returns whether it has
 * changed.
 */
static bool
common_words_change(void)
{
	const struct config *config = config_now();
	const uint64_t history =
	    config->history != HISTORY_NO ? 1 + config->history_join : 0;
	const bool passes = config->state == NULL;
	const bool changes =
	    told.known && (told.history != history || told.passes != passes);

	told.known = true;
	told.history = history;
	told.passes = passes;
	return changes;
}

enum outcome
can_cmd(uint32_t who, const struct command *command)
{
	const unsigned offers = offers_for(who);
	char room[ROOM];

	identity_interests(who)->offers = offers;
	(void)common_words_change();
	return answers_ok(who, command, WORDS(text_of(offers, room)));
}

void
accounts_offers_changed(void)
{
	const bool changes = common_words_change();
	char room[ROOM];

	fanout_settle();
	FOR_EACH_CLIENT(who) {
		const unsigned offers = offers_for(who);
		unsigned *sent = &identity_interests(who)->offers;
		if (*sent == 0 || (*sent == offers && !changes))
			continue;
		*sent = offers;
		fanout_client(who, WORDS(STR("can"), text_of(offers, room)));
	}
}

MODULE(accounts) = { TABLES(TABLE(accounts.row, CLIENTS_MAX)),
	.release = accounts_release };
