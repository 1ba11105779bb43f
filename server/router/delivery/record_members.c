/* The memberships that the journal is told of: see record_members.h. */
#include "router/delivery/record_members.h"

#include "base/config/config.h"
#include "base/data/ring.h"
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

/* The members that are looked at in a turn, also in a busy one. */
#define LEAST 8

/* The members of a group who are yet to be judged by its present masks. */
struct review {
	uint64_t tag; /* of the group: another may have its number later */
	uint32_t next; /* the first client of those that are left */
	uint32_t left; /* clients from there on, in a circle; 0: none */
	bool begins; /* memberships can begin anew, too, not only end */
};

static struct {
	struct review *of; /* by group */
	struct ring waiting; /* the groups; some may be done or gone */
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

static bool
is_waiting(uint32_t group)
{
	return groups_exists(group) && reviews.of[group].left > 0 &&
	    reviews.of[group].tag == groups_tag(group);
}

/* Returns how many clients of the circle come before that one. */
static uint32_t
distance(const struct review *review, uint32_t client)
{
	return (client + CLIENTS_MAX - review->next) % CLIENTS_MAX;
}

/*
 * Has later turns judge the members from that client on; or all of them, if
 * some wait already: the next of these come first, so that each has its turn
 * however often the masks change.
 */
static void
put_off(uint32_t group, uint32_t next, bool begins)
{
	struct review *review = &reviews.of[group];

	if (is_waiting(group)) {
		review->left = CLIENTS_MAX;
		review->begins |= begins;
	} else {
		*review = (struct review) { .tag = groups_tag(group),
			.next = next,
			.left = CLIENTS_MAX - next,
			.begins = begins };
	}
	(void)ring_add(&reviews.waiting, GROUPS_MAX, group); /* or is there */
	watch_no_wait();
}

/*
 * Adds who is a member of a group that begins. There may be thousands, and
 * hundreds of masks: once the turn is spent, all others become members, and
 * later turns end the memberships of those who are banned.
 */
static void
add_members(uint32_t group, uint32_t joining)
{
	const struct set *members = groups_members(group);
	bool judges = masks_count(group, MASKS_BANNED) > 0;

	for (size_t i = 0; i < members->count; i++) {
		if (judges && budget_turn_is_spent()) {
			put_off(group, members->at[i], false);
			judges = false;
		}
		if (members->at[i] == joining)
			continue;
		if (judges)
			add_present(group, members->at[i]);
		else
			record_members_add_in(group, members->at[i]);
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
 * Adds what the group's masks mean for the account of a member: a ban ends its
 * membership, and the end of one begins it anew.
 */
static void
judge(uint32_t group, uint32_t member, bool begins)
{
	if (!record_members_leave(group) || identity_account(member).len == 0)
		return;
	if (masks_ban(group, member))
		record_members_add_out(group, member);
	else if (begins && record_members_are_told(group))
		record_members_add_in(group, member);
}

/* Judges the next member of a group. Returns whether there may be more. */
static bool
judge_next(uint32_t group)
{
	const struct set *members = groups_members(group);
	struct review *review = &reviews.of[group];
	size_t at = set_from(members, review->next);
	uint32_t member, count;

	budget_charge(WORK_ROW, 1);
	if (members->count == 0)
		return false;
	member = members->at[at < members->count ? at : 0];
	count = distance(review, member) + 1;
	if (count > review->left)
		return false;
	review->left -= count;
	review->next = (member + 1) % CLIENTS_MAX;
	judge(group, member, review->begins);
	return review->left > 0;
}

/* Judges one member of the group that has waited for longest. */
static void
judge_one(void)
{
	const uint32_t group = ring_take(&reviews.waiting, GROUPS_MAX);

	if (!is_waiting(group))
		return;
	if (judge_next(group))
		(void)ring_add(&reviews.waiting, GROUPS_MAX, group); /* new */
	else
		reviews.of[group].left = 0;
}

void
record_members_turn(void)
{
	/* If it is not short, the journal will make room, in a later turn. */
	if (reviews.waiting.count == 0 || !kept_log_is_short() ||
	    !kept_log_begin(event_ids_next_number()))
		return;
	for (size_t i = 0; reviews.waiting.count > 0 && kept_log_is_short() &&
	     (i < LEAST || !budget_turn_is_spent());
	     i++)
		judge_one();
	kept_log_end();
	if (reviews.waiting.count > 0)
		watch_no_wait();
}

/* Returns whether the client is one of those who are yet to be judged. */
static bool
is_left(uint32_t group, uint32_t client)
{
	const struct review *review = &reviews.of[group];

	return is_waiting(group) && distance(review, client) < review->left;
}

void
record_members_quit(uint32_t client)
{
	const struct set *groups = groups_of(client);

	if (reviews.waiting.count == 0 ||
	    !kept_log_begin(event_ids_next_number()))
		return;
	for (size_t i = 0; i < groups->count; i++)
		if (is_left(groups->at[i], client))
			judge(groups->at[i], client,
			    reviews.of[groups->at[i]].begins);
	kept_log_end();
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

/*
 * Judges the members that the mask matches, as many as the turn has time for.
 * The others are judged later, whatever matches them: there may be more changes
 * until then.
 */
static void
judge_matches(uint32_t group, struct str mask, bool begins)
{
	const struct set *members = groups_members(group);

	for (size_t i = 0; i < members->count; i++) {
		if (is_waiting(group) || budget_turn_is_spent()) {
			put_off(group, members->at[i], begins);
			return;
		}
		budget_charge(WORK_ROW, 1);
		if (masks_match(mask, members->at[i]))
			judge(group, members->at[i], begins);
	}
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
	judge_matches(group, mask, adds != (list == MASKS_BANNED));
	kept_log_end();
}

/* Saves "review GROUP NEXT LEFT BEGINS", in the order of the turns. */
static void
record_members_save(struct state *state)
{
	const struct ring *waiting = &reviews.waiting;

	for (size_t i = 0; i < waiting->count; i++) {
		const uint32_t group =
		    waiting->row[(waiting->first + i) % GROUPS_MAX];
		const struct review *review = &reviews.of[group];
		if (is_waiting(group))
			STATE_PUT(state, STR("review"), DECIMAL(group),
			    DECIMAL(review->next), DECIMAL(review->left),
			    DECIMAL(review->begins));
	}
}

static void
load_review(struct state *state)
{
	uint64_t group = 0, next = 0, left = 0, begins = 0;

	if (!STATE_LINE(state, NUMBER_TO(&group, UINT32_MAX),
		NUMBER_TO(&next, CLIENTS_MAX - 1),
		NUMBER_TO(&left, CLIENTS_MAX), NUMBER_TO(&begins, 1)) ||
	    left == 0 || !groups_exists(group) || is_waiting((uint32_t)group)) {
		state_wrong(state, "invalid review of masks");
		return;
	}
	reviews.of[group] =
	    (struct review) { .tag = groups_tag((uint32_t)group),
		    .next = (uint32_t)next,
		    .left = (uint32_t)left,
		    .begins = begins != 0 };
	(void)ring_add(&reviews.waiting, GROUPS_MAX, (uint32_t)group); /* new */
}

static void
record_members_load(struct state *state)
{
	while (state_next(state))
		if (state_is(state, STR("review")))
			load_review(state);
}

MODULE(record_members) = { TABLES(TABLE(reviews.of, GROUPS_MAX),
			       TABLE(reviews.waiting.has, GROUPS_MAX),
			       TABLE(reviews.waiting.row, GROUPS_MAX)),
	SECTION("reviews", record_members, MODULE_MAY_LACK) };
