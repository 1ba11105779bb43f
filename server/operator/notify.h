/*
 * Messages to a supervisor that has set NOTIFY_SOCKET, in the format of
 * sd_notify(3): that the server is ready, reloads or stops, and, for a
 * watchdog, that the loop still turns. Without that variable these functions do
 * nothing.
 */
#ifndef SERVER_OPERATOR_NOTIFY_H
#define SERVER_OPERATOR_NOTIFY_H

#include <stdbool.h>

#include "shared/error.h"

/* Opens the socket. To be called before the server gives up root. */
bool notify_open(struct error *why);

/* Reports that the server is ready for the first time; false with *why. */
bool notify_ready(struct error *why);

/*
 * Report that a reload or an upgrade begins, that it is done or was refused,
 * and that the server is stopping. Failures are ignored: the server continues
 * without a supervisor.
 */
void notify_reloading(void);
void notify_reloaded(void);
void notify_stopping(void);

/* Sends what is due, and sets the alarm for the next time. */
void notify_turn(void);

#endif
