/*
 * The control socket: a UNIX socket over which forkcastctl(8) gives the server
 * orders. It belongs to the server's user, and only that user and root may
 * connect. A connection sends lines (orders.h) and gets answers. Once
 * it has hung up, its remaining orders are not run.
 */
#ifndef SERVER_OPERATOR_CONTROL_H
#define SERVER_OPERATOR_CONTROL_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/config/config.h"
#include "shared/error.h"
#include "shared/str.h"

/*
 * Finds the path of the socket, for a server that will run as that user. Must
 * be called before root is given up, because this may create a directory.
 */
void control_find(const struct config *config, uid_t user);

/*
 * Opens the socket; to be called as the user given to control_find. On failure,
 * returns false with *why if the configuration gives the path; otherwise only
 * logs a warning.
 */
bool control_open(struct error *why);

/* Returns the socket's path, valid until control_close; null: none is open. */
const char *control_path(void);

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
 * Returns whether a connection waits for the answer to the running upgrade. It
 * goes on in the next program, which tells it the result; other connections,
 * and what it has said behind that order, end.
 */
bool control_awaits_upgrade(void);
void control_upgraded(struct str result);

#endif
