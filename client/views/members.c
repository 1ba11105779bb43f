/* The members of a group: see members.h. */
#include "views/members.h"

#include <stdlib.h>

#include "shared/limits.h"
#include "text/words/heard.h"

#define CHUNK 64 /* members, 2 KB */

struct member {
	unsigned char len;
	unsigned char roles;
	char name[LIMIT_NAME];
};

struct members_chunk {
	size_t count;
	size_t ranked[RANKS]; /* members of each rank */
	struct member member[CHUNK];
};

static enum rank
rank_of(const struct member *member)
{
	if (member->roles & ROLE_OPERATOR)
		return RANK_OPERATOR;
	return member->roles & ROLE_VOICE ? RANK_VOICE : RANK_NONE;
}

/* Counts the ranks of a chunk anew. */
static void
count_ranks(struct members_chunk *chunk)
{
	memset(chunk->ranked, 0, sizeof(chunk->ranked));
	for (size_t i = 0; i < chunk->count; i++)
		chunk->ranked[rank_of(&chunk->member[i])]++;
}

static struct str
name_of(const struct member *member)
{
	return (struct str) { member->name, member->len };
}

/*
 * Returns the chunk where the name is or would be: the last one that begins
 * before it.
 */
static size_t
find_chunk(const struct members *members, struct str name)
{
	size_t low = 0, high = members->chunks;

	while (high - low > 1) {
		const size_t middle = low + (high - low) / 2;
		const struct members_chunk *chunk = members->chunk[middle];
		if (str_casecmp(name_of(&chunk->member[0]), name) <= 0)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/*
 * Returns the place in the chunk where the name is or would be: before the
 * first that is not less.
 */
static size_t
find_member(const struct members_chunk *chunk, struct str name)
{
	size_t low = 0, high = chunk->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (str_casecmp(name_of(&chunk->member[middle]), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Returns the member, or null. */
static struct member *
members_find(const struct members *members, struct str name)
{
	if (members->count == 0)
		return NULL;
	struct members_chunk *chunk = members->chunk[find_chunk(members, name)];
	const size_t at = find_member(chunk, name);
	if (at == chunk->count ||
	    str_casecmp(name_of(&chunk->member[at]), name) != 0)
		return NULL;
	return &chunk->member[at];
}

static bool
has_room(struct members *members)
{
	if (members->chunks < members->room)
		return true;
	const size_t room = members->room > 0 ? 2 * members->room : 1;
	struct members_chunk **chunk =
	    realloc(members->chunk, room * sizeof(struct members_chunk *));
	if (chunk == NULL)
		return false;
	members->chunk = chunk;
	members->room = room;
	return true;
}

/* Inserts an empty chunk as number i. Returns null without memory. */
static struct members_chunk *
put_chunk(struct members *members, size_t i)
{
	struct members_chunk *chunk;

	if (!has_room(members) || (chunk = malloc(sizeof(*chunk))) == NULL)
		return NULL;
	memmove(&members->chunk[i + 1], &members->chunk[i],
	    (members->chunks - i) * sizeof(struct members_chunk *));
	members->chunk[i] = chunk;
	members->chunks++;
	chunk->count = 0;
	count_ranks(chunk);
	return chunk;
}

static void
drop_chunk(struct members *members, size_t i)
{
	free(members->chunk[i]);
	members->chunks--;
	memmove(&members->chunk[i], &members->chunk[i + 1],
	    (members->chunks - i) * sizeof(struct members_chunk *));
}

/* Joins neighbouring chunks that have become small, to save memory. */
static void
tidy(struct members *members, size_t i)
{
	struct members_chunk *left = members->chunk[i];

	if (left->count == 0) {
		drop_chunk(members, i);
		return;
	}
	if (i + 1 == members->chunks)
		return;
	const struct members_chunk *right = members->chunk[i + 1];
	if (left->count + right->count > CHUNK / 2)
		return;
	memcpy(&left->member[left->count], right->member,
	    right->count * sizeof(right->member[0]));
	left->count += right->count;
	count_ranks(left);
	drop_chunk(members, i + 1);
}

/*
 * Makes room in a full chunk by moving its second half to a new one. If the
 * name belongs after all members, moves nothing, because names often arrive
 * sorted.
 */
static bool
members_split(struct members *members, size_t i, struct str name)
{
	struct members_chunk *left = members->chunk[i];
	struct members_chunk *right = put_chunk(members, i + 1);

	if (right == NULL)
		return false;
	if (i + 2 == members->chunks && find_member(left, name) == CHUNK)
		return true;
	right->count = CHUNK / 2;
	left->count = CHUNK - right->count;
	memcpy(right->member, &left->member[left->count],
	    right->count * sizeof(right->member[0]));
	count_ranks(left);
	count_ranks(right);
	return true;
}

/* Returns the chunk for a new name, with room in it; null without memory. */
static struct members_chunk *
chunk_for(struct members *members, struct str name)
{
	if (members->chunks == 0)
		return put_chunk(members, 0);
	const size_t i = find_chunk(members, name);
	struct members_chunk *left = members->chunk[i];
	if (left->count < CHUNK)
		return left;
	if (!members_split(members, i, name))
		return NULL;
	return find_member(left, name) < left->count ? left :
						       members->chunk[i + 1];
}

static void
spell(struct member *member, struct str name)
{
	member->len = (unsigned char)name.len;
	memcpy(member->name, name.at, name.len);
}

void
members_add(struct members *members, struct str name)
{
	struct member *member = members_find(members, name);

	if (name.len == 0 || name.len > LIMIT_NAME)
		return;
	if (member != NULL) {
		spell(member, name);
		return;
	}
	if (members->count == MEMBERS_MOST)
		return;
	struct members_chunk *chunk = chunk_for(members, name);
	if (chunk == NULL)
		return;
	const size_t at = find_member(chunk, name);
	memmove(&chunk->member[at + 1], &chunk->member[at],
	    (chunk->count - at) * sizeof(chunk->member[0]));
	spell(&chunk->member[at], name);
	chunk->member[at].roles = 0;
	chunk->count++;
	chunk->ranked[RANK_NONE]++;
	members->count++;
}

void
members_remove(struct members *members, struct str name)
{
	struct member *member = members_find(members, name);

	if (member == NULL)
		return;
	const size_t i = find_chunk(members, name);
	struct members_chunk *chunk = members->chunk[i];
	const size_t at = (size_t)(member - chunk->member);
	chunk->ranked[rank_of(member)]--;
	chunk->count--;
	members->count--;
	memmove(member, member + 1, (chunk->count - at) * sizeof(*member));
	tidy(members, i);
}

void
members_set_roles(struct members *members, struct str name, unsigned roles)
{
	struct member *member = members_find(members, name);

	if (member == NULL)
		return;
	struct members_chunk *chunk = members->chunk[find_chunk(members, name)];
	chunk->ranked[rank_of(member)]--;
	member->roles = (unsigned char)roles;
	chunk->ranked[rank_of(member)]++;
}

void
members_change_role(
    struct members *members, struct str name, unsigned role, bool given)
{
	const struct member *member = members_find(members, name);

	if (member != NULL)
		members_set_roles(members, name,
		    given ? member->roles | role : member->roles & ~role);
}

void
members_rename(struct members *members, struct str from, struct str to)
{
	const struct member *member = members_find(members, from);

	if (member == NULL)
		return;
	const unsigned roles = member->roles;
	members_remove(members, from);
	members_add(members, to);
	members_set_roles(members, to, roles);
}

void
members_clear(struct members *members)
{
	for (size_t i = 0; i < members->chunks; i++)
		free(members->chunk[i]);
	free(members->chunk);
	*members = (struct members) { 0 };
}

bool
members_has(const struct members *members, struct str name)
{
	return members_find(members, name) != NULL;
}

size_t
members_from(const struct members *members, struct str name)
{
	const size_t in = find_chunk(members, name);
	size_t count = 0;

	if (members->count == 0)
		return 0;
	for (size_t i = 0; i < in; i++)
		count += members->chunk[i]->count;
	return count + find_member(members->chunk[in], name);
}

size_t
members_count(const struct members *members)
{
	return members->count;
}

struct str
members_at(const struct members *members, size_t i)
{
	size_t at = 0;

	while (i >= members->chunk[at]->count)
		i -= members->chunk[at++]->count;
	return name_of(&members->chunk[at]->member[i]);
}

/* Returns member i of a rank in the chunk, where there must be so many. */
static const struct member *
find_ranked(const struct members_chunk *chunk, enum rank rank, size_t i)
{
	const struct member *member = chunk->member;

	for (;; member++)
		if (rank_of(member) == rank && i-- == 0)
			return member;
}

struct str
members_ranked(const struct members *members, size_t i, enum rank *rank)
{
	for (*rank = RANK_OPERATOR; *rank < RANKS; (*rank)++)
		for (size_t at = 0; at < members->chunks; at++) {
			const struct members_chunk *chunk = members->chunk[at];
			if (i < chunk->ranked[*rank])
				return name_of(find_ranked(chunk, *rank, i));
			i -= chunk->ranked[*rank];
		}
	*rank = RANK_NONE;
	return STR("");
}

void
members_free(struct members *members)
{
	members_clear(members);
}
