/* Back-pressure: see congestion.h. */
#include "router/delivery/congestion.h"

#include "base/config/config.h"
#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "router/delivery/marks.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/people.h"
#include "router/model/rights.h"
#include "router/model/slots.h"
#include "shared/io.h"
#include "shared/names.h"

/* With so much waiting in its pipe, a worker may hold back more. Bytes. */
#define MUCH (LIMIT_LINE / 2)

/* How to find the group in which a command causes an event. */
enum concern { NONE, OWN_GROUP, CHANGE, SPEECH, ANY_GROUP };

/* A verb that is not here makes none, or never waits. */
static const enum concern verbs[VERB_COUNT] = {
	[VERB_SEND] = SPEECH,
	[VERB_NOTE] = SPEECH,
	[VERB_SIGNAL] = SPEECH,
	[VERB_TOPIC] = CHANGE,
	[VERB_MODE] = CHANGE,
	[VERB_KICK] = OWN_GROUP,
	[VERB_INVITE] = OWN_GROUP,
	[VERB_JOIN] = ANY_GROUP,
	[VERB_ADD] = OWN_GROUP,
	[VERB_PUT] = OWN_GROUP,
	[VERB_SWAP] = OWN_GROUP,
	[VERB_CUT] = OWN_GROUP,
};

/*
 * Returns the group in which the command would cause an event, or GROUP_NONE. A
 * query changes nothing; a group may let non-members speak.
 */
static uint32_t
concerned(uint32_t who, const struct command *command)
{
	const enum concern which = verbs[command->rule->verb];
	uint32_t group;

	if (which == NONE)
		return GROUP_NONE;
	group = groups_find(which == SPEECH ? audience_group(command->arg[0]) :
					      command->arg[0]);
	if (group == GROUP_NONE || (which == CHANGE && command->count == 1))
		return GROUP_NONE;
	return which == ANY_GROUP || groups_has(group, who) ||
		(which == SPEECH && rights_reach(who, group)) ?
	    group :
	    GROUP_NONE;
}

static bool
is_half(size_t over, size_t others)
{
	return over > 0 && 2 * over >= others;
}

bool
congestion_of(uint32_t group, uint32_t who, enum readers readers)
{
	const struct membership *m = groups_membership(who, group);
	const bool full = readers == READERS_FULL;
	const bool counts = m != NULL && (!full || people_want_full(who));

	return is_half(groups_over(group, full) - (counts && m->over),
	    (full ? groups_full(group) : groups_members(group)->count) -
		counts);
}

bool
congestion_of_roles(uint32_t group, uint32_t who, unsigned roles)
{
	const struct set *members = groups_members(group);
	size_t over = 0, others = 0;

	for (size_t i = 0; i < members->count; i++) {
		const struct membership *m =
		    groups_membership(members->at[i], group);
		if (members->at[i] == who || (m->roles & roles) == 0)
			continue;
		others++;
		over += m->over;
	}
	return is_half(over, others);
}

bool
congestion_holds(uint32_t who, const struct command *command)
{
	const uint32_t group = concerned(who, command);

	return group != GROUP_NONE && congestion_of(group, who, READERS_ALL);
}

bool
congestion_of_sharers(uint32_t who, enum readers readers)
{
	const struct set *groups = groups_of(who);

	for (size_t i = 0; i < groups->count; i++)
		if (congestion_of(groups->at[i], who, readers))
			return true;
	return false;
}

/* Of all that its slot has said: where what is not there yet begins. */
static uint64_t
end_of_said(const struct uplink *up)
{
	const size_t piped = up->fd != -1 ? io_waiting(up->fd) : 0;

	return up->bytes + piped + (piped > MUCH ? WORKER_HOLDS : 0);
}

void
congestion_refuse(uint32_t who, const struct command *command)
{
	struct uplink *up = &slots_get(clients_slot(who))->up;
	const uint32_t group = concerned(who, command);
	struct membership *membership;

	if (group == GROUP_NONE || !congestion_of(group, who, READERS_ALL))
		return;
	membership = groups_membership(who, group);
	if (membership == NULL)
		return;
	up->refused = end_of_said(up);
	membership->refused = up->refused;
}

void
congestion_refuse_posts(uint32_t who, uint32_t group)
{
	struct uplink *up = &slots_get(clients_slot(who))->up;

	up->refused = end_of_said(up);
	groups_membership(who, group)->unposted = up->refused;
}

/* Where what is refused of lines with that verb to the group ends. */
static uint64_t
end_of_refused(uint32_t who, uint32_t group, enum verb verb)
{
	const struct membership *membership = groups_membership(who, group);

	return verb == VERB_POST ? membership->unposted : membership->refused;
}

bool
congestion_refused(uint32_t who, const struct command *command)
{
	const struct uplink *up = &slots_get(clients_slot(who))->up;
	const uint64_t at = up->bytes - buf_len(&up->in);
	const enum verb verb = command->rule->verb;
	uint32_t group;

	if (at >= up->refused)
		return false;
	group = verb == VERB_POST ? groups_find(command->arg[0]) :
				    concerned(who, command);
	return group != GROUP_NONE && groups_has(group, who) &&
	    at < end_of_refused(who, group, verb);
}

static bool
has_to_pay(uint32_t member, uint32_t group)
{
	const uint32_t slot = clients_slot(member);

	return slot != SLOT_NONE && groups_membership(member, group)->over &&
	    ticks_now() - outq_since(&slots_get(slot)->down.queue) >
	    config_now()->hold_time;
}

/* Members go while this goes on, and with the last one the group. */
static void
charge_members(uint32_t group, uint32_t who)
{
	const struct set *members = groups_members(group);
	uint32_t next = 0;
	size_t at;

	while ((at = set_from(members, next)) < members->count) {
		const uint32_t member = members->at[at];
		next = member + 1;
		if (member != who && has_to_pay(member, group))
			marks_say(clients_slot(member), BYE_SLOW_READER,
			    bye_word(BYE_SLOW_READER));
	}
}

void
congestion_charge(uint32_t who, const struct command *command)
{
	const uint32_t group = concerned(who, command);

	if (group != GROUP_NONE && congestion_of(group, who, READERS_ALL))
		charge_members(group, who);
}
