/*
 * What was settled at start, and what of it the configuration has otherwise by
 * now: a reload changes the rest. Used by reload.c.
 */
#ifndef SERVER_OPERATOR_FIXED_H
#define SERVER_OPERATOR_FIXED_H

#include "base/config/config.h"
#include "base/state/state.h"
#include "shared/buf.h"

/*
 * This configuration is to be in force: the first one settles it, and what
 * another program can have otherwise is settled anew by an upgrade. False where
 * there is no memory.
 */
bool fixed_settle(const struct config *config);
bool fixed_upgrade(const struct config *config);

/*
 * "user, pid_file": the keys that differ, and sockets whose marks do, as far as
 * there is room. Empty: all is in force.
 */
struct str fixed_differ(const struct config *config);

/*
 * What of it goes to the next program (base/state/state.h), and back: false if
 * the line is another's.
 */
void fixed_save(struct state *state);
bool fixed_load_line(struct state *state);

#endif
