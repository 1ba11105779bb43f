/*
 * Declarations that orders.c shares with the files of its rows:
 * order_accounts.c ("list", "add NAME SECRET", "passwd NAME SECRET" and
 * "remove NAME") and order_bans.c (policy/bans.h).
 */
#ifndef SERVER_OPERATOR_ORDER_H
#define SERVER_OPERATOR_ORDER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/str.h"

/* The room that must be free for the next or the last line of an answer. */
#define ORDERS_ROOM ((size_t)2 * LIMIT_LINE)

/* The outcome of an order. */
enum order_outcome {
	ANSWERED,
	ANSWERED_IN_PART, /* more follows, once there is room */
	ANSWERED_LATER /* not yet: it waits for an upgrade to end, or for
			  another result. Run it again in each turn */
};

/* Works like orders_run, with the words after the verb. */
enum order_outcome order_accounts(
    struct str words, uid_t user, uint32_t *cursor, struct buf *out);

/*
 * order_ban runs "NETWORK [-t TIME] [REASON]" and order_unban "NETWORK", both
 * like orders_run.
 */
enum order_outcome order_ban(
    struct str words, uid_t user, uint32_t *cursor, struct buf *out);
enum order_outcome order_unban(
    struct str words, uid_t user, uint32_t *cursor, struct buf *out);

enum order_outcome order_bans(uint32_t *cursor, struct buf *out);

#endif
