/* The memberships of accounts: see journal_members.h. */
#include "helpers/journal/journal_members.h"

#include <assert.h>
#include <string.h>

#define BUCKETS ((uint32_t)1 << 18)
#define PAIRS ((uint32_t)1 << 18)

/* Past members of a group that are looked at. */
#define LOOKS 64

size_t
journal_members_room(void)
{
	return JOURNAL_MEMBERS_MOST * sizeof(struct journal_member) +
	    JOURNAL_SPANS_MOST * sizeof(struct journal_span) +
	    (BUCKETS + PAIRS) * sizeof(uint32_t);
}

void
journal_members_init(struct journal_members *members,
    struct journal_targets *targets, void *room)
{
	*members = (struct journal_members) {
		.targets = targets,
		.member = room,
		.free = JOURNAL_NONE,
		.free_span = JOURNAL_NONE,
	};
	members->span = (struct journal_span *)(void *)(members->member +
	    JOURNAL_MEMBERS_MOST);
	members->bucket =
	    (uint32_t *)(void *)(members->span + JOURNAL_SPANS_MOST);
	members->pair = members->bucket + BUCKETS;
}

static uint32_t *
chain_of(const struct journal_members *members, struct str account)
{
	return &members
		    ->bucket[journal_hash(&members->targets->secret, account) &
			(BUCKETS - 1)];
}

static uint32_t *
pair_of(
    const struct journal_members *members, uint32_t target, struct str account)
{
	const uint32_t hash = journal_hash(&members->targets->secret, account) ^
	    target * UINT32_C(0x9e3779b1);

	return &members->pair[(hash ^ hash >> 16) & (PAIRS - 1)];
}

/* Empties the chains that are used, since there is room for far more. */
void
journal_members_empty(struct journal_members *members)
{
	for (uint32_t i = 0; i < members->count; i++) {
		const struct journal_member *member = &members->member[i];
		if (member->len == 0)
			continue;
		members->targets->target[member->target].members = JOURNAL_NONE;
		*chain_of(members, journal_member_account(member)) = 0;
		*pair_of(members, member->target,
		    journal_member_account(member)) = 0;
	}
	members->count = members->spans = 0;
	members->free = members->free_span = JOURNAL_NONE;
}

/* Returns the first of this account in a chain, from that link on. */
static uint32_t
same_account(
    const struct journal_members *members, uint32_t link, struct str account)
{
	while (link != 0 &&
	    !str_caseeq(
		journal_member_account(&members->member[link - 1]), account))
		link = members->member[link - 1].next;
	return link != 0 ? link - 1 : JOURNAL_NONE;
}

uint32_t
journal_members_of_account(
    const struct journal_members *members, struct str account)
{
	return same_account(members, *chain_of(members, account), account);
}

uint32_t
journal_members_next(const struct journal_members *members, uint32_t number)
{
	const struct journal_member *member = &members->member[number];

	return same_account(
	    members, member->next, journal_member_account(member));
}

uint32_t
journal_members_of_target(
    const struct journal_members *members, uint32_t target)
{
	return members->targets->target[target].members;
}

uint32_t
journal_members_next_of_target(
    const struct journal_members *members, uint32_t number)
{
	return members->member[number].next_of_target;
}

/* Returns the account's membership of the group; null if there is none. */
static struct journal_member *
member_find(
    const struct journal_members *members, uint32_t target, struct str account)
{
	uint32_t link = *pair_of(members, target, account);

	while (link != 0) {
		struct journal_member *member = &members->member[link - 1];
		if (member->target == target &&
		    str_caseeq(journal_member_account(member), account))
			return member;
		link = member->next_pair;
	}
	return NULL;
}

static uint32_t
take_free(struct journal_members *members)
{
	const uint32_t number = members->free;

	if (number != JOURNAL_NONE) {
		members->free = members->member[number].next;
		return number;
	}
	return members->count < JOURNAL_MEMBERS_MOST ? members->count++ :
						       JOURNAL_NONE;
}

static void
free_span(struct journal_members *members, uint32_t *link)
{
	const uint32_t number = *link;

	*link = members->span[number].next;
	members->span[number].next = members->free_span;
	members->free_span = number;
}

/* Takes a member out of a chain. */
static void
unchain(const struct journal_members *members, uint32_t *link, uint32_t number)
{
	while (*link != number + 1)
		link = &members->member[*link - 1].next;
	*link = members->member[number].next;
}

static void
unpair(const struct journal_members *members, uint32_t *link, uint32_t number)
{
	while (*link != number + 1)
		link = &members->member[*link - 1].next_pair;
	*link = members->member[number].next_pair;
}

/* Frees a member that its group has no more. */
static void
free_member(struct journal_members *members, uint32_t number)
{
	struct journal_member *member = &members->member[number];
	const struct str account = journal_member_account(member);

	while (member->span != JOURNAL_NONE)
		free_span(members, &member->span);
	unchain(members, chain_of(members, account), number);
	unpair(members, pair_of(members, member->target, account), number);
	member->len = 0;
	member->next = members->free;
	members->free = number;
}

static void
leave_target(struct journal_members *members, uint32_t number)
{
	uint32_t *link =
	    &members->targets->target[members->member[number].target].members;

	while (*link != number)
		link = &members->member[*link].next_of_target;
	*link = members->member[number].next_of_target;
}

/* Returns when the member could last read something. */
static uint64_t
last_of(
    const struct journal_members *members, const struct journal_member *member)
{
	if (member->since != 0)
		return UINT64_MAX;
	return member->span != JOURNAL_NONE ? members->span[member->span].to :
					      0;
}

/*
 * Makes room for one more group of an account that has very many: the one that
 * it left first goes; without any such, the one that it has been in for
 * longest.
 */
static void
bound_account(struct journal_members *members, struct str account)
{
	uint32_t i = journal_members_of_account(members, account);
	uint32_t oldest = i, count = 0;

	for (; i != JOURNAL_NONE; i = journal_members_next(members, i)) {
		/* The later ones come first. */
		if (last_of(members, &members->member[i]) <=
		    last_of(members, &members->member[oldest]))
			oldest = i;
		count++;
	}
	if (count < JOURNAL_MEMBERS_EACH)
		return;
	leave_target(members, oldest);
	free_member(members, oldest);
}

static struct journal_member *
member_add(struct journal_members *members, uint32_t target, struct str account)
{
	uint32_t *const chain = chain_of(members, account);
	uint32_t *const pair = pair_of(members, target, account);
	uint32_t *const first = &members->targets->target[target].members;
	struct journal_member *member;
	uint32_t number = JOURNAL_NONE;

	bound_account(members, account);
	if (account.len > 0 && account.len <= LIMIT_NAME)
		number = take_free(members);
	if (number == JOURNAL_NONE) {
		members->lost++;
		return NULL;
	}
	member = &members->member[number];
	*member = (struct journal_member) { .target = target,
		.len = (uint8_t)account.len,
		.span = JOURNAL_NONE,
		.next = *chain,
		.next_pair = *pair,
		.next_of_target = *first };
	memcpy(member->account, account.at, account.len);
	*chain = *pair = number + 1;
	*first = number;
	return member;
}

static struct journal_member *
member_get(struct journal_members *members, uint32_t target, struct str account)
{
	struct journal_member *member = member_find(members, target, account);

	return member != NULL ? member : member_add(members, target, account);
}

/* Drops the member's oldest interval. */
static void
drop_oldest(struct journal_members *members, struct journal_member *member)
{
	uint32_t *link = &member->span;

	while (members->span[*link].next != JOURNAL_NONE)
		link = &members->span[*link].next;
	free_span(members, link);
	member->spans--;
}

static uint32_t
take_span(struct journal_members *members)
{
	const uint32_t number = members->free_span;

	if (number != JOURNAL_NONE) {
		members->free_span = members->span[number].next;
		return number;
	}
	return members->spans < JOURNAL_SPANS_MOST ? members->spans++ :
						     JOURNAL_NONE;
}

/* Adds an interval in its place: the last one comes first. */
static void
add_span(struct journal_members *members, struct journal_member *member,
    uint64_t from, uint64_t to)
{
	uint32_t *link = &member->span, number;

	if (member->spans == JOURNAL_SPANS_EACH)
		drop_oldest(members, member);
	number = take_span(members);
	if (number == JOURNAL_NONE) {
		members->lost++;
		return;
	}
	while (*link != JOURNAL_NONE && members->span[*link].from > from)
		link = &members->span[*link].next;
	members->span[number] = (struct journal_span) { from, to, *link };
	*link = number;
	member->spans++;
}

void
journal_members_in(struct journal_members *members, uint32_t target,
    struct str account, uint64_t id)
{
	struct journal_member *member = member_get(members, target, account);

	if (member != NULL && member->since == 0)
		member->since = id;
}

void
journal_members_out(struct journal_members *members, uint32_t target,
    struct str account, uint64_t id)
{
	struct journal_member *member = member_find(members, target, account);

	if (member == NULL || member->since == 0)
		return;
	add_span(members, member, member->since, id);
	member->since = 0;
}

void
journal_members_out_all(
    struct journal_members *members, uint32_t target, uint64_t id)
{
	uint32_t number = journal_members_of_target(members, target);

	for (; number != JOURNAL_NONE;
	     number = journal_members_next_of_target(members, number)) {
		struct journal_member *member = &members->member[number];
		if (member->since != 0 && member->since < id)
			add_span(members, member, member->since, id - 1);
		member->since = 0;
	}
}

/* Returns whether the member has that interval. */
static bool
has_span(const struct journal_members *members,
    const struct journal_member *member, uint64_t from)
{
	uint32_t span = member->span;

	while (span != JOURNAL_NONE && members->span[span].from > from)
		span = members->span[span].next;
	return span != JOURNAL_NONE && members->span[span].from == from;
}

/* Returns whether there is only room for intervals that began later. */
static bool
is_too_early(const struct journal_members *members,
    const struct journal_member *member, uint64_t from)
{
	uint32_t span = member->span;

	if (member->spans < JOURNAL_SPANS_EACH)
		return false;
	while (members->span[span].next != JOURNAL_NONE)
		span = members->span[span].next;
	return members->span[span].from > from;
}

void
journal_members_was(struct journal_members *members, uint32_t target,
    struct str account, uint64_t from, uint64_t to)
{
	struct journal_member *member = member_get(members, target, account);

	if (member != NULL && !has_span(members, member, from) &&
	    !is_too_early(members, member, from))
		add_span(members, member, from, to);
}

void
journal_members_end(struct journal_members *members, uint32_t target)
{
	uint32_t *first = &members->targets->target[target].members;

	while (*first != JOURNAL_NONE) {
		const uint32_t number = *first;
		*first = members->member[number].next_of_target;
		free_member(members, number);
	}
}

void
journal_members_move(
    struct journal_members *members, uint32_t from, uint32_t to)
{
	uint32_t *const first = &members->targets->target[from].members;

	for (uint32_t i = *first; i != JOURNAL_NONE;
	     i = members->member[i].next_of_target) {
		struct journal_member *member = &members->member[i];
		const struct str account = journal_member_account(member);
		uint32_t *const pair = pair_of(members, to, account);
		unpair(members, pair_of(members, from, account), i);
		member->target = to;
		member->next_pair = *pair;
		*pair = i + 1;
	}
	members->targets->target[to].members = *first;
	*first = JOURNAL_NONE;
}

void
journal_members_end_upto(
    struct journal_members *members, uint32_t target, uint64_t id)
{
	uint32_t *link = &members->targets->target[target].members;

	while (*link != JOURNAL_NONE) {
		const uint32_t number = *link;
		struct journal_member *member = &members->member[number];
		if (member->since > id) {
			link = &member->next_of_target;
			continue;
		}
		*link = member->next_of_target;
		free_member(members, number);
	}
}

void
journal_members_end_account(struct journal_members *members, struct str account)
{
	uint32_t number;

	while ((number = journal_members_of_account(members, account)) !=
	    JOURNAL_NONE) {
		leave_target(members, number);
		free_member(members, number);
	}
}

/* Drops the intervals that ended before that ID, which come last. */
static void
expire_spans(struct journal_members *members, struct journal_member *member,
    uint64_t before)
{
	uint32_t *link = &member->span;

	while (*link != JOURNAL_NONE && members->span[*link].to >= before)
		link = &members->span[*link].next;
	while (*link != JOURNAL_NONE) {
		free_span(members, link);
		member->spans--;
	}
}

/* Forgets the past of a group's members before that ID. */
static void
expire_target(struct journal_members *members, uint32_t target, uint64_t before)
{
	uint32_t *link = &members->targets->target[target].members;

	while (*link != JOURNAL_NONE) {
		const uint32_t number = *link;
		struct journal_member *member = &members->member[number];
		expire_spans(members, member, before);
		if (member->since != 0 || member->span != JOURNAL_NONE) {
			link = &member->next_of_target;
			continue;
		}
		*link = member->next_of_target;
		free_member(members, number);
	}
}

void
journal_members_expire(struct journal_members *members, uint64_t before)
{
	uint32_t i = 0;

	for (; (i = journal_targets_next(members->targets, i)) != JOURNAL_NONE;
	     i++)
		expire_target(members, i, before);
}

bool
journal_members_are_past(const struct journal_members *members, uint32_t target)
{
	uint32_t number = journal_members_of_target(members, target);

	for (size_t i = 0; i < LOOKS && number != JOURNAL_NONE; i++) {
		if (members->member[number].since != 0)
			return false;
		number = members->member[number].next_of_target;
	}
	return number == JOURNAL_NONE;
}

uint64_t
journal_members_since(const struct journal_members *members, uint32_t target,
    struct str account, uint64_t made)
{
	const struct journal_member *member =
	    member_find(members, target, account);

	return member != NULL && member->since >= made ? member->since : 0;
}

bool
journal_members_cover(const struct journal_members *members, uint32_t target,
    struct str account, uint64_t made, uint64_t id)
{
	const struct journal_member *member =
	    member_find(members, target, account);
	uint32_t span;

	if (member == NULL)
		return false;
	if (member->since != 0 && member->since >= made && id >= member->since)
		return true;
	for (span = member->span; span != JOURNAL_NONE;
	     span = members->span[span].next)
		if (members->span[span].from >= made &&
		    id >= members->span[span].from &&
		    id <= members->span[span].to)
			return true;
	return false;
}
