/*
 * Renaming of groups. A group that is registered has its new name when the
 * keeper has written it, and its history has it when the journal has stored
 * that (former_names.h).
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_RENAMING_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_RENAMING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/state/state.h"
#include "shared/codes.h"
#include "shared/str.h"

/*
 * Asks the keeper to give a row of registrations.h its other name, or to undo
 * that. Returns the number of the question, or 0.
 */
uint64_t renaming_send(uint32_t row);

/*
 * Takes the keeper's answer to that. Returns false if the answer is as to any
 * other change of the row.
 */
bool renaming_written(uint32_t row, enum code code);

/*
 * Save and load what a row has besides its record. renaming_load ignores other
 * lines.
 */
void renaming_save(struct state *state, uint32_t row);
void renaming_load(struct state *state, uint32_t row);

#endif
