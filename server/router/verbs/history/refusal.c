/* Refusals: see refusal.h. */
#include "router/verbs/history/refusal.h"

#include "base/config/config.h"
#include "router/model/client_identity.h"
#include "router/model/rights.h"

enum outcome
refusal_of(uint32_t who, const struct command *command, enum code code)
{
	if (code == CODE_NOT_ALLOWED)
		return answers_refuse_saying(
		    who, command, code, STR("log in to an account first"));
	if (code == CODE_UNAVAILABLE && config_now()->history == HISTORY_NO)
		return answers_refuse_saying(
		    who, command, code, STR("this server keeps no history"));
	return answers_refuse(who, command, code);
}

enum outcome
refusal_of_target(uint32_t who, const struct command *command, enum code code)
{
	const bool is_talk = command->arg[0].at[0] == '@';

	if (code == CODE_NOT_ALLOWED && is_talk &&
	    identity_account(who).len > 0)
		return answers_refuse_saying(who, command, code,
		    STR("private messages with somebody who has no account "
			"are not recorded"));
	if (code == CODE_NOT_MEMBER && !is_talk &&
	    !rights_see(who, command->group))
		code = CODE_NO_SUCH_GROUP;
	return refusal_of(who, command, code);
}
