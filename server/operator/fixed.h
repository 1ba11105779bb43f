/*
 * Settings that are fixed at start, and which of them the configuration now has
 * differently. A reload changes all others.
 */
#ifndef SERVER_OPERATOR_FIXED_H
#define SERVER_OPERATOR_FIXED_H

#include "base/config/config.h"
#include "base/state/state.h"
#include "shared/buf.h"

/*
 * Records the settings of a configuration that is to be in force. fixed_record
 * does so for the first one only; fixed_record_upgrade again records the
 * settings that a new program can change. False if there is no memory.
 */
bool fixed_record(const struct config *config);
bool fixed_record_upgrade(const struct config *config);

/*
 * Returns the keys that differ, and the sockets whose marks differ, such as
 * "user, pid_file", as far as there is room. Empty: all of it is in force.
 */
struct str fixed_differ(const struct config *config);

/*
 * Saves the settings for the next program (base/state/state.h), and loads a
 * line of them: false if the line belongs to another module.
 */
void fixed_save(struct state *state);
bool fixed_load_line(struct state *state);

#endif
