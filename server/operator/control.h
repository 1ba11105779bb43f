/*
 * The control socket: a UNIX socket over which forkcastctl(8) gives the server
 * orders. It belongs to the server's user, and only that user and root may
 * change anything. A connection sends lines (orders.h) and gets answers;
 * whatever it sends, or if it sends nothing, it disturbs nobody else. Once it
 * hangs up, no more of its orders are run.
 */
#ifndef SERVER_OPERATOR_CONTROL_H
#define SERVER_OPERATOR_CONTROL_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/config/config.h"
#include "shared/error.h"

/*
 * Finds the path of the socket, for a server that will run as that user. Must
 * be called while we may still make a directory for it.
 */
void control_find(const struct config *config, uid_t user);

/*
 * Opens the socket, as that user. False with *why if it cannot be at the path
 * that the configuration gives; if the configuration gives none, only logs the
 * failure.
 */
bool control_open(struct error *why);

/*
 * Returns the socket's path, or null if there is none. Valid until
 * control_close.
 */
const char *control_path(void);

void control_close(void);

/*
 * In the loop: sets what to wait for, and serves what is ready. Newcomers are
 * not admitted while there is something to read or to run; otherwise a storm of
 * them would keep the operator out. An order that waits, for instance for the
 * keeper, keeps nobody out.
 */
void control_watch(void);
void control_serve(void);

/*
 * Returns whether a connection waits for the answer to the upgrade with that
 * number.
 */
bool control_awaits_upgrade(uint32_t number);

/*
 * Gets the address from the socket, in a program that has taken over; false
 * with errno.
 */
bool control_adopt(void);

#endif
