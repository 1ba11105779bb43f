/* The outcome of an operator's order. */
#ifndef SERVER_OPERATOR_ANSWERED_H
#define SERVER_OPERATOR_ANSWERED_H

#include <stddef.h>

#include "shared/limits.h"

/* The room that must be free for the next or the last line of an answer. */
#define ORDERS_ROOM ((size_t)2 * LIMIT_LINE)

/* The outcome of an order. */
enum answered {
	ANSWERED,
	ANSWERED_IN_PART, /* more follows, once there is room */
	ANSWERED_LATER /* not yet: it waits for an upgrade to end, or for
			  another result. Run it again in each turn */
};

#endif
