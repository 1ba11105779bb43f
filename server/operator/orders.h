/*
 * The orders of forkcastctl(8), one row for each verb (orders.c). An answer is
 * any number of lines that begin with "- ", then one that begins with "ok" or
 * "err". All lines are meant for people.
 */
#ifndef SERVER_OPERATOR_ORDERS_H
#define SERVER_OPERATOR_ORDERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/buf.h"
#include "shared/str.h"

enum order_outcome {
	ANSWERED,
	ANSWERED_IN_PART, /* more follows, once there is room */
	ANSWERED_LATER /* not yet: waits for an upgrade or another result; to be
			  run again in each turn */
};

/* The cursor of an order that waits for the result of an upgrade. */
#define ORDER_UPGRADE 1

/* Returns whether there is room for the next or the last line of an answer. */
bool order_has_room(struct buf *out);

/*
 * Runs a line (without LF) for that user. Unless the outcome is ANSWERED, call
 * it again with the same line and cursor; the cursor is 0 before and after.
 */
enum order_outcome orders_run(
    struct str line, uid_t user, uint32_t *cursor, struct buf *out);

/*
 * Forgets what an order has begun: once it is answered, and if its connection
 * closes before that.
 */
void orders_cancel(uint32_t *cursor);

#endif
