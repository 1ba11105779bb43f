/* The new names of groups: see renamed.h. */
#include "script/hear/renamed.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "shared/die.h"
#include "shared/limits.h"

struct renamed {
	struct renamed *next; /* a later one */
	size_t from_len, to_len;
	char from[LIMIT_GROUP], to[LIMIT_GROUP];
};

static struct {
	struct renamed *first;
	struct renamed **last;
} all = { .last = &all.first };

void
renamed_take(const struct command *line)
{
	struct renamed *renamed;

	if (line->rule->verb != VERB_RENAME || line->count < 4)
		return;
	renamed = calloc(1, sizeof(*renamed));
	if (renamed == NULL)
		die_errno(EX_OSERR, "no memory for a group");
	renamed->from_len = line->arg[1].len;
	renamed->to_len = line->arg[3].len;
	memcpy(renamed->from, line->arg[1].at, renamed->from_len);
	memcpy(renamed->to, line->arg[3].at, renamed->to_len);
	*all.last = renamed;
	all.last = &renamed->next;
}

/* Follows the group's names, up to that one unless it is empty. */
static struct str
follow_names(struct str group, struct str upto)
{
	for (const struct renamed *renamed = all.first;
	     renamed != NULL && (upto.len == 0 || !str_caseeq(group, upto));
	     renamed = renamed->next)
		if (str_caseeq(group,
			(struct str) { renamed->from, renamed->from_len }))
			group = (struct str) { renamed->to, renamed->to_len };
	return group;
}

static bool
has_had(struct str group, struct str name)
{
	return str_caseeq(follow_names(group, name), name);
}

size_t
renamed_find(char *const *groups, struct str name)
{
	for (size_t i = 0; groups[i] != NULL; i++)
		if (has_had(str_from(groups[i]), name))
			return i;
	return SIZE_MAX;
}

struct str
renamed_now(struct str group)
{
	return follow_names(group, STR(""));
}

void
renamed_free(void)
{
	while (all.first != NULL) {
		struct renamed *next = all.first->next;
		free(all.first);
		all.first = next;
	}
	all.last = &all.first;
}
