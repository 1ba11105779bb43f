/*
 * The changes of registered groups that the keeper still has to write. For each
 * row only one write is under way at a time, and the next one writes the row's
 * latest state; failed writes are tried again. Clients wait here for the
 * writing of their changes, for hold_time at most.
 */
#ifndef SERVER_ROUTER_ACCOUNTS_GROUP_WRITES_H
#define SERVER_ROUTER_ACCOUNTS_GROUP_WRITES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/asks.h"
#include "router/model/modes.h"
#include "shared/limits.h"
#include "shared/str.h"

/* Longest text that a client is told when its wait ends: "CHANGE WORD". */
#define GROUP_WRITES_TEXT (1 + MODES_LETTERS + 1 + LIMIT_MASK)

/*
 * Functions of the owner of the rows. send says the row's latest state to the
 * keeper, but for the last question, "settle group NAME"; or nothing if the
 * group ends, for that is "cut group NAME". It returns false if that is
 * impossible now. written is told of the keeper's answer.
 * Nothing is owed any more if the code is CODE_OK, or if written settles the
 * row.
 */
typedef bool group_writes_send(uint32_t row);
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

/* Has everything that has failed tried again, by another keeper. */
void group_writes_resend(void);

/* Sends the rows that wait; called at the end of a turn. */
void group_writes_turn(void);

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

#endif
