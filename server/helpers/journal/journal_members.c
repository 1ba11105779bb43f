/* The memberships of accounts: see journal_members.h. */
#include "helpers/journal/journal_members.h"

#include <assert.h>
#include <string.h>

#define BUCKETS ((uint32_t)1 << 18)

size_t
journal_members_room(void)
{
	return JOURNAL_MEMBERS_MOST * sizeof(struct journal_member) +
	    JOURNAL_SPANS_MOST * sizeof(struct journal_span) +
	    BUCKETS * sizeof(uint32_t);
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
}

static uint32_t *
chain_of(const struct journal_members *members, struct str account)
{
	return &members
		    ->bucket[journal_hash(members->targets->secret, account) &
			(BUCKETS - 1)];
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
	uint32_t number = journal_members_of_account(members, account);

	while (
	    number != JOURNAL_NONE && members->member[number].target != target)
		number = journal_members_next(members, number);
	return number != JOURNAL_NONE ? &members->member[number] : NULL;
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

static struct journal_member *
member_add(struct journal_members *members, uint32_t target, struct str account)
{
	uint32_t *const chain = chain_of(members, account);
	uint32_t *const first = &members->targets->target[target].members;
	const uint32_t number = account.len > 0 && account.len <= LIMIT_NAME ?
	    take_free(members) :
	    JOURNAL_NONE;
	struct journal_member *member;

	if (number == JOURNAL_NONE) {
		members->lost++;
		return NULL;
	}
	member = &members->member[number];
	*member = (struct journal_member) { .target = target,
		.len = (uint8_t)account.len,
		.span = JOURNAL_NONE,
		.next = *chain,
		.next_of_target = *first };
	memcpy(member->account, account.at, account.len);
	*chain = number + 1;
	*first = number;
	return member;
}

static struct journal_member *
member_get(struct journal_members *members, uint32_t target, struct str account)
{
	struct journal_member *member = member_find(members, target, account);

	return member != NULL ? member : member_add(members, target, account);
}

static void
free_span(struct journal_members *members, uint32_t *link)
{
	const uint32_t number = *link;

	*link = members->span[number].next;
	members->span[number].next = members->free_span;
	members->free_span = number;
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

static void
free_member(struct journal_members *members, uint32_t number)
{
	struct journal_member *member = &members->member[number];
	uint32_t *link = chain_of(members, journal_member_account(member));

	while (member->span != JOURNAL_NONE)
		free_span(members, &member->span);
	while (*link != number + 1)
		link = &members->member[*link - 1].next;
	*link = member->next;
	member->len = 0;
	member->next = members->free;
	members->free = number;
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

static void
leave_target(struct journal_members *members, uint32_t number)
{
	uint32_t *link =
	    &members->targets->target[members->member[number].target].members;

	while (*link != number)
		link = &members->member[*link].next_of_target;
	*link = members->member[number].next_of_target;
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
