/*
 * The members of groups in the state (base/state/state.h): who is in which
 * group, with which roles. Clients and groups must be loaded first.
 */
#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/quota.h"

static void
save_number(
    struct state *state, struct str key, uint32_t client, uint64_t number)
{
	if (number > 0)
		STATE_PUT(state, key, DECIMAL(client), DECIMAL(number));
}

/*
 * Writes for each group "maker CLIENT", and then "member CLIENT REFUSED",
 * "unposted CLIENT BYTES", "roles CLIENT MASK" and "joined CLIENT ID".
 */
static void
members_state_save(struct state *state)
{
	FOR_EACH_GROUP_OR_LEFT(group)
	{
		const struct set *members = groups_members(group);
		const uint32_t maker = quota_client(*quota_group_holder(group));
		state_put(state, STR("group"), group);
		if (maker != CLIENT_NONE)
			state_put(state, STR("maker"), maker);
		for (size_t i = 0; i < members->count; i++) {
			const struct membership *m =
			    groups_membership(members->at[i], group);
			STATE_PUT(state, STR("member"), DECIMAL(members->at[i]),
			    DECIMAL(m->lines_refused));
			save_number(state, STR("unposted"), members->at[i],
			    m->posts_refused);
			save_number(
			    state, STR("roles"), members->at[i], m->roles);
			save_number(
			    state, STR("joined"), members->at[i], m->joined);
		}
	}
}

static void
load_member(struct state *state, uint32_t group)
{
	uint64_t words[2];
	uint32_t client;

	if (!state_words(state, words, COUNT(words)))
		return;
	client = (uint32_t)words[0];
	if (!groups_exists(group) || groups_is_left(group) ||
	    !clients_is_named(words[0]) || groups_has(group, client)) {
		state_wrong(state, "no such named client, or already a member");
		return;
	}
	if (!groups_enter(group, client)) {
		state_no_memory(state);
		return;
	}
	groups_membership(client, group)->lines_refused = words[1];
}

/* Loads the line "unposted", "roles" or "joined" of a member. */
static void
load_number(struct state *state, uint32_t group)
{
	struct membership *membership;
	uint64_t words[2];

	if (!state_words(state, words, COUNT(words)))
		return;
	if (!groups_exists(group) || !clients_has(words[0]) ||
	    !groups_has(group, (uint32_t)words[0])) {
		state_wrong(state, "not a member");
		return;
	}
	membership = groups_membership((uint32_t)words[0], group);
	if (state_is(state, STR("unposted")))
		membership->posts_refused = words[1];
	else if (state_is(state, STR("joined")))
		membership->joined = words[1];
	else if (words[1] <= ROLES_ALL)
		membership->roles = (unsigned char)words[1];
	else
		state_wrong(state, "invalid roles");
}

static void
load_maker(struct state *state, uint32_t group)
{
	struct holder *holder = quota_group_holder(group);
	uint64_t client;

	if (!state_number(state, UINT32_MAX, &client))
		return;
	if (groups_exists(group) && clients_has(client) &&
	    quota_client(*holder) == CLIENT_NONE)
		*holder = quota_charge((uint32_t)client, QUOTA_GROUPS, 1);
	else
		state_wrong(state, "no such client, or duplicate maker");
}

/*
 * Reads the number of a group; if it is none, notes that and returns
 * GROUP_NONE.
 */
static uint64_t
read_group(struct state *state)
{
	uint64_t group;

	return state_number(state, UINT32_MAX, &group) ? group : GROUP_NONE;
}

static const struct {
	struct str key;
	void (*load)(struct state *state, uint32_t group);
} loads[] = {
	{ LIT("maker"), load_maker },
	{ LIT("member"), load_member },
	{ LIT("unposted"), load_number },
	{ LIT("roles"), load_number },
	{ LIT("joined"), load_number },
};

/*
 * Loads a line. The owner of a line that cannot be read is the group: all its
 * members are disconnected then.
 */
static void
members_state_load_line(struct state *state, uint64_t group)
{
	for (size_t i = 0; i < COUNT(loads); i++)
		if (state_is(state, loads[i].key)) {
			loads[i].load(state, (uint32_t)group);
		}
}

static void
members_state_load(struct state *state)
{
	uint64_t group = GROUP_NONE;

	while (state_next(state))
		if (state_is(state, STR("group")))
			group = read_group(state);
		else
			members_state_load_line(state, group);
}

MODULE(members_state) = { SECTION("members", members_state, 0) };
