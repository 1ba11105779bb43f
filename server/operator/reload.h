/*
 * Reload (HUP): reads the configuration again, and applies all of it or
 * nothing.
 */
#ifndef SERVER_OPERATOR_RELOAD_H
#define SERVER_OPERATOR_RELOAD_H

#include "base/config/config.h"
#include "shared/error.h"
#include "shared/str.h"

/*
 * Sets the command line, which must stay valid. Its options are applied after
 * the file at each reload.
 */
void reload_init(struct config_command_line *line);

/*
 * Reloads the configuration and logs the result. False with *why, and nothing
 * changed.
 */
bool reload_all(struct error *why);

/*
 * Returns the changed keys that need a restart, separated by commas; empty: the
 * whole configuration is in force.
 */
struct str reload_needs_restart(void);

/*
 * Reloads at HUP, or if a server operator has asked for it, unless an upgrade
 * runs; called each turn.
 */
void reload_turn(void);

/*
 * Puts the configuration of the state in force, after an upgrade, even if its
 * files have changed; or, in a rehearsal, checks whether that could be done.
 * False with *why.
 */
bool reload_take_over(bool checks, struct error *why);

/*
 * Checks whether a configuration could be put in force, without acquiring
 * anything, and sets the number of clients that the system allows; false with
 * *why. A start, a reload and -t share it, so that they refuse the same
 * settings with the same messages. starts: also what only a start opens.
 *
 * Reads the password and the message of the day; password_use and
 * server_motd_use then put these copies in force.
 */
bool reload_dry_run(const struct config *config, bool starts, size_t *clients,
    struct error *why);

/*
 * Puts a configuration in force, at start and on a reload: listeners, groups,
 * limits, log. Owns *config if it returns true; otherwise false with *why, and
 * nothing has changed.
 */
bool reload_apply(struct config *config, struct error *why);

#endif
