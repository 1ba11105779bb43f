/*
 * The control socket: a UNIX socket over which forkcastctl(8) looks at the
 * server and gives it orders. It belongs to the server's user and group, who
 * may connect, as root may; the group may only look. A connection sends orders,
 * one a line, and gets answers. Once it has hung up, its remaining orders are
 * not run.
 */
#ifndef SERVER_OPERATOR_CONTROL_H
#define SERVER_OPERATOR_CONTROL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/config/config.h"
#include "shared/buf.h"
#include "shared/error.h"
#include "shared/str.h"

/*
 * Finds the path of the socket, for a server that will run as that user. Must
 * be called before root is given up, because this may create the directory that
 * shared/place.h tells of.
 */
void control_find(const struct config *config, uid_t user);

/*
 * Opens the socket; to be called as the user given to control_find. On failure,
 * returns false with *why if the configuration gives the path; otherwise only
 * logs a warning. By default, what dead servers have left there is removed.
 */
bool control_open(struct error *why);

void control_close(void);

/* Has the loop wait for new connections, while there is room for one. */
void control_watch(void);

/*
 * Serves the connections that are ready, and accepts at most one. Clients are
 * not admitted in a turn in which this serves somebody; otherwise a storm of
 * newcomers could keep the operator out. An order that only waits, such as for
 * the keeper, delays no client.
 */
void control_serve(void);

/*
 * Tells the result to the connection that has asked for the upgrade, which goes
 * on in the next program; other connections, and what it has said behind that
 * order, have ended.
 */
void control_upgraded(struct str result);

/*
 * orders.c: the orders of forkcastctl(8), one row for each verb. An answer is
 * any number of lines that begin with "- ", then one that begins with "ok" or
 * "err". All lines are meant for people, but for those of figures.h.
 */

enum order_outcome {
	ANSWERED,
	ANSWERED_IN_PART, /* more follows, once there is room */
	ANSWERED_LATER /* not yet: waits for an upgrade or another result; to be
			  run again in each turn */
};

/* The cursor of an order that waits for the result of an upgrade. */
#define ORDER_UPGRADE 1

/* Returns whether that user may run all orders, and not only look. */
bool orders_may_run(uid_t user);

/* Returns whether there is room for the next or the last line of an answer. */
bool order_has_room(struct buf *out);

/*
 * Runs a line (without LF) for that user and asker (router/asks.h). Unless the
 * outcome is ANSWERED, call it again with the same line and cursor; the cursor
 * is 0 before and after. awaits_upgrade says later whether the one that has
 * asked for an upgrade is there.
 */
enum order_outcome orders_run(struct str line, uid_t user, uint32_t asker,
    uint32_t *cursor, struct buf *out, bool (*awaits_upgrade)(void));

#endif
