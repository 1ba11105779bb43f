/*
 * Whether a configuration could be put in force. Checks everything that can be
 * refused, without acquiring it, in one order, so that a start, a reload and -t
 * refuse the same with the same message.
 */
#ifndef SERVER_OPERATOR_CONFIG_DRY_RUN_H
#define SERVER_OPERATOR_CONFIG_DRY_RUN_H

#include "base/config/config.h"
#include "shared/error.h"

/*
 * Checks the configuration; false with *why. The password, the message of the
 * day and the logins are read for this, and the ones read here are used next.
 */
bool config_dry_run(const struct config *config, struct error *why);

/*
 * Checks what only a start sets up: the place of the control socket. False with
 * *why.
 */
bool config_dry_run_start(const struct config *config, struct error *why);

#endif
