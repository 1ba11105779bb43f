/* The names of the pages of help, besides those of commands. Pure. */
#ifndef CLIENT_COMMANDS_TOPICS_H
#define CLIENT_COMMANDS_TOPICS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* Returns the i-th page; null after the last. */
const char *topics_at(size_t i);

/* Returns whether /help has a page of that name. */
bool topics_has(struct str word);

#endif
