/* The kinds of children, one row each. README says what a new kind takes. */
#ifndef SERVER_ACCEPT_KINDS_H
#define SERVER_ACCEPT_KINDS_H

#include <stddef.h>

#include "accept/helper.h"
#include "fork/kind.h"

struct child_kind {
	struct kind child;
	const struct helper_ops *parent;
};

/* The kind that serves a client, and the kinds of helpers. */
extern const struct kind worker_kind;
extern const struct child_kind helper_kinds[];
extern const size_t helper_kinds_count;

/* Returns the kind whose "says" is that KIND_ of grammar.h; never null. */
const struct kind *kinds_find(unsigned says);

#endif
