/*
 * Lists of people, as others may see them: the members of a group, clients that
 * match a mask, or one client in detail. A long list stops while much waits for
 * the client, and continues from the client's cursor as its queue drains.
 */
#include <string.h>

#include "router/delivery/answers.h"
#include "router/delivery/fanout.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/rights.h"
#include "router/model/slots.h"
#include "router/people/server_ops.h"
#include "router/queue/budget.h"
#include "router/talk/talk.h"
#include "shared/limits.h"
#include "shared/mask.h"

/* Stands for a missing group. */
#define NO_GROUP STR("*")

/*
 * Returns letters for the person's roles in the group, if any, for being away,
 * and for being an operator of the server.
 */
static struct str
letters_of(uint32_t person, uint32_t group, char room[LIMIT_FLAGS])
{
	size_t len = 0;

	if (group != GROUP_NONE) {
		const struct str roles = rights_letters(person, group);
		for (size_t i = 0; i < roles.len && roles.at[i] != '-'; i++)
			room[len++] = roles.at[i];
	}
	if (identity_away(person).len > 0)
		room[len++] = 'a';
	if (server_ops_has(person))
		room[len++] = 'S';
	return len > 0 ? (struct str) { room, len } : STR("-");
}

static void
tell_person(uint32_t who, uint32_t person, uint32_t group)
{
	char letters[LIMIT_FLAGS];

	budget_charge(WORK_PERSON, 1);
	fanout_client(who,
	    WORDS(STR("person"),
		group != GROUP_NONE ? groups_name(group) : NO_GROUP,
		letters_of(person, group, letters), identity_actor(person),
		DECIMAL(identity_signed_on(person)),
		DECIMAL(identity_idle(person) / SEC), identity_real(person)));
}

/* Adds the person's line to the list, and counts it. */
static void
list_person(uint32_t who, uint32_t person, uint32_t group)
{
	clients_get(who)->listed++;
	tell_person(who, person, group);
}

/*
 * Returns whether the person shows itself to a client that did not ask for it
 * by name.
 */
static bool
is_shown(uint32_t who, uint32_t person)
{
	if ((identity_flags(person) & FLAG_HIDDEN) == 0)
		return true;
	budget_charge(WORK_ROW, 1 + groups_of(person)->count);
	return groups_share(who, person);
}

static enum outcome
list_members(uint32_t who, const struct command *command)
{
	const uint32_t group = groups_find(command->arg[0]);
	struct client *client = clients_get(who);
	const struct set *members;
	size_t at;

	if (group == GROUP_NONE || !rights_see(who, group))
		return listing_end(who, command, command->arg[0]);
	members = groups_members(group);
	while (listing_has_reader(who) &&
	    (at = set_from(members, client->cursor)) < members->count) {
		const uint32_t person = members->at[at];
		if (listing_must_wait(who))
			return OUTCOME_WAIT;
		client->cursor = person + 1;
		budget_charge(WORK_ROW, 1);
		if (is_shown(who, person))
			list_person(who, person, group);
	}
	return listing_end(who, command, command->arg[0]);
}

/*
 * Returns whether the mask matches the person's name, host, account or real
 * name.
 */
static bool
is_meant(uint32_t person, struct str mask)
{
	size_t steps = 0;
	const bool is = mask_matches_in(mask, clients_name(person), &steps) ||
	    mask_matches_in(mask, identity_host(person), &steps) ||
	    mask_matches_in(mask, identity_account(person), &steps) ||
	    mask_matches_in(mask, identity_real(person), &steps);

	budget_charge(WORK_STEP, steps);
	return is;
}

static enum outcome
list_meant(uint32_t who, const struct command *command, struct str mask)
{
	struct client *client = clients_get(who);
	uint32_t person;

	while (listing_has_reader(who) &&
	    (person = clients_next(client->cursor)) != CLIENT_NONE) {
		if (listing_must_wait(who))
			return OUTCOME_WAIT;
		client->cursor = person + 1;
		budget_charge(WORK_ROW, 1);
		if (is_meant(person, mask) && is_shown(who, person))
			list_person(who, person, GROUP_NONE);
	}
	return listing_end(who, command, command->arg[0]);
}

static bool
is_wild(struct str mask)
{
	return memchr(mask.at, '*', mask.len) != NULL ||
	    memchr(mask.at, '?', mask.len) != NULL;
}

/* Lists the client of that name. Anybody may ask for a client by name. */
static enum outcome
list_one(uint32_t who, const struct command *command, struct str name)
{
	const uint32_t person = clients_find(name);

	if (person != CLIENT_NONE && clients_name(person).len > 0)
		list_person(who, person, GROUP_NONE);
	else
		(void)relay_who(who, name); /* it may be no server, either */
	return listing_end(who, command, command->arg[0]);
}

enum outcome
who_cmd(uint32_t who, const struct command *command)
{
	struct str mask = command->arg[0];

	if (mask.at[0] != '@')
		return list_members(who, command);
	mask.at++;
	if (--mask.len > 0 && is_wild(mask))
		return list_meant(who, command, mask);
	return list_one(who, command, mask);
}

/* Sends a line for each group of the person that the client may know of. */
static void
tell_groups(uint32_t who, uint32_t person)
{
	const struct set *groups = groups_of(person);

	for (size_t i = 0; i < groups->count; i++)
		if (rights_see(who, groups->at[i]) &&
		    (is_shown(who, person) || groups_has(groups->at[i], who)))
			fanout_client(who,
			    WORDS(STR("in"), clients_name(person),
				rights_letters(person, groups->at[i]),
				groups_name(groups->at[i])));
}

static void
tell_away(uint32_t who, uint32_t person)
{
	const struct str text = identity_away(person);

	if (text.len > 0)
		fanout_client(
		    who, WORDS(STR("gone"), clients_name(person), text));
}

/*
 * Shows a person's address to the person itself, and to operators of the
 * server.
 */
static void
tell_from(uint32_t who, uint32_t person)
{
	if (who == person || server_ops_has(who))
		fanout_client(who,
		    WORDS(STR("from"), clients_name(person),
			str_from(clients_get(person)->peer)));
}

enum outcome
whois_cmd(uint32_t who, const struct command *command)
{
	const uint32_t person = clients_find(command->arg[0]);

	if (person == CLIENT_NONE || clients_name(person).len == 0)
		return answers_refuse(who, command, CODE_NO_SUCH_NAME);
	tell_person(who, person, GROUP_NONE);
	tell_groups(who, person);
	tell_away(who, person);
	tell_from(who, person);
	return answers_ok(who, command, WORDS(clients_name(person)));
}

enum outcome
counts_cmd(uint32_t who, const struct command *command)
{
	const struct clients_counts *counts = clients_counts();
	char digits[5][STR_DIGITS];

	return answers_ok(who, command,
	    WORDS(str_number(counts->named, digits[0]),
		str_number(
		    clients_used() - counts->left - counts->named, digits[1]),
		str_number(server_ops_count(), digits[2]),
		str_number(groups_count(), digits[3]),
		str_number(counts->most, digits[4])));
}
