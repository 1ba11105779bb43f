/*
 * The tables' verbs: the key that a command is about. keys.c has the handlers
 * of all of them but hold and free (locks.c).
 */
#ifndef SERVER_ROUTER_WORK_KEYS_H
#define SERVER_ROUTER_WORK_KEYS_H

#include <stdint.h>

#include "router/delivery/answers.h"
#include "router/model/table.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/str.h"

struct subject {
	uint32_t table;
	uint32_t owner; /* the table's for key_subscriptions.h: the group's or
			   the client's own, not its account's */
	struct str title; /* of the table, as it is spelled */
	struct str key;
	const struct row *old; /* present row; null: none */
};

/*
 * Finds the key that the command is to change, as if nobody held it, and its
 * subscribers (key_subscriptions.h). Returns CODE_OK, or why the client may not
 * change it.
 */
enum code keys_find(
    uint32_t who, const struct command *command, struct subject *subject);

/*
 * Returns whether the command is about the client's own table and has to wait
 * for its account's rows (store.h).
 */
bool keys_must_wait(uint32_t who, const struct command *command);

/* Refuses the command, with a text for tables. */
enum outcome keys_refuse(
    uint32_t who, const struct command *command, enum code code);

#endif
