/*
 * What becomes of a line: whether it may be said, when it is run, and who runs
 * it. Called by uplink.c.
 */
#ifndef SERVER_ROUTER_COMMANDS_H
#define SERVER_ROUTER_COMMANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/delivery/answers.h"
#include "shared/str.h"

/*
 * Runs a line of the slot's worker, which may be hostile: a line that breaks
 * the grammar ends it. OUTCOME_WAIT if much waits for the client itself,
 * OUTCOME_HELD if a group that the line concerns is congested, and
 * OUTCOME_FENCE if others come first (schedule_fence): it is then to be given
 * again. An overdue slot's line is refused rather than held; a forced one waits
 * for nobody, but for a list that is long.
 */
enum outcome commands_run(uint32_t slot, struct str line, bool forced);

/* The line was held for so long that those pay who have held it. */
void commands_charge(uint32_t slot, struct str line);

/* The worker has broken the rules of its pipe: logs what with, and ends it. */
void commands_broken(uint32_t slot, struct str what);

#endif
