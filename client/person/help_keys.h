/*
 * The page of keys that /help keys shows, and forkcast(1) in its section KEYS:
 * it fits one screen of 24 rows. Pure; used by the chat.
 */
#ifndef CLIENT_PERSON_HELP_KEYS_H
#define CLIENT_PERSON_HELP_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

#define HELP_KEYS_ROWS 22
#define HELP_KEYS_COLUMNS 78

/* Row number i, from 0, which may be empty, in room; false behind the last. */
bool help_keys(size_t i, char room[HELP_KEYS_COLUMNS], struct str *row);

#endif
