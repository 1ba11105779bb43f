/*
 * The kinds of children that there are, a row each. A new kind is a row, its
 * verbs in the grammar's table, a file for its main function (helpers/), and
 * one for what the parent does for it (..._supervisor.c).
 */
#ifndef SERVER_ACCEPT_KINDS_H
#define SERVER_ACCEPT_KINDS_H

#include <stddef.h>

#include "accept/helper.h"
#include "fork/kind.h"

struct child_kind {
	struct kind child;
	const struct helper_ops *parent;
};

/* A client's, and those of helpers. */
extern const struct kind worker_kind;
extern const struct child_kind helper_kinds[];
extern const size_t helper_kinds_count;

/* The one that says what KIND_ of grammar.h may; never null. */
const struct kind *kinds_of(unsigned says);

#endif
