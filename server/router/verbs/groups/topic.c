/* The topic of a group: shown, and set by its members. */
#include "router/delivery/event_ids.h"
#include "router/delivery/fanout.h"
#include "router/delivery/handlers.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/modes.h"
#include "router/model/rights.h"
#include "router/verbs/accounts/registered_groups.h"

/* Stands for a missing topic. */
#define NO_TOPIC STR("-")

/*
 * Shows the topic; in full form with the ID of the event that set it, and by
 * whom.
 */
static enum outcome
show_topic(uint32_t who, uint32_t group)
{
	const struct str ok = STR("ok"), verb = STR("topic");
	const struct str title = groups_name(group),
			 by = groups_topic_by(group);
	struct str topic = groups_topic(group);

	if (topic.len == 0)
		topic = NO_TOPIC;
	if (!identity_wants_full(who))
		return answers_reply(who, WORDS(ok, verb, title, topic));
	return answers_reply(who,
	    WORDS(ok, verb, title, DECIMAL(groups_topic_id(group)),
		by.len > 0 ? by : STR("*"), topic));
}

/*
 * Returns whether the client must not learn that the group exists. Clients that
 * want events in short form are never told the difference.
 */
static bool
is_hidden(uint32_t who, uint32_t group)
{
	return identity_wants_full(who) && !rights_see(who, group);
}

enum outcome
topic_cmd(uint32_t who, const struct command *command)
{
	const uint32_t group = command->group;
	const struct str word = STR("topic");
	struct str topic, title, id;
	uint64_t set = 0;
	enum code code;

	if (command->membership == NULL)
		return answers_refuse(who, command,
		    is_hidden(who, group) ? CODE_NO_SUCH_GROUP :
					    CODE_NOT_MEMBER);
	title = groups_name(group);
	if (command->count == 1)
		return show_topic(who, group);
	if (modes_has(group, MODE_TOPIC) &&
	    (command->membership->roles & ROLE_OPERATOR) == 0)
		return answers_refuse(who, command, CODE_NOT_OPERATOR);
	code = rights_speak_by(who, command, (struct str) { NULL, 0 });
	if (code != CODE_OK)
		return answers_refuse(who, command, code);
	topic = command->arg[1];
	set = event_ids_next_number();
	id = DECIMAL(set);
	if (!fanout_group(group,
		EVENT(WORDS(word, id, title, clients_name(who), topic),
		    WORDS(word, id, title, FANOUT_ACTOR, topic), who)))
		return OUTCOME_DONE;
	groups_set_topic(
	    group, str_eq(topic, NO_TOPIC) ? (struct str) { NULL, 0 } : topic);
	groups_note_topic(group, clients_name(who), set);
	(void)registered_groups_changed(
	    group, CLIENT_NONE, STR(""), true); /* nobody waits */
	return OUTCOME_DONE;
}
