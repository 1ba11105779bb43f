/*
 * The command flag, and the flag of an account: h, it keeps its private
 * messages out of the history. The keeper stores that, and tells everybody
 * before it answers.
 */
#include "base/config/config.h"
#include "router/asks.h"
#include "router/delivery/handlers.h"
#include "router/model/account_names.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/verbs/people/profile.h"

/* Returns CODE_OK if the keeper should be asked, or why not. */
static enum code
may_change(uint32_t who)
{
	if (identity_account(who).len == 0)
		return CODE_NOT_ALLOWED;
	return clients_may_change(who) ? CODE_OK : CODE_SLOW_DOWN;
}

static enum outcome
refuse(uint32_t who, const struct command *command, enum code code)
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
change(uint32_t who, const struct command *command, bool on)
{
	const struct str account = identity_account(who);
	const struct asks_question question = { .of = ASKS_KEEPER,
		.writes = true,
		.words = WORDS(STR("flags"), account,
		    on ? STR(ACCOUNT_NAMES_PRIVATE) : STR("-")) };
	struct asks_answer answer;

	if (account.len == 0)
		return refuse(who, command, CODE_NOT_ALLOWED);
	if (!asks_ask(who, &question, &answer))
		return OUTCOME_WAIT;
	if (answer.code != CODE_OK)
		return refuse(who, command, answer.code);
	return profile_show_flags(who, command);
}

enum outcome
flag_cmd(uint32_t who, const struct command *command)
{
	const bool on = command->count > 0 && command->arg[0].at[0] == '+';
	enum code code;

	if (command->count == 0 ||
	    command->arg[0].at[1] != *ACCOUNT_NAMES_PRIVATE)
		return profile_flag(who, command);
	if (asks_is_pending(who))
		return change(who, command, on);
	if (identity_account(who).len > 0 &&
	    account_names_is_private(identity_account(who)) == on)
		return profile_show_flags(who, command);
	code = may_change(who);
	return code == CODE_OK ? change(who, command, on) :
				 refuse(who, command, code);
}
