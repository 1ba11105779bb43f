/* Back-pressure: see congestion.h. */
#include "router/delivery/congestion.h"

#include "base/config/config.h"
#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/unstored.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/modes.h"
#include "router/model/slots.h"
#include "shared/io.h"

/*
 * If more bytes than this wait in its uplink, a worker may hold further ones
 * itself.
 */
#define MUCH (LIMIT_LINE / 2)

/*
 * Returns whether the command would cause an event in the group that it names.
 * A query changes nothing, and a group may let non-members speak.
 */
static bool
causes_event(const struct command *command)
{
	const bool member = command->membership != NULL;

	if (command->group == GROUP_NONE)
		return false;
	switch (command->rule->waits) {
	case WAIT_MEMBERS:
		return member;
	case WAIT_CHANGE:
		return member && command->count > 1;
	case WAIT_AUDIENCE:
		return member || !modes_has(command->group, MODE_MEMBERS);
	case WAIT_GROUP:
		return true;
	default:
		return false;
	}
}

static bool
is_half(size_t over, size_t others)
{
	return over > 0 && 2 * over >= others;
}

/* Returns congestion_of for a client whose membership is known. */
static bool
is_congested(uint32_t group, uint32_t who, const struct membership *m,
    enum readers readers)
{
	const bool full = readers == READERS_FULL;
	const bool counts = m != NULL && (!full || identity_wants_full(who));

	return is_half(
	    groups_count_over(group, full) - (counts && m->over_mark),
	    (full ? groups_count_full(group) : groups_members(group)->count) -
		counts);
}

bool
congestion_of(uint32_t group, uint32_t who, enum readers readers)
{
	return is_congested(group, who,
	    who != CLIENT_NONE ? groups_membership(who, group) : NULL, readers);
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
		over += m->over_mark;
	}
	return is_half(over, others);
}

bool
congestion_stops(uint32_t who, const struct command *command)
{
	return causes_event(command) &&
	    is_congested(command->group, who, command->membership, READERS_ALL);
}

static bool
is_stored(uint32_t who, const struct command *command)
{
	const uint32_t group =
	    command->membership != NULL ? command->group : GROUP_NONE;

	switch (command->rule->verb) {
	case VERB_ADD:
	case VERB_PUT:
	case VERB_SWAP:
	case VERB_CUT:
		return group != GROUP_NONE ?
		    groups_part_stays(group, PERMANENT_TABLE) :
		    command->arg[0].at[0] == '@' &&
			identity_account(who).len > 0;
	case VERB_POST:
		return group != GROUP_NONE &&
		    groups_part_stays(group, PERMANENT_BOX);
	default:
		return false;
	}
}

bool
congestion_waits_for_disk(uint32_t who, const struct command *command)
{
	return unstored_holds() &&
	    (is_stored(who, command) ||
		(causes_event(command) && groups_is_recorded(command->group)));
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

/*
 * Returns the position in the uplink, in bytes, after everything that the
 * slot's client has sent so far, as far as it is known.
 */
static uint64_t
end_of_said(const struct uplink *up)
{
	const size_t piped = up->fd != -1 ? io_pending(up->fd) : 0;

	return up->bytes + piped + (piped > MUCH ? WORKER_HOLDS : 0);
}

void
congestion_refuse(uint32_t who, const struct command *command)
{
	struct uplink *up = &slots_get(clients_slot(who))->up;

	if (command->membership == NULL || !congestion_stops(who, command))
		return;
	up->refused = end_of_said(up);
	command->membership->lines_refused = up->refused;
}

void
congestion_refuse_posts(uint32_t who, uint32_t group)
{
	struct uplink *up = &slots_get(clients_slot(who))->up;

	up->refused = end_of_said(up);
	groups_membership(who, group)->posts_refused = up->refused;
}

bool
congestion_refused(uint32_t who, const struct command *command)
{
	const struct uplink *up = &slots_get(clients_slot(who))->up;
	const uint64_t at = up->bytes - buf_len(&up->in);
	const struct membership *m = command->membership;

	if (at >= up->refused || m == NULL)
		return false;
	if (command->rule->verb == VERB_POST)
		return at < m->posts_refused;
	return causes_event(command) && at < m->lines_refused;
}

static bool
has_to_pay(uint32_t member, uint32_t group)
{
	const uint32_t slot = clients_slot(member);

	if (slot == SLOT_NONE || !groups_membership(member, group)->over_mark)
		return false;
	return ticks_now() - outq_since(&slots_get(slot)->down.queue) >=
	    config_now()->hold_time;
}

void
congestion_charge_members(uint32_t group, uint32_t who)
{
	const struct set *members = groups_members(group);
	uint32_t next = 0;
	size_t at;

	while ((at = set_from(members, next)) < members->count) {
		const uint32_t member = members->at[at];
		next = member + 1;
		if (member != who && has_to_pay(member, group))
			disconnect_request(clients_slot(member),
			    BYE_SLOW_READER, bye_word(BYE_SLOW_READER));
	}
}

void
congestion_charge(uint32_t who, const struct command *command)
{
	if (congestion_stops(who, command))
		congestion_charge_members(command->group, who);
}
