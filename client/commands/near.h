/*
 * Misspelt commands: the command or alias that was probably meant. Pure but for
 * the list of aliases.
 */
#ifndef CLIENT_COMMANDS_NEAR_H
#define CLIENT_COMMANDS_NEAR_H

#include "shared/str.h"

/*
 * Returns the command or alias, without its slash, that the word misspells in
 * one letter, abbreviates, or has in capitals; empty if there is none. Valid
 * until the aliases change.
 */
struct str near_find(struct str word);

#endif
