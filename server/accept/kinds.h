/*
 * The kinds of children that there are, a row each. Adding a kind is adding a
 * row, its verbs in the grammar's table, and a file for its main function.
 * Used by who makes children: admit.c and helpers.c.
 */
#ifndef SERVER_ACCEPT_KINDS_H
#define SERVER_ACCEPT_KINDS_H

#include "fork/kind.h"

extern const struct kind kind_worker; /* a client's: worker/ */
extern const struct kind kind_responder; /* helpers/responder.c */

#endif
