/*
 * The memberships of accounts in groups: who is a member now and since which
 * event, and who was one, from which event to which; they decide which records
 * an account may read. An interval covers the IDs from its first to its last. A
 * membership that there is no room for is not kept, so that its account can
 * read less, never more. Nor is one kept when everything that it let somebody
 * read has expired.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_MEMBERS_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "helpers/journal/journal_targets.h"
#include "shared/limits.h"
#include "shared/str.h"

#define JOURNAL_MEMBERS_MOST ((uint32_t)1 << 19)
#define JOURNAL_SPANS_MOST ((uint32_t)1 << 19)

/* The past intervals of one account in one group; older ones are dropped. */
#define JOURNAL_SPANS_EACH 64

/* The groups of one account, past ones included; older ones are dropped. */
#define JOURNAL_MEMBERS_EACH 4096

/* A past interval. */
struct journal_span {
	uint64_t from, to;
	uint32_t next; /* an older one of the same member; or a free one */
};

/* An account that is or was a member of a group. */
struct journal_member {
	char account[LIMIT_NAME];
	uint8_t len;
	uint8_t spans; /* how many */
	uint32_t target; /* the group */
	uint64_t since; /* 0: it is none now */
	uint32_t span; /* its last past interval */
	uint32_t next; /* in the chain of its account; or a free one */
	uint32_t next_pair; /* in the chain of its account and group */
	uint32_t next_of_target;
};

struct journal_members {
	struct journal_targets *targets;
	struct journal_member *member;
	struct journal_span *span;
	uint32_t *bucket; /* by account: the first, plus 1; 0: none */
	uint32_t *pair; /* the same by account and group */
	uint32_t count, spans; /* used so far */
	uint32_t free, free_span; /* JOURNAL_NONE: none */
	uint64_t lost; /* memberships that there was no room for */
};

/* Returns the bytes for the tables, and sets them up in such room, all zero. */
size_t journal_members_room(void);
void journal_members_init(struct journal_members *members,
    struct journal_targets *targets, void *room);

/* Forgets all memberships; the targets must still be there. */
void journal_members_empty(struct journal_members *members);

/* The account is a member of the group from that event on, if it was none. */
void journal_members_in(struct journal_members *members, uint32_t target,
    struct str account, uint64_t id);

/* It is a member no longer: that event is the last that it could read. */
void journal_members_out(struct journal_members *members, uint32_t target,
    struct str account, uint64_t id);

/*
 * So are all of the group: what came before that event is the last that they
 * could read.
 */
void journal_members_out_all(
    struct journal_members *members, uint32_t target, uint64_t id);

/* It was a member from one event to another. */
void journal_members_was(struct journal_members *members, uint32_t target,
    struct str account, uint64_t from, uint64_t to);

/*
 * The memberships of a group are those of another one from now on, which has
 * none; or those that began up to that ID are forgotten, and all past ones.
 */
void journal_members_move(
    struct journal_members *members, uint32_t from, uint32_t to);
void journal_members_end_upto(
    struct journal_members *members, uint32_t target, uint64_t id);

/* Forgets all memberships of a group, or of an account. */
void journal_members_end(struct journal_members *members, uint32_t target);
void journal_members_end_account(
    struct journal_members *members, struct str account);

/*
 * Forgets the intervals that ended before that ID, and those who have no others
 * and are no members now.
 */
void journal_members_expire(struct journal_members *members, uint64_t before);

/*
 * Returns whether the group has no member now. May return false if it has very
 * many past ones.
 */
bool journal_members_are_past(
    const struct journal_members *members, uint32_t target);

/*
 * Returns since which event an account, made at that time, is a member; 0 if it
 * is not.
 */
uint64_t journal_members_since(const struct journal_members *members,
    uint32_t target, struct str account, uint64_t made);

/*
 * Returns whether the account, made at that time, was a member when the event
 * of that ID happened.
 */
bool journal_members_cover(const struct journal_members *members,
    uint32_t target, struct str account, uint64_t made, uint64_t id);

/*
 * Return the first and the next member of the account, in all groups, and of
 * the group; JOURNAL_NONE if there is none. Past members are among them.
 */
uint32_t journal_members_of_account(
    const struct journal_members *members, struct str account);
uint32_t journal_members_next(
    const struct journal_members *members, uint32_t number);
uint32_t journal_members_of_target(
    const struct journal_members *members, uint32_t target);
uint32_t journal_members_next_of_target(
    const struct journal_members *members, uint32_t number);

static inline struct str
journal_member_account(const struct journal_member *member)
{
	return (struct str) { member->account, member->len };
}

#endif
