/* The groups that are followed: see followed.h. */
#include "script/hear/followed.h"

#include <stdlib.h>
#include <string.h>

#include "shared/die.h"

static struct {
	struct followed *first;
} followed;

struct followed *
followed_first(void)
{
	return followed.first;
}

struct str
followed_name(const struct followed *group)
{
	return (struct str) { group->name, group->len };
}

struct followed *
followed_find(struct str name)
{
	struct followed *group = followed.first;

	while (group != NULL && !str_caseeq(followed_name(group), name))
		group = group->next;
	return group;
}

struct followed *
followed_add(struct str name)
{
	struct followed *group = calloc(1, sizeof(*group));

	if (group == NULL)
		die_errno(EX_OSERR, "no memory for a group");
	memcpy(group->name, name.at, name.len);
	group->len = name.len;
	group->next = followed.first;
	followed.first = group;
	return group;
}

void
followed_forget(struct followed *group)
{
	struct followed **at = &followed.first;

	while (*at != group)
		at = &(*at)->next;
	*at = group->next;
	backlog_free(&group->waiting);
	free(group);
}
