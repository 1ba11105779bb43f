/*
 * The target of a request: a group, or a talk of two accounts, and what the
 * journal must know to decide what the client may read there.
 */
#ifndef SERVER_ROUTER_HISTORY_TARGET_H
#define SERVER_ROUTER_HISTORY_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "router/delivery/answers.h"
#include "router/history/past_line.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/str.h"
#include "shared/token.h"

/* All texts are valid until the next call. */
struct target {
	struct str where; /* the token */
	struct past_place place;
	struct str account; /* the client's; empty: none */
	struct str token; /* of that account */
	uint64_t joined; /* the event by which the client joined; 0: not in */
};

/*
 * Finds the target that the command names with its first word. Returns CODE_OK,
 * or why the client may not ask for it.
 */
enum code target_find(
    struct target *target, uint32_t who, const struct command *command);

/* Finds only the client's account. */
enum code target_own(struct target *target, uint32_t who);

/*
 * Finds what a token in an answer stands for: a group, or a talk of the
 * account. Returns false if there is no such thing.
 */
bool target_place(
    struct str token, struct str account, struct past_place *place);

/*
 * Refuse a request, in words that say more than those of the code. A group that
 * the client may not see does not exist for it.
 */
enum outcome target_refuse(
    uint32_t who, const struct command *command, enum code code);
enum outcome target_refuse_named(
    uint32_t who, const struct command *command, enum code code);

#endif
