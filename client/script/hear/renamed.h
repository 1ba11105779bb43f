/* The names that the groups of a script have got since it joined them. */
#ifndef CLIENT_SCRIPT_HEAR_RENAMED_H
#define CLIENT_SCRIPT_HEAR_RENAMED_H

#include <stdbool.h>

#include "shared/grammar.h"
#include "shared/str.h"

/* Takes the event of a new name; other lines say nothing. */
void renamed_take(const struct command *line);

/* Returns whether the group has had that name since, or has it now. */
bool renamed_has(struct str group, struct str name);

/* Returns the present name of the group. */
struct str renamed_now(struct str group);

void renamed_free(void);

#endif
