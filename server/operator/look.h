/*
 * Could a configuration be put in force? All that can be refused is looked at
 * without having it, in one order, so that a start, a reload and -t refuse the
 * same in the same words. Used by reload.c and forkcastd.c.
 */
#ifndef SERVER_OPERATOR_LOOK_H
#define SERVER_OPERATOR_LOOK_H

#include "base/config/config.h"
#include "shared/error.h"

/*
 * False with *why. What is read for that, the password, the message of the day
 * and the logins, is what is used next.
 */
bool look_at(const struct config *config, struct error *why);

/* The same of what only a start has: where the control socket is to be. */
bool look_at_start(const struct config *config, struct error *why);

#endif
