/*
 * Recognizes typed lines that hold a secret of ours and so must never be kept:
 * commands of the grammar that take one, with or without a slash; and the
 * setting. Pure.
 */
#ifndef CLIENT_EDIT_SECRETS_H
#define CLIENT_EDIT_SECRETS_H

#include <stdbool.h>

#include "shared/str.h"

/* Returns whether the line may hold a secret. */
bool secrets_in(struct str line);

#endif
