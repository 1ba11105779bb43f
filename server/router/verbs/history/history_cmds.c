/* Reading the past of groups and of talks: history, talks and export. */
#include "router/delivery/handlers.h"
#include "router/verbs/history/mailbox.h"
#include "router/verbs/history/reading.h"
#include "router/verbs/history/refusal.h"
#include "router/verbs/history/target.h"
#include "router/verbs/history/wish.h"

enum outcome
history_cmd(uint32_t who, const struct command *command)
{
	struct reading_end end;
	struct target target;
	struct excess over;
	struct wish wish;
	enum code code = wish_read(&wish, command, &over);

	if (code != CODE_OK)
		return answers_refuse_over(who, command, code, over);
	code = target_find(&target, who, command);
	if (code != CODE_OK)
		return refusal_of_target(who, command, code);
	if (mailbox_must_wait(who) || !reading_go_on(who, &target, &wish, &end))
		return OUTCOME_WAIT;
	if (end.code != CODE_OK)
		return refusal_of_target(who, command, end.code);
	return answers_ok(who, command,
	    WORDS(command->arg[0], DECIMAL(end.found), DECIMAL(end.last)));
}

enum outcome
talks_cmd(uint32_t who, const struct command *command)
{
	struct reading_end end;
	struct target target;
	struct excess over;
	struct wish wish;
	enum code code = wish_read_talks(&wish, command, &over);

	if (code != CODE_OK)
		return answers_refuse_over(who, command, code, over);
	code = target_own(&target, who);
	if (code != CODE_OK)
		return refusal_of(who, command, code);
	if (!reading_talks(who, &target, &wish, &end))
		return OUTCOME_WAIT;
	if (end.code != CODE_OK)
		return refusal_of(who, command, end.code);
	return answers_ok(who, command, WORDS(DECIMAL(end.found)));
}

enum outcome
export_cmd(uint32_t who, const struct command *command)
{
	struct wish wish = { .way = WISH_FORWARD, .count = UINT32_MAX };
	struct reading_end end;
	struct target target;
	const enum code code = target_own(&target, who);

	if (command->count > 0)
		(void)str_to_number(
		    command->arg[0], UINT64_MAX, &wish.after); /* an ID */
	wish.asked = wish.after;
	if (code != CODE_OK)
		return refusal_of(who, command, code);
	if (mailbox_must_wait(who) ||
	    !reading_export(who, &target, &wish, &end))
		return OUTCOME_WAIT;
	if (end.code != CODE_OK)
		return refusal_of(who, command, end.code);
	return answers_ok(
	    who, command, WORDS(DECIMAL(end.found), DECIMAL(end.last)));
}
