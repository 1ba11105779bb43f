/*
 * What of registered groups the keeper has still to write. The latest state of
 * a row is kept, to be kept, or under way: one write of each row at a time, and
 * its latest state next; all that wait are sent together, at the end of a turn.
 * A write that fails is tried again. Clients wait here for theirs, for
 * hold_time at most. Used by registered_groups.c, whose rows these are, and
 * group_op_cmds.c.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_GROUP_WRITES_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_GROUP_WRITES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"
#include "router/model/modes.h"
#include "shared/codes.h"
#include "shared/limits.h"
#include "shared/str.h"

#define GROUP_WRITES_MAX 10000 /* rows */

/* What a client is told when it need wait no more: "CHANGE WORD". */
#define GROUP_WRITES_TEXT (1 + MODES_LETTERS + 1 + LIMIT_DOOR_KEY)

/*
 * Asks the keeper to write the row's latest state: the number of the question,
 * or 0 if it cannot be asked. And: it has answered; no more is owed if the code
 * is CODE_OK, or if the row is settled then.
 */
typedef uint64_t group_writes_send(uint32_t row);
typedef void group_writes_written(uint32_t row, enum code code);

/* False where there is no memory. */
bool group_writes_init(group_writes_send *send, group_writes_written *written);

/* The row's state is another one than the keeper has. */
void group_writes_change(uint32_t row);

/* Has the keeper still to write it? */
bool group_writes_owes(uint32_t row);

/* Nothing of the row is owed any more; that is the answer to who waits. */
void group_writes_settle(uint32_t row, enum code code);

/* Another keeper: what was under way is sent to it. */
void group_writes_renew(void);

/* At the end of a turn. */
void group_writes_turn(void);

/* Rows that could not be written when that was last tried. */
size_t group_writes_failed(void);

/*
 * The client's command waits until the row's state is written: as it is now, or
 * the latest. The text (GROUP_WRITES_TEXT at most) is given back.
 */
void group_writes_await(
    uint32_t client, uint32_t row, bool latest, struct str text);
bool group_writes_is_awaited(uint32_t client);

/*
 * False: it goes on waiting, and its line with it. True: it does not, and the
 * code is the keeper's, or CODE_UNAVAILABLE if there was none in time.
 */
bool group_writes_result(uint32_t client, enum code *code, struct str *text);

/* A client goes. */
void group_writes_go(uint32_t client);

/*
 * What of it goes to the next program (base/state/state.h), and back: of each
 * client that waits. The row is saved by registered_groups.c, by its name;
 * ROWS_NONE: the client has its answer, and has not taken it yet.
 */
uint32_t group_writes_row(uint32_t client);
void group_writes_save(struct state *state, uint32_t client);
void group_writes_load_begin(uint32_t client, uint32_t row);
void group_writes_load(struct state *state, uint32_t client);

#endif
