/*
 * Which typed lines hold a secret, and so are never kept: commands with one,
 * with or without a slash, aliases for them, and misspelt ones that come close.
 * Pure but for the list of the aliases; used by the history and its file.
 */
#ifndef CLIENT_EDIT_SECRETS_H
#define CLIENT_EDIT_SECRETS_H

#include <stdbool.h>

#include "shared/str.h"

/* May there be a secret in the line? In doubt there is. */
bool secrets_in(struct str line);

#endif
