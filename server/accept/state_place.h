/*
 * The place of what lasts: the directory of the key "state", in which the
 * keeper and the journal have their files, or, for accounts without one, memory
 * that ends with the server. The directory is opened and locked before the
 * server gives up root, and each helper gets it, so that it stays locked until
 * all have ended, even if the server is killed first. Nothing here waits for
 * long, and nothing is written.
 */
#ifndef SERVER_ACCEPT_STATE_PLACE_H
#define SERVER_ACCEPT_STATE_PLACE_H

#include <stdbool.h>

#include "base/config/config.h"
#include "shared/error.h"

/*
 * Returns whether the configuration's directory can be used; false with *why.
 * That another process has locked it is accepted, as it may be the running
 * server. Changes nothing. Once a directory is open, it stays.
 */
bool state_place_check(const struct config *config, struct error *why);

/*
 * Opens and locks the directory of a configuration that was checked, unless one
 * is open; false with *why.
 */
bool state_place_open(const struct config *config, struct error *why);

/* Return the open directory and its path; -1 and null if there is none. */
int state_place_directory(void);
const char *state_place_path(void);

/*
 * Returns whether the path still leads to the open directory, or there is none;
 * false with *why. Otherwise the next server would not find what is written.
 */
bool state_place_is_there(struct error *why);

/*
 * state_place_memory returns the memory for accounts, and makes it first unless
 * it is only looked for; -1 with errno. state_place_forget ends it with what is
 * in it.
 */
int state_place_memory(bool make);
void state_place_forget(void);

/* Gives up all, when the server ends. */
void state_place_close(void);

#endif
