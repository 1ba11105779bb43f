/* Letters on their way into a mailbox: see letter.h. */
#include "router/letters/letter.h"

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/accounts/account_feed.h"
#include "router/asks.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/fanout.h"
#include "router/delivery/record.h"
#include "router/letters/mailbox.h"
#include "router/model/account_names.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/slots.h"

#define REFUSAL STR("not connected, and the server cannot keep letters now")
#define FULL STR("too many letters wait there, or too many of yours")

struct row {
	uint64_t line; /* number of the client's line, from 1; 0: none */
	uint64_t id; /* of its letter */
	enum code refused; /* CODE_OK: it is not; else its record is
			      erased */
};

static struct {
	struct row *row; /* one for each client */
	char *own, *other, *where; /* tokens */
} letter;

static bool
is_under_way(uint32_t who)
{
	return letter.row[who].line ==
	    slots_get(clients_slot(who))->up.lines + 1;
}

/* A text for the other's program (CTCP) is no letter, but one to show is. */
bool
letter_is_due(uint32_t who, const struct command *command)
{
	const struct str name = command->arg[0], text = command->arg[1];

	return is_under_way(who) ||
	    (clients_find(name) == CLIENT_NONE &&
		config_wants_journal(config_now()) &&
		identity_account(who).len > 0 &&
		(account_names_find(name).len > 0 ||
		    account_feed_is_unknown()) &&
		(text.at[0] != '\001' || str_begins(text, STR("\001ACTION "))));
}

static enum outcome
refuse(uint32_t who, const struct command *command, enum code code)
{
	letter.row[who].line = 0;
	if (code == CODE_TOO_MANY)
		return answers_refuse_saying(who, command, code, FULL);
	return answers_refuse_saying(who, command, CODE_UNAVAILABLE, REFUSAL);
}

/* Begins with a letter, which the history has, too, if it has the talk. */
static bool
begin(uint32_t who, struct str account, struct str text)
{
	struct row *row = &letter.row[who];

	identity_note_speech(who);
	*row = (struct row) {
		.line = slots_get(clients_slot(who))->up.lines + 1,
		.id = event_ids_next_number(),
	};
	return record_letter(identity_account(who), account,
	    EVENT(NO_WORDS,
		WORDS(
		    STR("tell"), DECIMAL(row->id), FANOUT_ACTOR, account, text),
		who));
}

/* Erases the record of a letter that was refused. */
static enum outcome
take_back(uint32_t who, const struct command *command, struct str account)
{
	const struct row *row = &letter.row[who];
	struct asks_answer answer;

	if (record_has_talk(identity_account(who), account) &&
	    !asks_journal(who,
		WORDS(STR("erase"),
		    token_talk(
			record_account_token(identity_account(who), letter.own),
			record_account_token(account, letter.other),
			letter.where),
		    DECIMAL(row->id)),
		NULL, &answer))
		return OUTCOME_WAIT;
	return refuse(who, command, row->refused);
}

/* Has the journal keep the letter. Returns false while it has to wait. */
static bool
ask(uint32_t who, const struct command *command, struct str account,
    struct asks_answer *answer)
{
	return asks_journal(who,
	    WORDS(STR("letter"), record_account_token(account, letter.other),
		DECIMAL(letter.row[who].id),
		record_account_token(identity_account(who), letter.own),
		identity_actor(who), command->arg[1]),
	    NULL, answer);
}

static enum outcome
finish(uint32_t who, const struct command *command, struct str account)
{
	letter.row[who].line = 0;
	if (log_verbose())
		LOG(STR("{name}: {event:letter} {account}"), clients_name(who),
		    account);
	mailbox_has_new(account);
	return answers_ok(who, command,
	    WORDS(STR("kept"), DECIMAL(letter.row[who].id), account));
}

enum outcome
letter_send(uint32_t who, const struct command *command)
{
	const struct str account = account_names_find(command->arg[0]);
	struct row *row = &letter.row[who];
	struct asks_answer answer;

	if (account.len == 0 && account_feed_is_awaited())
		return OUTCOME_WAIT;
	if (account.len == 0 || identity_account(who).len == 0)
		return refuse(who, command, CODE_UNAVAILABLE);
	if (is_under_way(who) && row->refused != CODE_OK)
		return take_back(who, command, account);
	if (!is_under_way(who) && !begin(who, account, command->arg[1]))
		return refuse(who, command, CODE_UNAVAILABLE);
	if (!ask(who, command, account, &answer))
		/* One whose worker has died waits for no answer. */
		return slots_get(clients_slot(who))->up.forced ? OUTCOME_DONE :
								 OUTCOME_WAIT;
	if (answer.code == CODE_OK)
		return finish(who, command, account);
	row->refused = answer.code;
	return take_back(who, command, account);
}

static void
letter_leave(uint32_t who)
{
	letter.row[who] = (struct row) { .line = 0 };
}

MODULE(letter) = {
	TABLES(TABLE(letter.row, CLIENTS_MAX), TABLE(letter.own, TOKEN_MOST),
	    TABLE(letter.other, TOKEN_MOST), TABLE(letter.where, TOKEN_MOST)),
	.leave = letter_leave
};
