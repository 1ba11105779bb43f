/*
 * The operator's orders about bans (policy/bans.h): set one, lift one, list
 * them.
 */
#ifndef SERVER_OPERATOR_ORDER_BANS_H
#define SERVER_OPERATOR_ORDER_BANS_H

#include <stdint.h>
#include <sys/types.h>

#include "operator/answered.h"
#include "shared/buf.h"
#include "shared/str.h"

/*
 * order_ban runs "NETWORK [-t TIME] [REASON]" and order_unban "NETWORK", both
 * like orders_run.
 */
enum answered order_ban(
    struct str words, uid_t user, uint32_t *cursor, struct buf *out);
enum answered order_unban(
    struct str words, uid_t user, uint32_t *cursor, struct buf *out);

enum answered order_bans(uint32_t *cursor, struct buf *out);

#endif
