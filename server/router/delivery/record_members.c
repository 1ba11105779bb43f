/* The memberships that the journal is told of: see record_members.h. */
#include "router/delivery/record_members.h"

#include <assert.h>
#include <string.h>

#include "base/config/config.h"
#include "base/loop/watch.h"
#include "base/mem/limits.h"
#include "base/state/columns.h"
#include "base/state/module.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/kept_log.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/masks.h"
#include "router/model/modes.h"
#include "router/queue/budget.h"
#include "shared/limits.h"

#define LASTING STR("lasting")
#define PASSING STR("passing")

/* The most reviews at a time, and the most of one group. */
#define REVIEWS_MOST 64
#define OF_A_GROUP 4

/* The members that a review looks at in a turn, also in a busy one. */
#define LEAST 8

/* The members that a group begins with, also then. */
#define AT_ONCE 256

#define ANYBODY STR("*!*@*")

struct review {
	uint32_t group;
	uint32_t next; /* the first client that it has not looked at */
	size_t len;
	char mask[LIMIT_MASK];
};

static struct {
	struct review *at; /* REVIEWS_MOST, the oldest first */
	size_t count;
} reviews;

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

static struct str
mask_of(const struct review *review)
{
	return (struct str) { review->mask, review->len };
}

bool
record_members_can_review(uint32_t group)
{
	size_t count = 0;

	for (size_t i = 0; i < reviews.count; i++)
		count += reviews.at[i].group == group;
	return count < OF_A_GROUP && reviews.count < REVIEWS_MOST;
}

/* Adds a review, which begins with that client. There is room. */
static struct review *
add_review(uint32_t group, uint32_t next, struct str mask)
{
	struct review *review = &reviews.at[reviews.count];

	assert(reviews.count < REVIEWS_MOST);
	reviews.count++;
	review->group = group;
	review->next = next;
	review->len = mask.len;
	memcpy(review->mask, mask.at, mask.len);
	return review;
}

/* Adds who is a member of a group that begins. */
static void
add_members(uint32_t group, uint32_t joining)
{
	const struct set *members = groups_members(group);

	for (size_t i = 0; i < members->count; i++) {
		if (i >= AT_ONCE && budget_turn_is_spent() &&
		    record_members_can_review(group)) {
			(void)add_review(group, members->at[i], ANYBODY);
			watch_no_wait();
			return;
		}
		if (members->at[i] != joining)
			add_present(group, members->at[i]);
	}
}

void
record_members_begin(uint32_t group, uint32_t joining)
{
	if (groups_history(group)->begun)
		return;
	groups_history(group)->begun = true;
	record_members_add_begin(group);
	add_members(group, joining);
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

/*
 * Adds what a change of that mask means for the account of a member: a ban ends
 * its membership, and the end of one begins it anew.
 */
static void
review_member(uint32_t group, uint32_t member, struct str mask)
{
	budget_charge(WORK_ROW, 1);
	if (!record_members_leave(group) || identity_account(member).len == 0 ||
	    !masks_match(mask, member))
		return;
	if (masks_ban(group, member))
		record_members_add_out(group, member);
	else if (record_members_are_told(group))
		record_members_add_in(group, member);
}

static void
drop_review(struct review *review)
{
	const struct review *end = reviews.at + --reviews.count;

	memmove(review, review + 1, (size_t)(end - review) * sizeof(*review));
}

/* Looks at the next member. Returns false if there are no more. */
static bool
look_at_next(struct review *review)
{
	const struct set *members = groups_members(review->group);
	const size_t at = set_from(members, review->next);

	if (at == members->count)
		return false;
	review->next = members->at[at] + 1;
	review_member(review->group, members->at[at], mask_of(review));
	return true;
}

/*
 * Looks at some members, all if the turn has time for them. Returns whether
 * there are more. If the group has gone, there are none; if another has its
 * number, nothing is said of its members that is not true.
 */
static bool
go_on(struct review *review)
{
	bool more = true;

	if (!kept_log_begin(event_ids_next_number()))
		return true;
	for (size_t i = 0; more && (i < LEAST || !budget_turn_is_spent()); i++)
		more = look_at_next(review);
	kept_log_end();
	return more;
}

static void
begin_review(uint32_t group, struct str mask)
{
	struct review *review = add_review(group, 0, mask);

	if (go_on(review))
		watch_no_wait();
	else
		drop_review(review);
}

void
record_members_turn(void)
{
	size_t i = 0;

	if (!kept_log_is_short())
		return; /* the journal will make room, in some later turn */
	while (i < reviews.count)
		if (go_on(&reviews.at[i]))
			i++;
		else
			drop_review(&reviews.at[i]);
	if (reviews.count > 0)
		watch_no_wait();
}

void
record_members_quit(uint32_t client)
{
	for (size_t i = 0; i < reviews.count; i++) {
		const struct review *review = &reviews.at[i];
		if (client < review->next ||
		    !groups_has(review->group, client) ||
		    !kept_log_begin(event_ids_next_number()))
			continue;
		review_member(review->group, client, mask_of(review));
		kept_log_end();
	}
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
	if (!record_members_leave(group) || list == MASKS_INVITED ||
	    masks_mutes(mask) || !kept_log_begin(event_ids_next_number()))
		return;
	if (record_members_are_told(group))
		record_members_begin(group, CLIENT_NONE);
	if (adds && bans_absent(group, list, mask))
		record_members_add(group, STR("out"), masks_account(mask));
	kept_log_end();
	begin_review(group, mask);
}

/* Saves "review GROUP NEXT MASK". */
static void
record_members_save(struct state *state)
{
	for (size_t i = 0; i < reviews.count; i++)
		STATE_PUT(state, STR("review"), DECIMAL(reviews.at[i].group),
		    DECIMAL(reviews.at[i].next), mask_of(&reviews.at[i]));
}

static void
load_review(struct state *state)
{
	uint64_t group = 0, next = 0;
	struct str mask = STR("");

	if (!STATE_LINE(state, NUMBER_TO(&group, UINT32_MAX),
		NUMBER_TO(&next, CLIENTS_MAX), TEXT_TO(&mask, LIMIT_MASK)))
		return;
	if (groups_exists(group) && mask.len > 0 &&
	    reviews.count < REVIEWS_MOST)
		(void)add_review((uint32_t)group, (uint32_t)next, mask);
	else
		state_wrong(state, "invalid review of masks");
}

static void
record_members_load(struct state *state)
{
	while (state_next(state))
		if (state_is(state, STR("review")))
			load_review(state);
}

MODULE(record_members) = { TABLES(TABLE(reviews.at, REVIEWS_MOST)),
	SECTION("reviews", record_members, MODULE_MAY_LACK) };
