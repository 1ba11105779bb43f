/*
 * Checks whether a configuration could be put in force, without acquiring
 * anything. A start, a reload and -t share these checks, so that they refuse
 * the same settings with the same messages.
 */
#ifndef SERVER_OPERATOR_CONFIG_DRY_RUN_H
#define SERVER_OPERATOR_CONFIG_DRY_RUN_H

#include "base/config/config.h"
#include "shared/error.h"

/*
 * Checks the configuration; false with *why. Reads the password, the message of
 * the day and the logins; password_use, motd_use and logins_use then put these
 * copies in force.
 */
bool config_dry_run(const struct config *config, struct error *why);

/*
 * Checks whether the control socket, which only a start opens, can be opened at
 * its path. False with *why.
 */
bool config_dry_run_start(const struct config *config, struct error *why);

#endif
