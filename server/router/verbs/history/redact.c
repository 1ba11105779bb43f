/* Deleting from the past of groups and of talks: redact and forget. */
#include "base/config/config.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/fanout.h"
#include "router/delivery/handlers.h"
#include "router/delivery/mail_log.h"
#include "router/delivery/record.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/rights.h"
#include "router/model/slots.h"
#include "router/verbs/history/journal_link.h"
#include "router/verbs/history/reading.h"
#include "router/verbs/history/refusal.h"
#include "router/verbs/history/target.h"

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
	record_redacted(target->account, target->other, event);
	fanout_event(who, event);
	tell_account(target->account, who, event);
	if (!str_caseeq(target->account, target->other))
		tell_account(target->other, who, event);
}

/* Takes the message out of the mailbox that it is in, if it is a letter. */
static void
take_letter_back(const struct target *target, struct str message)
{
	uint64_t id = 0;

	(void)str_to_number(message, UINT64_MAX, &id); /* an ID */
	(void)mail_log_cut(target->account, id);
	(void)mail_log_cut(target->other, id);
}

/* Deletes the message: the event is the record by which the journal does. */
static enum outcome
tell_redacted(
    uint32_t who, const struct command *command, const struct target *target)
{
	const struct str word = command->rule->word, message = command->arg[1];
	const uint32_t group = command->group;
	const bool is_talk = target->other.len > 0;
	const struct str to = is_talk ? command->arg[0] : groups_name(group);
	const struct str name = clients_name(who), id = event_ids_next();
	struct str text = { NULL, 0 };

	if (command->count > 2 &&
	    (is_talk ||
		rights_speak_by(who, command, command->arg[2]) == CODE_OK))
		text = command->arg[2];
	const struct event *event =
	    EVENT(WORDS(word, id, to, name, message, text),
		WORDS(word, id, to, FANOUT_ACTOR, message, text), who);
	if (is_talk) {
		tell_talk(who, target, event);
		take_letter_back(target, message);
	} else {
		(void)fanout_group(group, event);
	}
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

	if (code == CODE_OK && target->other.len == 0 &&
	    command->membership == NULL)
		return CODE_NOT_MEMBER;
	return code;
}

enum outcome
redact_cmd(uint32_t who, const struct command *command)
{
	struct reading_end end;
	struct target target;
	uint64_t id = 0;
	enum code code = find_target(&target, who, command);

	(void)str_to_number(command->arg[1], UINT64_MAX, &id); /* an ID */
	if (code != CODE_OK)
		return refusal_of_target(who, command, code);
	if (!reading_look(who, &target, id, &end))
		return OUTCOME_WAIT;
	if (id < target.floor)
		end.found = 0; /* nobody can read it */
	code = may_redact(command, &end);
	if (code == CODE_NOT_ALLOWED)
		return answers_refuse_saying(who, command, code,
		    STR("only its sender and the group's operators may delete "
			"that message"));
	if (code != CODE_OK)
		return refusal_of_target(who, command, code);
	return tell_redacted(who, command, &target);
}

/* Tells the journal to forget, once, and waits until it has. */
enum outcome
forget_cmd(uint32_t who, const struct command *command)
{
	struct target target;
	struct reading_end end;
	enum code code = target_account(&target, who);

	if (code == CODE_OK && config_now()->history == HISTORY_NO)
		code = CODE_UNAVAILABLE;
	if (code != CODE_OK)
		return refusal_of(who, command, code);
	if (!reading_is_under_way(who)) {
		if (!journal_link_is_ready() ||
		    !record_control(STR("forget"), target.where,
			command->count > 0 ? command->arg[0] :
					     event_ids_next()))
			return refusal_of(who, command, CODE_UNAVAILABLE);
	}
	if (!reading_forget(who, &target, &end))
		return OUTCOME_WAIT;
	if (end.code != CODE_OK)
		return refusal_of(who, command, end.code);
	return answers_ok(who, command, NO_WORDS);
}
