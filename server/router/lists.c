/* Answers of many lines: see lists.h. */
#include "router/lists.h"

#include "router/clients.h"
#include "router/fanout.h"
#include "router/groups.h"
#include "router/invites.h"
#include "router/rights.h"
#include "router/slots.h"
#include "shared/grammar.h"
#include "shared/limits.h"

/* Names in one line: however long they are, it stays far below LIMIT_LINE. */
#define NAMES_A_LINE 50

static_assert(sizeof("names ") + LIMIT_GROUP + NAMES_A_LINE * (1 + LIMIT_NAME) +
	    LIMIT_WRAPPING <=
	LIMIT_LINE,
    "a line of names fits one line");

/* Of who has hung up nothing is read: a list would be made for nobody. */
static bool
is_read(uint32_t who)
{
	return slots_get(clients_slot(who))->down.fd != -1;
}

/* It has to read some of the list before there is more. */
static bool
must_wait(uint32_t who)
{
	return slots_get(clients_slot(who))->down.over;
}

/* Ends a list with its count, and readies the client for the next one. */
static enum outcome
end_list(struct client *client, bool told)
{
	client->cursor = client->listed = 0;
	return told ? OUTCOME_DONE : OUTCOME_FAILED;
}

/* One line of members from the client's cursor on; false without memory. */
static bool
line_of_names(uint32_t who, const struct set *members, struct str title)
{
	struct client *client = clients_get(who);
	size_t at = set_from(members, client->cursor);
	struct str word[2 + NAMES_A_LINE] = { STR("names"), title };
	size_t words = 2;

	while (at < members->count && words < COUNT(word)) {
		client->cursor = members->at[at] + 1;
		word[words++] = clients_name(members->at[at++]);
		client->listed++;
	}
	return fan_one(who, (struct words) { word, words });
}

/* A list that was begun is ended, even if its group has gone. */
enum outcome
lists_names(uint32_t who, const struct command *command)
{
	const uint32_t group = groups_find(command->arg[0]);
	struct client *client = clients_get(who);
	struct str title = command->arg[0];
	const struct set *members = NULL;
	char digits[STR_DIGITS];

	if (rights_see(who, group)) {
		members = groups_members(group);
		title = groups_name(group);
	} else if (client->listed == 0) {
		return answers_refuse(
		    who, command->rule->word, CODE_NO_SUCH_GROUP);
	}
	while (members != NULL && is_read(who) &&
	    set_from(members, client->cursor) < members->count) {
		if (must_wait(who))
			return OUTCOME_WAIT;
		if (!line_of_names(who, members, title))
			return end_list(client, false);
	}
	return end_list(client,
	    fan_one(who,
		WORDS(STR("ok"), STR("names"), title,
		    str_number(client->listed, digits))));
}

static bool
line_of_group(uint32_t who, uint32_t group)
{
	const struct str topic = groups_topic(group);
	char digits[STR_DIGITS];

	return fan_one(who,
	    WORDS(STR("group"), groups_name(group),
		str_number(groups_members(group)->count, digits),
		topic.len > 0 ? topic : STR("-")));
}

enum outcome
lists_groups(uint32_t who, const struct command *command)
{
	struct client *client = clients_get(who);
	char digits[STR_DIGITS];
	uint32_t group;

	(void)command;
	while (is_read(who) &&
	    (group = groups_next(client->cursor)) != GROUP_NONE) {
		if (must_wait(who))
			return OUTCOME_WAIT;
		client->cursor = group + 1;
		if (!rights_see(who, group))
			continue;
		if (!line_of_group(who, group))
			return end_list(client, false);
		client->listed++;
	}
	return end_list(client,
	    fan_one(who,
		WORDS(STR("ok"), STR("groups"),
		    str_number(client->listed, digits))));
}

/* They may come and go while they are listed, as members may. */
enum outcome
lists_invited(uint32_t who, const struct command *command)
{
	const struct set *groups = invites_of(who);
	struct client *client = clients_get(who);
	char digits[STR_DIGITS];
	size_t at;

	while (is_read(who) &&
	    (at = set_from(groups, client->cursor)) < groups->count) {
		if (must_wait(who))
			return OUTCOME_WAIT;
		client->cursor = groups->at[at] + 1;
		client->listed++;
		if (!fan_one(who,
			WORDS(
			    command->rule->word, groups_name(groups->at[at]))))
			return end_list(client, false);
	}
	return end_list(client,
	    fan_one(who,
		WORDS(STR("ok"), command->rule->word,
		    str_number(client->listed, digits))));
}

static bool
line_of_help(uint32_t who, const struct rule *rule)
{
	return fan_one(
	    who, WORDS(STR("help"), rule->usage, STR("-"), rule->help));
}

/* Of one verb, or of all. */
enum outcome
lists_help(uint32_t who, const struct command *command)
{
	const bool all =
	    command->count == 0 || str_eq(command->arg[0], STR("-"));
	const struct rule *rule;
	bool told = true;

	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++)
		if (rule->from == FROM_CLIENT && rule->last == 0 &&
		    (all || str_eq(command->arg[0], rule->word)))
			told = told && line_of_help(who, rule);
	return answers_done(
	    told && fan_one(who, WORDS(STR("ok"), STR("help"))));
}
