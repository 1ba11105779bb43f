/*
 * The orders of forkcastctl(8), one row for each verb. An answer is any number
 * of lines that begin with "- ", then one that begins with "ok" or "err". All
 * lines are meant for people.
 */
#ifndef SERVER_OPERATOR_ORDERS_H
#define SERVER_OPERATOR_ORDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "operator/order.h"
#include "shared/buf.h"

/*
 * Runs a line (without LF) for that user. Unless the outcome is ANSWERED, call
 * it again with the same line and cursor; the cursor starts at 0.
 */
enum order_outcome orders_run(
    struct str line, uid_t user, uint32_t *cursor, struct buf *out);

/* Forgets an order whose connection closes before it was answered. */
void orders_cancel(uint32_t cursor);

#endif
