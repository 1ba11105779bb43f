/* Which typed lines have the client ask for a secret, unseen. */
#ifndef CLIENT_PERSON_ALIASES_SECRET_QUESTION_H
#define CLIENT_PERSON_ALIASES_SECRET_QUESTION_H

#include <stdbool.h>

#include "shared/str.h"

/*
 * Returns whether the line, or the first command of its alias, asks for a
 * secret. It is to be carried out at once, or not at all: the secret may have
 * been typed already, and must not be read as another line.
 */
bool secret_question_follows(struct str line);

#endif
