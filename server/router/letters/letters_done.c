/* The command done: of an item, or of letters. */
#include "router/delivery/handlers.h"
#include "router/letters/mailbox.h"
#include "router/verbs/work/work.h"

/*
 * Deletes letters. That one may be gone already: its sender has deleted it, or
 * another client of the account was first.
 */
static enum outcome
done_with_letters(uint32_t who, const struct command *command, uint64_t id)
{
	enum code code;

	if (!mailbox_finish(who, id, &code))
		return OUTCOME_WAIT;
	if (code != CODE_OK)
		return answers_refuse(who, command, CODE_UNAVAILABLE);
	return answers_ok(who, command, WORDS(command->arg[0]));
}

enum outcome
done_cmd(uint32_t who, const struct command *command)
{
	uint64_t id = 0;

	(void)str_to_number(command->arg[0], UINT64_MAX, &id); /* an ID */
	if (work_has_item(who, command) || !mailbox_may_have(who, id))
		return work_done(who, command);
	return done_with_letters(who, command, id);
}
