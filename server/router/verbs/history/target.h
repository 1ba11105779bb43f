/*
 * The target of a request: a group, or a talk of two accounts, and what the
 * journal must know to decide what the client may read there.
 */
#ifndef SERVER_ROUTER_VERBS_HISTORY_TARGET_H
#define SERVER_ROUTER_VERBS_HISTORY_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/str.h"

struct target {
	struct str where; /* valid until the next call */
	struct str account; /* the client's; empty: none */
	struct str other; /* another one; empty: not a talk */
	uint64_t made; /* when the account was made; of a talk, the later one */
	uint64_t joined; /* the event by which the client joined; 0: not in */
	uint64_t floor; /* earlier events are those of another group; or 0 */
};

/*
 * Finds the target that the command names with its first word. Returns CODE_OK,
 * or why the client may not ask for it.
 */
enum code target_find(
    struct target *target, uint32_t who, const struct command *command);

/*
 * Find the target of a request for all that the client's account has said.
 * target_own leaves where empty; target_account sets it to "@ACCOUNT".
 */
enum code target_own(struct target *target, uint32_t who);
enum code target_account(struct target *target, uint32_t who);

#endif
