/*
 * The control socket: a UNIX socket over which forkcastctl(8) has the server
 * do something. It belongs to the server's user, and only that user and root
 * are listened to. A connection says lines (orders.h) and gets answers; what
 * it says, or that it says nothing, is nobody else's trouble. Who hangs up has
 * nothing done any more. Called by forkcastd.c and the loop.
 */
#ifndef SERVER_OPERATOR_CONTROL_H
#define SERVER_OPERATOR_CONTROL_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/config/config.h"
#include "shared/error.h"

/*
 * Finds out where it is to be, for a server that is to be that user; to be
 * called while we may make a directory for it.
 */
void control_find(const struct config *config, uid_t user);

/*
 * Opens it, as that user. False with *why if it cannot be where the
 * configuration wants it; where nothing is said the log tells of that.
 */
bool control_open(struct error *why);

/* Where it is; null: there is none. Valid until control_close. */
const char *control_path(void);

void control_close(void);

/*
 * In the loop: what is waited for, and what has become of it. While there is
 * something to read or to run, newcomers are not let in, or as many as come
 * would keep the operator out. A command that waits, as for the keeper, keeps
 * nobody out.
 */
void control_watch(void);
void control_serve(void);

/*
 * ALARM_CONTROL: lets go of those who have been silent for too long, and tries
 * again to accept where that could not be.
 */
void control_alarm(void);

/* Does somebody wait for the answer to the upgrade of that number? */
bool control_waits(uint32_t number);

/*
 * Gets the address from the socket, in a program that has taken over; false
 * with errno.
 */
bool control_take(void);

#endif
