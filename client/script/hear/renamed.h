/* The names that the groups of a script have got since it joined them. */
#ifndef CLIENT_SCRIPT_HEAR_RENAMED_H
#define CLIENT_SCRIPT_HEAR_RENAMED_H

#include <stddef.h>

#include "shared/grammar.h"
#include "shared/str.h"

/* Takes the event of a new name; other lines say nothing. */
void renamed_take(const struct command *line);

/*
 * Returns the position of the first group that has had that name since, or has
 * it now; or SIZE_MAX. A null ends the groups.
 */
size_t renamed_find(char *const *groups, struct str name);

/* Returns the present name of the group. */
struct str renamed_now(struct str group);

void renamed_free(void);

#endif
