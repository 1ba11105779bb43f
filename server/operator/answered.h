/*
 * What has become of an order of the operator's. Used by orders.c and the
 * modules that it calls.
 */
#ifndef SERVER_OPERATOR_ANSWERED_H
#define SERVER_OPERATOR_ANSWERED_H

#include <stddef.h>

#include "shared/limits.h"

/* Room that there is to be for an answer's next line, and the last. */
#define ORDERS_ROOM ((size_t)2 * LIMIT_LINE)

/* What has become of an order. */
enum answered {
	ANSWERED,
	ANSWERED_IN_PART, /* there is more than there was room for */
	ANSWERED_LATER /* when no upgrade is running, or what else it asks for
			  is there: to be asked in each turn */
};

#endif
