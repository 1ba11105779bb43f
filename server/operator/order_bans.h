/*
 * What the operator does with bans (policy/bans.h): sets one, lifts one, lists
 * them. Called by orders.c.
 */
#ifndef SERVER_OPERATOR_ORDER_BANS_H
#define SERVER_OPERATOR_ORDER_BANS_H

#include <stdint.h>
#include <sys/types.h>

#include "operator/answered.h"
#include "shared/buf.h"
#include "shared/str.h"

/* "NETWORK [-t TIME] [REASON]", "NETWORK": as orders_run has it. */
enum answered order_ban(
    struct str words, uid_t user, uint32_t *cursor, struct buf *out);
enum answered order_unban(
    struct str words, uid_t user, uint32_t *cursor, struct buf *out);

enum answered order_bans(uint32_t *cursor, struct buf *out);

#endif
