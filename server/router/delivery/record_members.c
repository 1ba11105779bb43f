/* The memberships that the journal is told of: see record_members.h. */
#include "router/delivery/record_members.h"

#include "base/config/config.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/kept_log.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/masks.h"
#include "router/model/modes.h"

#define LASTING STR("lasting")
#define PASSING STR("passing")

static bool
is_on(void)
{
	return config_now()->history != HISTORY_NO;
}

bool
record_members_are_told(uint32_t group)
{
	const struct group_history *history = groups_history(group);

	return is_on() && (history->applies || history->begun);
}

bool
record_members_leave(uint32_t group)
{
	return record_members_are_told(group) ||
	    (is_on() && groups_history(group)->lasts);
}

void
record_members_add(uint32_t group, struct str verb, struct str rest)
{
	kept_log_add(&(const struct kept_log_line) { .sort = KEPT_LOG_CONTROL,
	    .closed = modes_is_closed(group),
	    .verb = verb,
	    .where = groups_name(group),
	    .rest = WORDS(rest) });
}

void
record_members_add_in(uint32_t group, uint32_t client)
{
	const struct str account = identity_account(client);

	if (account.len > 0)
		record_members_add(group, STR("in"), account);
}

/* Records the same of somebody who is here, unless a ban has ended it. */
static void
add_present(uint32_t group, uint32_t client)
{
	if (identity_account(client).len > 0 && !masks_ban(group, client))
		record_members_add_in(group, client);
}

/*
 * Returns whether a client of the account, other than this one, is a member of
 * the group; one that is banned counts only if asked for.
 */
static bool
has_other(struct str account, uint32_t group, uint32_t client, bool banned)
{
	uint32_t cursor = IDENTITY_FIRST, other;

	while ((other = identity_next_with_account(account, &cursor)) !=
	    CLIENT_NONE)
		if (other != client && groups_has(group, other) &&
		    (banned || !masks_ban(group, other)))
			return true;
	return false;
}

void
record_members_add_out(uint32_t group, uint32_t client)
{
	const struct str account = identity_account(client);

	if (account.len > 0 && !has_other(account, group, client, false))
		record_members_add(group, STR("out"), account);
}

void
record_members_add_begin(uint32_t group)
{
	record_members_add(group, STR("begin"),
	    groups_history(group)->lasts ? LASTING : PASSING);
}

void
record_members_begin(uint32_t group, uint32_t joining)
{
	const struct set *members = groups_members(group);

	if (groups_history(group)->begun)
		return;
	groups_history(group)->begun = true;
	record_members_add_begin(group);
	for (size_t i = 0; i < members->count; i++)
		if (members->at[i] != joining)
			add_present(group, members->at[i]);
}

/* Calls add for each of the client's groups that has a history, in a batch. */
static void
add_for_groups(uint32_t client, void (*add)(uint32_t group, uint32_t client))
{
	const struct set *groups = groups_of(client);

	if (!is_on() || groups->count == 0 ||
	    identity_account(client).len == 0 ||
	    !kept_log_begin(event_ids_next_number()))
		return;
	for (size_t i = 0; i < groups->count; i++)
		if (record_members_are_told(groups->at[i])) {
			record_members_begin(groups->at[i], client);
			add(groups->at[i], client);
		}
	kept_log_end();
}

void
record_members_log_in(uint32_t client)
{
	add_for_groups(client, add_present);
}

void
record_members_log_out(uint32_t client)
{
	add_for_groups(client, record_members_add_out);
}

/* Records the new membership of a member that the mask matches. */
static void
review_member(uint32_t group, uint32_t member)
{
	if (masks_ban(group, member))
		record_members_add_out(group, member);
	else if (record_members_are_told(group))
		record_members_add_in(group, member);
}

/*
 * Returns whether the mask bans an account, and no other mask of that name
 * exempts it, that has no client in the group.
 */
static bool
bans_absent(uint32_t group, enum masks_list list, struct str mask)
{
	const struct str account = masks_account(mask);

	return list == MASKS_BANNED && account.len > 0 &&
	    !masks_has(group, MASKS_EXEMPT, mask) &&
	    !has_other(account, group, CLIENT_NONE, true);
}

void
record_members_mask(
    uint32_t group, enum masks_list list, bool adds, struct str mask)
{
	const struct set *members = groups_members(group);

	if (!record_members_leave(group) || list == MASKS_INVITED ||
	    masks_mutes(mask) || !kept_log_begin(event_ids_next_number()))
		return;
	if (record_members_are_told(group))
		record_members_begin(group, CLIENT_NONE);
	for (size_t i = 0; i < members->count; i++)
		if (identity_account(members->at[i]).len > 0 &&
		    masks_match(mask, members->at[i]))
			review_member(group, members->at[i]);
	if (adds && bans_absent(group, list, mask))
		record_members_add(group, STR("out"), masks_account(mask));
	kept_log_end();
}
