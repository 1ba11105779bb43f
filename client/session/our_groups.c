/* The groups we are in: see our_groups.h. */
#include "session/our_groups.h"

#include <assert.h>
#include <stdlib.h>

#include "shared/die.h"

#define ROOM_STEP 16

/* Returns the index of the group, or count if we are not in it. */
static size_t
joined_find(const struct our_groups *joined, struct str group)
{
	size_t i = 0;

	while (
	    i < joined->count && !str_caseeq(our_groups_at(joined, i), group))
		i++;
	return i;
}

static void
grow(struct our_groups *joined)
{
	const size_t room = joined->room + ROOM_STEP;
	struct our_group *group = realloc(joined->group, room * sizeof(*group));

	if (group == NULL)
		die_errno(EX_OSERR, "no memory for %zu groups", room);
	joined->group = group;
	joined->room = room;
}

/* Appends a group. */
static void
joined_add(struct our_groups *joined, struct str name)
{
	assert(name.len <= LIMIT_GROUP);
	if (joined->count == joined->room)
		grow(joined);
	struct our_group *last = &joined->group[joined->count++];
	*last = (struct our_group) { .len = name.len };
	memcpy(last->name, name.at, name.len);
}

void
our_groups_choose(struct our_groups *joined, struct str group)
{
	const size_t i = joined_find(joined, group);

	if (i == joined->count)
		joined_add(joined, group);
	joined->group[i].recency = ++joined->last_recency;
}

void
our_groups_leave(struct our_groups *joined, struct str group)
{
	const size_t i = joined_find(joined, group);

	if (i == joined->count)
		return;
	joined->count--;
	memmove(&joined->group[i], &joined->group[i + 1],
	    (joined->count - i) * sizeof(joined->group[0]));
}

void
our_groups_keep_key(struct our_groups *joined, struct str group, struct str key)
{
	const size_t i = joined_find(joined, group);

	if (i == joined->count || key.len > LIMIT_GROUP_KEY)
		return;
	if (key.len > 0)
		memcpy(joined->group[i].key, key.at, key.len);
	joined->group[i].key_len = key.len;
}

void
our_groups_set_modes(
    struct our_groups *joined, struct str group, struct str letters)
{
	const size_t i = joined_find(joined, group);

	if (i == joined->count || letters.len > OUR_GROUPS_MODES)
		return;
	memcpy(joined->group[i].modes, letters.at, letters.len);
	joined->group[i].modes_len =
	    str_eq(letters, STR("-")) ? 0 : letters.len;
}

/* Takes a letter out of the group's modes if it is there. */
static void
drop_mode(struct our_group *group, char letter)
{
	char *at = memchr(group->modes, letter, group->modes_len);

	if (at == NULL)
		return;
	group->modes_len--;
	memmove(at, at + 1, (size_t)(group->modes + group->modes_len - at));
}

void
our_groups_change_mode(
    struct our_groups *joined, struct str group, struct str change)
{
	const size_t i = joined_find(joined, group);

	if (i == joined->count || change.len != 2)
		return;
	struct our_group *of = &joined->group[i];
	drop_mode(of, change.at[1]);
	if (change.at[0] == '+' && of->modes_len < OUR_GROUPS_MODES)
		of->modes[of->modes_len++] = change.at[1];
}

struct str
our_groups_modes(const struct our_groups *joined, struct str group)
{
	const size_t i = joined_find(joined, group);

	if (i == joined->count)
		return STR("");
	return (
	    struct str) { joined->group[i].modes, joined->group[i].modes_len };
}

bool
our_groups_has(const struct our_groups *joined, struct str group)
{
	return joined_find(joined, group) < joined->count;
}

struct str
our_groups_at(const struct our_groups *joined, size_t i)
{
	return (struct str) { joined->group[i].name, joined->group[i].len };
}

struct str
our_groups_key_at(const struct our_groups *joined, size_t i)
{
	return (struct str) { joined->group[i].key, joined->group[i].key_len };
}

size_t
our_groups_current_index(const struct our_groups *joined)
{
	size_t last = 0;

	for (size_t i = 1; i < joined->count; i++)
		if (joined->group[i].recency > joined->group[last].recency)
			last = i;
	return last;
}

struct str
our_groups_current(const struct our_groups *joined)
{
	if (joined->count == 0)
		return STR("");
	return our_groups_at(joined, our_groups_current_index(joined));
}

void
our_groups_free(struct our_groups *joined)
{
	free(joined->group);
	*joined = (struct our_groups) { 0 };
}

void
our_groups_own(struct our_groups *joined, struct str group, bool owned)
{
	const size_t i = joined_find(joined, group);

	if (i < joined->count)
		joined->group[i].owned = owned;
}

bool
our_groups_is_owned(const struct our_groups *joined, struct str group)
{
	const size_t i = joined_find(joined, group);

	return i < joined->count && joined->group[i].owned;
}
