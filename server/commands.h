/* What a client's commands do: one handler a verb. Called by uplink.c. */
#ifndef SERVER_COMMANDS_H
#define SERVER_COMMANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

/*
 * Runs a line of the slot's worker, which may be hostile: a line that breaks
 * the grammar ends it. False if the line has to wait, because a group that it
 * concerns is congested, or much waits for the client itself; it is then to be
 * given again. A forced line waits for nobody.
 */
bool commands_run(uint32_t slot, struct str line, bool forced);

/* The worker has broken the rules of its pipe: logs what with, and ends it. */
void commands_broken(uint32_t slot, struct str what);

#endif
