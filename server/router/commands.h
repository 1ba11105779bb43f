/*
 * Running a line: whether the client may say it, when it is run, and by which
 * handler.
 */
#ifndef SERVER_ROUTER_COMMANDS_H
#define SERVER_ROUTER_COMMANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/delivery/answers.h"
#include "shared/str.h"

/*
 * Runs a line of the slot's worker, which may be hostile: a line that breaks
 * the grammar ends the worker. Returns OUTCOME_WAIT if much waits for the
 * client itself, and OUTCOME_HELD if a group that the line concerns is
 * congested; the line must then be passed again. If the slot is overdue, the
 * line is refused rather than held. A forced line waits for nobody, unless it
 * makes a long list.
 */
enum outcome commands_run(uint32_t slot, struct str line, bool forced);

/* Logs how the worker has broken the rules of its pipe, and ends it. */
void commands_broken(uint32_t slot, struct str what);

#endif
