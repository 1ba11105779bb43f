/* Deleting from the past of groups and of talks: redact and forget. */
#include "base/config/config.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/asks.h"
#include "router/delivery/answers.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/delivery/record.h"
#include "router/history/reading.h"
#include "router/history/target.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/rights.h"
#include "router/model/slots.h"

/* The lines whose message was found, and may be erased, by client. */
static struct {
	uint64_t *line; /* number of the client's line, from 1; 0: none */
} redactions;

/*
 * Tells the clients of an account. A client that is behind learns of the
 * deletion when it reads the past.
 */
static void
tell_account(struct str account, uint32_t who, const struct event *event)
{
	uint32_t cursor = IDENTITY_FIRST;
	uint32_t client;

	while ((client = identity_next_with_account(account, &cursor)) !=
	    CLIENT_NONE)
		if (client != who && !slots_client_over_mark(client))
			fanout_event(client, event);
}

/* Records and tells both parties of a talk. */
static void
tell_talk(uint32_t who, const struct target *target, const struct event *event)
{
	fanout_settle();
	record_in_talk(target->account, target->place.name, event);
	fanout_event(who, event);
	tell_account(target->account, who, event);
	if (!str_caseeq(target->account, target->place.name))
		tell_account(target->place.name, who, event);
}

/* Tells that the message is deleted, when it is. */
static enum outcome
tell_redacted(
    uint32_t who, const struct command *command, const struct target *target)
{
	const struct str word = command->rule->word, message = command->arg[1];
	const bool is_talk = target->place.is_talk;
	const struct str to = is_talk ? command->arg[0] : target->place.name;
	const struct str name = clients_name(who), id = event_ids_next();
	struct str text = { NULL, 0 };

	if (command->count > 2 &&
	    (is_talk ||
		rights_speak_by(who, command, command->arg[2]) == CODE_OK))
		text = command->arg[2];
	const struct event *event =
	    EVENT(WORDS(word, id, to, name, message, text),
		WORDS(word, id, to, FANOUT_ACTOR, message, text), who);
	if (is_talk)
		tell_talk(who, target, event);
	else
		(void)fanout_group(command->group, event);
	return OUTCOME_DONE;
}

/* Returns CODE_OK if the client may delete what it has found, or why not. */
static enum code
may_redact(const struct command *command, const struct reading_end *end)
{
	if (end->code != CODE_OK)
		return end->code;
	if (end->found == 0)
		return CODE_NO_SUCH_MESSAGE;
	if (end->is_author ||
	    (command->membership != NULL &&
		(command->membership->roles & ROLE_OPERATOR) != 0))
		return CODE_OK;
	return CODE_NOT_ALLOWED;
}

/* Only members may delete from a group, as the others are told of it. */
static enum code
find_target(struct target *target, uint32_t who, const struct command *command)
{
	const enum code code = target_find(target, who, command);

	if (code == CODE_OK && !target->place.is_talk &&
	    command->membership == NULL)
		return CODE_NOT_MEMBER;
	return code;
}

/* Has the journal erase the message; it is erased, then told. */
static enum outcome
erase(uint32_t who, const struct command *command, const struct target *target)
{
	struct asks_answer answer;

	if (!asks_journal(who,
		WORDS(STR("erase"), target->where, command->arg[1]), NULL,
		&answer))
		return OUTCOME_WAIT;
	redactions.line[who] = 0;
	/* It was there; so this question, or another one, has erased it. */
	if (answer.code != CODE_OK && answer.code != CODE_NO_SUCH_MESSAGE)
		return target_refuse_named(who, command, answer.code);
	return tell_redacted(who, command, target);
}

enum outcome
redact_cmd(uint32_t who, const struct command *command)
{
	const uint64_t line = slots_get(clients_slot(who))->up.lines + 1;
	struct reading_end end;
	struct target target;
	uint64_t id = 0;
	enum code code = find_target(&target, who, command);

	(void)str_to_number(command->arg[1], UINT64_MAX, &id); /* an ID */
	if (code != CODE_OK)
		return target_refuse_named(who, command, code);
	if (redactions.line[who] == line)
		return erase(who, command, &target);
	if (!reading_look(who, &target, id, &end))
		return OUTCOME_WAIT;
	code = may_redact(command, &end);
	if (code == CODE_NOT_ALLOWED)
		return answers_refuse_saying(who, command, code,
		    STR("only its sender and the group's operators may delete "
			"that message"));
	if (code != CODE_OK)
		return target_refuse_named(who, command, code);
	redactions.line[who] = line;
	return erase(who, command, &target);
}

enum outcome
forget_cmd(uint32_t who, const struct command *command)
{
	struct asks_answer answer;
	struct target target;
	enum code code = target_own(&target, who);

	if (code == CODE_OK && config_now()->history == HISTORY_NO)
		code = CODE_UNAVAILABLE;
	if (code != CODE_OK)
		return target_refuse(who, command, code);
	if (!asks_journal(who,
		WORDS(STR("forget"), target.token, target.account,
		    command->count > 0 ? command->arg[0] : event_ids_next()),
		NULL, &answer))
		return OUTCOME_WAIT;
	if (answer.code != CODE_OK)
		return target_refuse(who, command, answer.code);
	return answers_ok(who, command, NO_WORDS);
}

static void
redactions_leave(uint32_t who)
{
	redactions.line[who] = 0;
}

MODULE(redactions) = { TABLES(TABLE(redactions.line, CLIENTS_MAX)),
	.leave = redactions_leave };
