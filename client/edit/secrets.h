/*
 * Recognizes typed lines that hold a secret and so must never be kept: commands
 * with one, with or without a slash, and aliases for them. Pure but for the
 * list of aliases.
 */
#ifndef CLIENT_EDIT_SECRETS_H
#define CLIENT_EDIT_SECRETS_H

#include <stdbool.h>

#include "shared/str.h"

/* Returns whether the line may hold a secret; in doubt it does. */
bool secrets_in(struct str line);

/*
 * Returns whether the line, which would go out as a text, is a command with a
 * secret that was mistyped: with a space before its slash, or for NickServ and
 * without a slash.
 */
bool secrets_slip(struct str line);

#endif
