/*
 * The changes of registered groups that the keeper still has to write. For each
 * row only one write is under way at a time, and the next one writes the row's
 * latest state. All rows that wait are sent together at the end of a turn, and
 * failed writes are tried again. Clients wait here for the writing of their
 * changes, for hold_time at most.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_GROUP_WRITES_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_GROUP_WRITES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"
#include "router/model/modes.h"
#include "router/verbs/accounts/keeper_client.h"
#include "shared/limits.h"
#include "shared/str.h"

#define GROUP_WRITES_MAX 10000 /* rows */

/* Longest text that a client is told when its wait ends: "CHANGE WORD". */
#define GROUP_WRITES_TEXT (1 + MODES_LETTERS + 1 + LIMIT_MASK)

/*
 * Functions of the owner of the rows. send asks the keeper to write the row's
 * latest state, by one or several questions, and returns the number of the last
 * one, or 0 if the keeper cannot be asked. If another one is refused, the row
 * is not written. written is told of the keeper's answer. Nothing is owed any
 * more if the code is CODE_OK, or if written settles the row.
 */
typedef uint64_t group_writes_send(uint32_t row);
typedef void group_writes_written(uint32_t row, enum code code);

void group_writes_init(group_writes_send *send, group_writes_written *written);

/* Notes that the row differs from what the keeper has. */
void group_writes_change(uint32_t row);

/* Returns whether the keeper still has to write the row. */
bool group_writes_is_pending(uint32_t row);

/*
 * Drops what is owed for the row, and answers clients that wait for it with
 * that code.
 */
void group_writes_settle(uint32_t row, enum code code);

/* Has everything that is owed sent again, to another keeper. */
void group_writes_resend(void);

/* Sends the rows that wait; called at the end of a turn. */
void group_writes_turn(void);

/* Takes the keeper's answer to the question about that row. */
void group_writes_answered(
    uint32_t row, const struct keeper_client_answer *answer);

/* Returns how many rows could not be written when last tried. */
size_t group_writes_failed(void);

/*
 * Makes the client's command wait until the row is written, as it is now or,
 * with latest, in its latest state. The text (GROUP_WRITES_TEXT bytes at most)
 * is given back with the result.
 */
void group_writes_await(
    uint32_t client, uint32_t row, bool latest, struct str text);
bool group_writes_is_awaited(uint32_t client);

/*
 * Returns whether the client's wait is over. If so, the code is the keeper's,
 * or CODE_UNAVAILABLE if it did not answer in time. If not, the command's line
 * has to wait on.
 */
bool group_writes_result(uint32_t client, enum code *code, struct str *text);

/* Forgets a client whose number is released. */
void group_writes_release(uint32_t client);

/*
 * Save and load the wait of a client for the next program (base/state/state.h).
 * group_writes_row is the row that it waits for, which registered_groups.c
 * saves by name, or ROWS_NONE if the client has an answer that it has not taken
 * yet.
 */
uint32_t group_writes_row(uint32_t client);
void group_writes_save(struct state *state, uint32_t client);
void group_writes_load_begin(uint32_t client, uint32_t row);
void group_writes_load(struct state *state, uint32_t client);

#endif
