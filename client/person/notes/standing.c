/* Our standing in the groups that we are in: see standing.h. */
#include "person/notes/standing.h"

#include <stdlib.h>

/* The name in an event of the server's own, such as for the owner of a group.
 */
#define BY_SERVER STR("operserv")

static struct str
name_of(const struct standing_group *group)
{
	return (struct str) { group->name, group->len };
}

/* Returns the group, or null. */
static struct standing_group *
standing_find(const struct standing *standing, struct str name)
{
	for (size_t i = 0; i < standing->count; i++)
		if (str_caseeq(name_of(&standing->group[i]), name))
			return &standing->group[i];
	return NULL;
}

static void
spell(struct standing_group *group, struct str name)
{
	group->len = name.len;
	memcpy(group->name, name.at, name.len);
}

/* Forgets the group, if it is known. */
static void
leave(struct standing *standing, struct str name)
{
	struct standing_group *group = standing_find(standing, name);

	if (group != NULL)
		*group = standing->group[--standing->count];
}

/* Notes that we have joined a group. Without memory, nothing is told of it. */
static void
enter(struct standing *standing, struct str name)
{
	struct standing_group *group;

	leave(standing, name);
	if (name.len > LIMIT_GROUP)
		return;
	group =
	    realloc(standing->group, (standing->count + 1) * sizeof(*group));
	if (group == NULL)
		return;
	standing->group = group;
	group += standing->count++;
	*group = (struct standing_group) { 0 };
	spell(group, name);
}

/* Notes "ok register G" and "ok drop G". */
static void
note_owned(struct standing *standing, const struct command *ok)
{
	const bool registers = str_eq(ok->arg[0], STR("register"));
	struct standing_group *group;

	if (ok->count < 2 || (!registers && !str_eq(ok->arg[0], STR("drop"))))
		return;
	group = standing_find(standing, ok->arg[1]);
	if (group != NULL)
		group->owned = registers;
}

static bool
has(struct str letters, char c)
{
	return letters.len > 0 && memchr(letters.at, c, letters.len) != NULL;
}

/* Notes that we are an operator, by the server or by a member. */
static void
note_role(struct standing_group *group, const struct command *mode)
{
	if (str_eq(mode->arg[2], BY_SERVER))
		group->owned = true;
	else
		group->given = true;
}

/* Takes a change of modes; see standing_note. */
static bool
note_mode(struct standing *standing, const struct command *mode, struct str me)
{
	struct standing_group *group = standing_find(standing, mode->arg[1]);
	struct str change = mode->arg[3];

	if (group == NULL || !str_skip(&change, STR("+")))
		return false;
	if (mode->count > 4 && str_eq(change, STR("o")) &&
	    str_caseeq(mode->arg[4], me))
		note_role(group, mode);
	if (!str_caseeq(mode->arg[2], me) || group->owned || group->given ||
	    group->told || (!has(change, 'i') && !has(change, 's')))
		return false;
	group->told = true;
	return true;
}

bool
standing_note(struct standing *standing, const struct session *session,
    const struct command *line)
{
	const struct str me = session_name(session);

	switch (line->rule->verb) {
	case VERB_JOIN:
		if (str_caseeq(line->arg[2], me))
			enter(standing, line->arg[1]);
		break;
	case VERB_LEAVE:
		if (str_caseeq(line->arg[2], me))
			leave(standing, line->arg[1]);
		break;
	case VERB_KICK:
		if (str_caseeq(line->arg[3], me))
			leave(standing, line->arg[1]);
		break;
	case VERB_OK:
		note_owned(standing, line);
		break;
	case VERB_MODE:
		return note_mode(standing, line, me);
	default:
		break;
	}
	return false;
}

bool
standing_is_alone(const struct standing *standing, struct str name,
    const struct members *members, struct str me)
{
	const struct standing_group *group = standing_find(standing, name);
	enum rank first, second;

	if (members_count(members) < 2 || (group != NULL && group->owned))
		return false;
	const struct str only = members_ranked(members, 0, &first);
	(void)members_ranked(members, 1, &second);
	return first == RANK_OPERATOR && second != RANK_OPERATOR &&
	    str_caseeq(only, me);
}

void
standing_free(struct standing *standing)
{
	free(standing->group);
	*standing = (struct standing) { 0 };
}
