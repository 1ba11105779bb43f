/*
 * Answers of many lines: names, groups, help. A list that is long stops while
 * much waits for the client, and goes on from the slot's cursor as its queue
 * drains. Called by commands.c.
 */
#ifndef SERVER_ROUTER_LISTS_H
#define SERVER_ROUTER_LISTS_H

#include <stdint.h>

#include "shared/str.h"

/* What became of a command. */
enum outcome {
	OUTCOME_DONE, /* it is answered */
	OUTCOME_WAIT, /* it is to be run again later */
	OUTCOME_HELD, /* likewise: a group is congested */
	OUTCOME_FAILED /* there was no memory to answer it */
};

/* The members of the group; GROUP_NONE if it has gone since the list began. */
enum outcome lists_names(uint32_t who, uint32_t group, struct str title);
enum outcome lists_groups(uint32_t who);

/* What the verb does; with "-", what all do. */
enum outcome lists_help(uint32_t who, struct str verb);

#endif
