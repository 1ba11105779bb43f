/*
 * The settings that a reload cannot change: the values in force, and which of
 * them differ from the present configuration.
 */
#ifndef SERVER_OPERATOR_FIXED_H
#define SERVER_OPERATOR_FIXED_H

#include "base/config/config.h"
#include "base/state/state.h"
#include "shared/buf.h"

/*
 * fixed_record records the values of the first configuration, and does nothing
 * after that. fixed_record_upgrade, in a new program, also renews those that an
 * upgrade can change. Both are false if there is no memory.
 */
bool fixed_record(const struct config *config);
bool fixed_record_upgrade(const struct config *config);

/*
 * Returns the keys whose values in the configuration are not in force, and the
 * listening sockets whose marks are not, as in "user, pid_file". Those that do
 * not fit are left out. Empty: everything is in force. Valid until the next
 * call.
 */
struct str fixed_differ(const struct config *config);

/*
 * fixed_save saves the values for an upgrade (base/state/state.h).
 * fixed_load_line loads one of them; false if the line has another key.
 */
void fixed_save(struct state *state);
bool fixed_load_line(struct state *state);

#endif
