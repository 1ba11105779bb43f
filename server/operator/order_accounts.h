/*
 * The operator's orders about accounts, a row of orders.c: "list", "add NAME
 * SECRET", "passwd NAME SECRET" and "remove NAME".
 */
#ifndef SERVER_OPERATOR_ORDER_ACCOUNTS_H
#define SERVER_OPERATOR_ORDER_ACCOUNTS_H

#include <stdint.h>
#include <sys/types.h>

#include "operator/answered.h"
#include "shared/buf.h"
#include "shared/str.h"

/* Works like orders_run, with the words after the verb. */
enum answered order_accounts(
    struct str words, uid_t user, uint32_t *cursor, struct buf *out);

#endif
