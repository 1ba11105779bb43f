/*
 * The orders of forkcastctl(8), one row for each verb (orders.c). An answer is
 * any number of lines that begin with "- ", then one that begins with "ok" or
 * "err". All lines are meant for people. order_lists.c has those that list
 * something, order_changes.c those that change accounts, bans and boxes, and
 * order_history.c those about the history.
 */
#ifndef SERVER_OPERATOR_ORDERS_H
#define SERVER_OPERATOR_ORDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "router/asks.h"
#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/str.h"

/* The room that must be free for the next or the last line of an answer. */
#define ORDERS_ROOM ((size_t)2 * LIMIT_LINE)

enum order_outcome {
	ANSWERED,
	ANSWERED_IN_PART, /* more follows, once there is room */
	ANSWERED_LATER /* not yet: waits for an upgrade or another result; to be
			  run again in each turn */
};

/*
 * From here on a cursor is a ticket (router/asks.h) beside this. Those of other
 * orders are less.
 */
#define ORDERS_TICKET ((uint32_t)3 << 30)

/* An order and where its answer goes. */
struct order {
	struct str args; /* after the verb; empty: there are none */
	uid_t user;
	uint32_t *cursor; /* for the order to continue; 0 at first */
	struct buf *out;
};

/*
 * order_answer writes a line, for which there is room by contract, and
 * order_refuse says why the order cannot be run. Both return ANSWERED.
 */
enum order_outcome order_answer(
    const struct order *order, struct str word, struct str text);
enum order_outcome order_refuse(const struct order *order, const char *why);

/* Returns whether there is room for the next or the last line of an answer. */
bool order_has_room(struct buf *out);

/* Answers "WORD N clients", and what happened to them. */
enum order_outcome order_count(const struct order *order, struct str word,
    uint64_t count, struct str what);

/* Logs an order that changes something. */
void order_log(const struct order *order, struct str what, struct str whom);

/*
 * Has the keeper change its file, or continues to wait: false. *order->cursor
 * has the ticket from then on.
 */
bool order_ask(
    const struct order *order, struct words words, struct asks_answer *answer);

/*
 * Put the next row of a list, for which there is room, and move the cursor.
 * False at the end.
 */
bool order_list_accounts(const struct order *order);
bool order_list_bans(const struct order *order);
bool order_list_boxes(const struct order *order);
bool order_list_groups(const struct order *order);
bool order_list_members(const struct order *order);
bool order_list_limits(const struct order *order);

enum order_outcome order_accounts(const struct order *order);
enum order_outcome order_ban(const struct order *order);
enum order_outcome order_unban(const struct order *order);
enum order_outcome order_box(const struct order *order);
enum order_outcome order_history(const struct order *order);

/* Ends what the order with that cursor has begun, if it is of the history. */
void order_history_cancel(const uint32_t *cursor);

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
