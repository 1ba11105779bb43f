/*
 * Runs programs in terminals that tmux(1) emulates, in the scratch directory.
 * Tests type keys and check the screens. All terminals end when the test exits.
 */
#ifndef TESTS_LIB_TMUX_H
#define TESTS_LIB_TMUX_H

#include "must.h"

/* Skips the test unless all these programs, up to a null, are installed. */
void tmux_needs(const char *const programs[]);

/*
 * Starts a command of sh(1) in a terminal of 120x40 with that name. The command
 * finds the programs under test in PATH, and the address in FORKCAST_SERVER.
 */
void tmux_run(const char *name, const char *address, const char *command);

/* Types the text and Enter. */
void tmux_type(const char *name, const char *text);

/* Waits until a row of the screen contains the text. */
#define tmux_sees(name, text) tmux_sees_at(HERE, name, text)
void tmux_sees_at(const char *where, const char *name, const char *text);

#endif
