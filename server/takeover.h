/*
 * A program in the place of another one, in the same process: it takes over
 * what that has handed to it, or goes back to it. Tried in another process, it
 * says whether it could. Called by forkcastd.c.
 */
#ifndef SERVER_TAKEOVER_H
#define SERVER_TAKEOVER_H

#include "base/config.h"

/*
 * Takes over from the state in that descriptor, with the configuration that
 * the command line stands for, and returns as one that is ready; or does not
 * return.
 */
void takeover(int state, const struct config_command_line *line);

#endif
