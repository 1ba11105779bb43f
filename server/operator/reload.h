/* HUP: the configuration is read anew, whole or not at all. */
#ifndef SERVER_OPERATOR_RELOAD_H
#define SERVER_OPERATOR_RELOAD_H

#include "base/config/config.h"
#include "shared/error.h"
#include "shared/str.h"

/*
 * What stands on the command line is put behind the file each time. Where it
 * names no file a state can have another than the usual one.
 */
void reload_init(struct config_command_line *line);

/* Logs what came of it; on a fault, false with *why, all stays as it was. */
bool reload_all(struct error *why);

/*
 * The keys that were read and are not in force before a restart, with commas
 * between them; empty: all of it is in force.
 */
struct str reload_waits(void);

/* Where an operator among the clients has asked for it; called each turn. */
void reload_turn(void);

/* At the end of a turn: of what was read then nothing stays on the stack. */
void reload_forget(void);

/*
 * In a program that takes over: the configuration, read anew; in one that the
 * next has gone back to, as it was, whatever has become of the files; and in
 * one that only tries to, whether it could be had, as far as that can be seen
 * by reading. False with *why.
 */
bool reload_take_over(struct error *why);
bool reload_restore(struct error *why);
bool reload_check(struct error *why);

/*
 * Puts a configuration in force, at start and on a reload: listeners, groups,
 * limits, log. Takes over *config if it returns true; else nothing has changed.
 */
bool reload_apply(struct config *config, struct error *why);

#endif
