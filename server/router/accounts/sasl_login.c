/*
 * Logging in with SASL (RFC 4422): by PLAIN, SCRAM-SHA-256 or EXTERNAL, in
 * steps. This module knows how far each client is; the keeper judges the
 * messages of the mechanisms.
 */
#include "base/config/config.h"
#include "base/data/index.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "policy/logins.h"
#include "router/accounts/accounts.h"
#include "router/accounts/attempts.h"
#include "router/delivery/answers.h"
#include "router/delivery/fanout.h"
#include "router/model/account_names.h"
#include "router/model/clients.h"
#include "shared/crypto/base64.h"
#include "shared/crypto/scram.h"
#include "shared/crypto/secret.h"
#include "shared/names.h"

enum mechanism { NONE, PLAIN, SCRAM, EXTERNAL, MECHANISMS };

/* The longest first message of SCRAM, in Base64. */
#define FIRST_MOST 700

/* A client's progress. */
struct row {
	enum mechanism mechanism; /* NONE: no exchange */
	uint64_t talk; /* of SCRAM: a number of this exchange only */
	bool second; /* next is the second step */
	size_t first_len;
	char first[FIRST_MOST]; /* of SCRAM: the client's first message */
	char account[LIMIT_NAME + 1]; /* whose secret it is, or empty */
};

/* Room to decode a message, to see which account it is about. */
struct room {
	char text[BASE64_BYTES(LIMIT_BASE64)];
	char name[LIMIT_NAME];
	struct scram_first first;
};

/* Not saved: an exchange does not outlast an upgrade. */
static struct {
	struct row *row;
	struct room *room;
	uint64_t talks; /* so far, in this program */
} sasl_login;

/* Ends the client's exchange. */
static void
give_up(uint32_t who)
{
	sasl_login.row[who] = (struct row) { .mechanism = NONE };
	attempts_cancel(who);
}

static enum outcome
sasl_login_refuse(uint32_t who, const struct command *command, enum code code)
{
	give_up(who);
	return answers_refuse(who, command, code);
}

static enum outcome
refuse_saying(uint32_t who, const struct command *command, struct str text)
{
	give_up(who);
	return answers_refuse_saying(who, command, CODE_NOT_ALLOWED, text);
}

/* Answers "ok prove + [BASE64]": more is needed. */
static enum outcome
go_on(uint32_t who, const struct command *command, struct str text)
{
	if (text.len == 0)
		return answers_ok(who, command, WORDS(STR("+")));
	return answers_ok(who, command, WORDS(STR("+"), text));
}

/*
 * Logs the client in. text is the account's name, then the rest of the answer.
 */
static enum outcome
be_done(uint32_t who, const struct command *command, struct str text)
{
	const struct str whole = text;
	const struct str account = str_word(&text);

	sasl_login.row[who] = (struct row) { .mechanism = NONE };
	if (!accounts_may_set(who, account))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	accounts_set(who, account);
	return answers_ok(who, command, WORDS(whole));
}

static enum outcome
sasl_login_take_answer(uint32_t who, const struct command *command,
    struct str account, const struct asks_answer *answer)
{
	if (answer->code == CODE_OK && answer->more) {
		sasl_login.row[who].second = true;
		return go_on(who, command, answer->text);
	}
	if (answer->code == CODE_OK)
		return be_done(who, command, answer->text);
	attempts_cancel(who);
	if (answer->code != CODE_NOT_ALLOWED)
		return sasl_login_refuse(who, command, answer->code);
	const enum outcome outcome =
	    accounts_deny(who, command, account, STR("wrong secret"));
	give_up(who);
	return outcome;
}

static enum outcome
sasl_login_ask(
    uint32_t who, const struct command *command, const struct attempt *attempt)
{
	struct asks_answer answer;

	if (!attempts_ask(who, attempt, &answer))
		return OUTCOME_WAIT;
	return sasl_login_take_answer(who, command, attempt->account, &answer);
}

/* Returns the name between the first two NULs, and wipes the decoded text. */
static struct str
account_in_plain(struct str text)
{
	struct room *room = sasl_login.room;
	struct str rest = { room->text, 0 }, name;

	if (!base64_decode(text, room->text, sizeof(room->text), &rest.len))
		rest.len = 0;
	(void)str_cut(&rest, '\0');
	name = str_cut(&rest, '\0');
	if (rest.at == NULL || name.len > sizeof(room->name))
		name.len = 0;
	if (name.len > 0)
		memcpy(room->name, name.at, name.len);
	secret_wipe(room->text, sizeof(room->text));
	return (struct str) { room->name, name.len };
}

static struct str
account_in_scram(struct str text)
{
	struct room *room = sasl_login.room;
	size_t len;

	if (!base64_decode(text, room->text, sizeof(room->text), &len) ||
	    !scram_read_first((struct str) { room->text, len }, &room->first))
		return STR("");
	return (struct str) { room->first.user.at, room->first.user.len };
}

static enum outcome
prove_plain(uint32_t who, const struct command *command, struct str text)
{
	return sasl_login_ask(who, command,
	    &(struct attempt) { .kind = ATTEMPT_COUNTS | ATTEMPT_WAITS,
		.account = account_in_plain(text),
		.words = WORDS(
		    STR("plain"), DECIMAL(config_now()->hash_rounds), text) });
}

/* Keeps the account's name for the second step, if it is a valid name. */
static void
keep_account(struct row *row, struct str account)
{
	const bool good = name_spelling(account) == CODE_OK;
	const size_t len = good ? account.len : 0;

	if (len > 0)
		memcpy(row->account, account.at, len);
	row->account[len] = '\0';
}

static enum outcome
prove_scram(uint32_t who, const struct command *command, struct str text)
{
	struct row *row = &sasl_login.row[who];
	const struct str talk = DECIMAL(row->talk);

	/* Only the second step shows whether a secret is right. */
	if (row->second)
		return sasl_login_ask(who, command,
		    &(struct attempt) { .kind = ATTEMPT_WAITS,
			.account = str_from(row->account),
			.words = WORDS(STR("step"),
			    DECIMAL(config_now()->hash_rounds), talk,
			    ((struct str) { row->first, row->first_len }),
			    text) });
	if (text.len > sizeof(row->first))
		return sasl_login_refuse(who, command, CODE_BAD_TEXT);
	memcpy(row->first, text.at, text.len);
	row->first_len = text.len;
	keep_account(row, account_in_scram(text));
	return sasl_login_ask(who, command,
	    &(struct attempt) { .kind = ATTEMPT_COUNTS,
		.account = str_from(row->account),
		.words = WORDS(STR("scram"), DECIMAL(config_now()->hash_rounds),
		    talk, text) });
}

/* Returns whether the client wants to act as that account, or does not say. */
static bool
is_for(struct str text, struct str account)
{
	char name[BASE64_BYTES(BASE64_TEXT(LIMIT_NAME))];
	size_t len;

	return text.len == 0 ||
	    (base64_decode(text, name, sizeof(name), &len) &&
		str_caseeq((struct str) { name, len }, account));
}

/*
 * Logs in a client that the system knows. Only if clients' names are login
 * names does the account of that name belong to the login.
 */
static enum outcome
prove_external(uint32_t who, const struct command *command, struct str text)
{
	const struct peer_user *peer_user = &clients_get(who)->peer_user;
	struct str account = STR("");

	if (peer_user->is_known && config_now()->peer_names)
		account = account_names_find(logins_name(peer_user->user));
	if (account.len == 0)
		return refuse_saying(who, command,
		    STR("the server does not know your login name, or it "
			"has no account"));
	if (!is_for(text, account))
		return refuse_saying(who, command,
		    STR("that is not the account of your login name"));
	return be_done(who, command, account);
}

static const struct {
	struct str name;
	enum outcome (*prove)(
	    uint32_t who, const struct command *command, struct str text);
	bool may_be_empty; /* its message */
} mechanisms[MECHANISMS] = {
	[PLAIN] = { LIT("plain"), prove_plain, false },
	[SCRAM] = { LIT("scram-sha-256"), prove_scram, false },
	[EXTERNAL] = { LIT("external"), prove_external, true },
};

static enum mechanism
sasl_login_find(struct str name)
{
	enum mechanism found = NONE;

	for (unsigned i = PLAIN; i < MECHANISMS; i++)
		if (str_eq(name, mechanisms[i].name))
			found = (enum mechanism)i;
	return found;
}

/* Runs the mechanism's next step. */
static enum outcome
step(uint32_t who, const struct command *command, struct str text)
{
	const enum mechanism mechanism = sasl_login.row[who].mechanism;

	if (mechanism == NONE)
		return refuse_saying(
		    who, command, STR("choose a mechanism first"));
	if (text.len == 0 && !mechanisms[mechanism].may_be_empty)
		return sasl_login_refuse(who, command, CODE_BAD_TEXT);
	return mechanisms[mechanism].prove(who, command, text);
}

/*
 * Returns the next exchange's number, hashed with a secret of this start so
 * that the next program's numbers differ.
 */
static uint64_t
next_talk(void)
{
	const uint64_t talk = ++sasl_login.talks;

	return hash_bytes(&talk, sizeof(talk));
}

static enum outcome
sasl_login_begin(
    uint32_t who, const struct command *command, enum mechanism mechanism)
{
	if (!attempts_is_on(who)) {
		give_up(who);
		sasl_login.row[who] = (struct row) { .mechanism = mechanism,
			.talk = next_talk() };
	}
	if (mechanism == PLAIN && !accounts_may_send_secret(who))
		return refuse_saying(who, command,
		    STR("this connection is not secure; use TLS, a UNIX "
			"socket or scram-sha-256"));
	return command->count > 1 ? step(who, command, command->arg[1]) :
				    go_on(who, command, STR(""));
}

enum outcome
prove_cmd(uint32_t who, const struct command *command)
{
	const struct str first = command->arg[0];
	enum mechanism mechanism;

	if (accounts_is_denied(who))
		return accounts_answer_denied(who, command);
	if (!config_now()->accounts)
		return refuse_saying(
		    who, command, STR("this server has no accounts"));
	if (str_eq(first, STR("-"))) {
		give_up(who);
		return answers_ok(who, command, WORDS(STR("-")));
	}
	if (str_eq(first, STR("+")))
		return step(who, command,
		    command->count > 1 ? command->arg[1] : STR(""));
	mechanism = sasl_login_find(first);
	return mechanism == NONE ?
	    sasl_login_refuse(who, command, CODE_BAD_COMMAND) :
	    sasl_login_begin(who, command, mechanism);
}

MODULE(sasl_login) = { TABLES(TABLE(sasl_login.row, CLIENTS_MAX),
			   TABLE(sasl_login.room, 1)),
	.release = give_up };
