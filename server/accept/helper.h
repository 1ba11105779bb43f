/*
 * One helper's life: it is started when it is wanted, and anew when it has
 * died, each time later if that does not help. Used by helpers.c and keeping.c,
 * a helper each.
 */
#ifndef SERVER_ACCEPT_HELPER_H
#define SERVER_ACCEPT_HELPER_H

#include <stdbool.h>
#include <stdint.h>

#include "accept/kinds.h"
#include "fork/given.h"
#include "router/clients.h"
#include "shared/clock.h"

struct helper {
	enum kinds kind;
	uint32_t slot; /* SLOT_NONE: it does not live */
	usec delay; /* before it is started anew; 0: it has begun well */
	usec due;
};

/* It is to be started in the turn that follows. */
void helper_hurry(struct helper *helper);

/* Is it due by now? */
bool helper_is_due(const struct helper *helper);

/* Makes its process; false, and put off, if that cannot be. */
bool helper_start(struct helper *helper, struct given *given);

/* It cannot be started now, for that reason, which is logged: later. */
void helper_put_off(struct helper *helper, struct str why);

/*
 * The slot's process has died: true if it was its own. Of one that is wanted,
 * and was not let go, the log says when the next is started.
 */
bool helper_reaped(struct helper *helper, uint32_t slot, bool wanted);

/* Lets it go, if it lives; false: it did not. */
bool helper_goodbye(const struct helper *helper);

#endif
