/*
 * What the operator does with accounts: a row of orders.c. Its words are
 * "list", "add NAME SECRET", "passwd NAME SECRET" and "remove NAME".
 */
#ifndef SERVER_OPERATOR_ORDER_ACCOUNTS_H
#define SERVER_OPERATOR_ORDER_ACCOUNTS_H

#include <stdint.h>
#include <sys/types.h>

#include "operator/answered.h"
#include "shared/buf.h"
#include "shared/str.h"

/* As orders_run, with the words behind the verb. */
enum answered order_accounts(
    struct str words, uid_t user, uint32_t *cursor, struct buf *out);

#endif
