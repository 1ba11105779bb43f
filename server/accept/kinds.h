/*
 * The kinds of children that there are, a row each. Adding a kind is adding a
 * row, its verbs in the grammar's table, and a file for its main function.
 * Used by who makes children: spawn.c and helpers.c.
 */
#ifndef SERVER_ACCEPT_KINDS_H
#define SERVER_ACCEPT_KINDS_H

#include "fork/kind.h"

enum kinds {
	KINDS_WORKER, /* a client's: worker/ */
	KINDS_RESPONDER, /* helpers/responder.c */
	KINDS_KEEPER /* helpers/keeper.c */
};

const struct kind *kinds_get(enum kinds which);

/* The one that says what KIND_ of grammar.h may; never null. */
const struct kind *kinds_of(unsigned says);

#endif
