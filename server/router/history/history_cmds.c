/*
 * Reading the past of groups and of talks: history, talks and export; and sync.
 */
#include "base/config/config.h"
#include "router/asks.h"
#include "router/delivery/answers.h"
#include "router/history/reading.h"
#include "router/history/target.h"
#include "router/history/wish.h"

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
		return target_refuse_named(who, command, code);
	if (!reading_go_on(who, &target, &wish, &end))
		return OUTCOME_WAIT;
	if (end.code != CODE_OK)
		return target_refuse_named(who, command, end.code);
	return answers_ok(who, command,
	    WORDS(command->arg[0], DECIMAL(end.found), DECIMAL(end.last)));
}

/* Returns CODE_OK if the client has an account, and the server a history. */
static enum code
find_own(struct target *target, uint32_t who)
{
	const enum code code = target_own(target, who);

	return code == CODE_OK && config_now()->history == HISTORY_NO ?
	    CODE_UNAVAILABLE :
	    code;
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
	code = find_own(&target, who);
	if (code != CODE_OK)
		return target_refuse(who, command, code);
	if (!reading_talks(who, &target, &wish, &end))
		return OUTCOME_WAIT;
	if (end.code != CODE_OK)
		return target_refuse(who, command, end.code);
	return answers_ok(who, command, WORDS(DECIMAL(end.found)));
}

enum outcome
export_cmd(uint32_t who, const struct command *command)
{
	struct wish wish = { .way = WISH_FORWARD, .count = UINT32_MAX };
	struct reading_end end;
	struct target target;
	const enum code code = find_own(&target, who);

	if (command->count > 0)
		(void)str_to_number(
		    command->arg[0], UINT64_MAX, &wish.after); /* an ID */
	wish.asked = wish.after;
	if (code != CODE_OK)
		return target_refuse(who, command, code);
	if (!reading_export(who, &target, &wish, &end))
		return OUTCOME_WAIT;
	if (end.code != CODE_OK)
		return target_refuse(who, command, end.code);
	return answers_ok(
	    who, command, WORDS(DECIMAL(end.found), DECIMAL(end.last)));
}

enum outcome
sync_cmd(uint32_t who, const struct command *command)
{
	struct asks_answer answer;

	if (!asks_journal(who, WORDS(STR("sync")), NULL, &answer))
		return OUTCOME_WAIT;
	if (answer.code != CODE_OK)
		return answers_refuse(who, command, answer.code);
	return answers_ok(who, command, WORDS(DECIMAL(answer.covers)));
}
