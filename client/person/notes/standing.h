/*
 * Our standing in the groups that we are in: whether our account has registered
 * them, and whether somebody else made us an operator. Pure.
 */
#ifndef CLIENT_PERSON_NOTES_STANDING_H
#define CLIENT_PERSON_NOTES_STANDING_H

#include <stdbool.h>
#include <stddef.h>

#include "session/session.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "views/members.h"

struct standing_group {
	char name[LIMIT_GROUP];
	size_t len;
	bool owned; /* our account is an operator whenever it joins */
	bool given; /* a member made us an operator, not our coming first */
	bool told; /* that a mode ends with the group */
};

/* All zero: no groups. */
struct standing {
	struct standing_group *group;
	size_t count;
};

/*
 * Takes a line of the server that the session has not noted yet. Returns
 * whether it is our change of a mode that others depend on, +i or +s, in a
 * group that is not registered as far as we know: the mode ends with the group.
 * It returns true once for a group.
 */
bool standing_note(struct standing *standing, const struct session *session,
    const struct command *line);

/*
 * Returns whether we are the only operator of a group with these members, who
 * are not only we, and it has none once we are gone.
 */
bool standing_is_alone(const struct standing *standing, struct str group,
    const struct members *members, struct str me);

void standing_free(struct standing *standing);

#endif
