/*
 * The commands /ignore and /unignore. They change the list of ignored people
 * (session/ignore.h) at once and in the configuration file, and tell the
 * person.
 */
#ifndef CLIENT_PERSON_IGNORING_H
#define CLIENT_PERSON_IGNORING_H

#include "shared/str.h"

struct chat;

/* Carries out /ignore with [PATTERN [TIME]]. */
void ignoring_ignore(struct chat *chat, struct str rest);

/* Carries out /unignore with PATTERN. */
void ignoring_unignore(struct chat *chat, struct str rest);

#endif
