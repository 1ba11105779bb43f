/*
 * The secret of the account in the configuration, from its secret_command,
 * which runs while the person types. If it fails, the person is asked.
 */
#ifndef CLIENT_PERSON_ACCOUNT_FETCHING_H
#define CLIENT_PERSON_ACCOUNT_FETCHING_H

#include <stdbool.h>

#include "shared/clock.h"
#include "shared/str.h"

struct chat;

/*
 * Begins the login of the configuration: now or, if there is a command to run,
 * after it. Returns false in the latter case, in which name and groups wait.
 */
bool fetching_begin(struct chat *chat);

/*
 * Runs the command for a typed login; false if there is none for that account.
 */
bool fetching_begin_typed(struct chat *chat, struct str account);

/* Returns whether name and groups wait for the secret of the account. */
bool fetching_holds(const struct chat *chat);

/* Returns whether they did, and nothing has been sent since. */
bool fetching_held(const struct chat *chat);

/*
 * Goes on with the command. Returns the time until that is due again, 0 if no
 * command runs.
 */
usec fetching_turn(struct chat *chat);

/*
 * Returns what to wait for before the next turn: its standard output, and its
 * standard error; -1 for none.
 */
int fetching_output(const struct chat *chat);
int fetching_errors(const struct chat *chat);

/* Ends the command because the person says so; false if none runs. */
bool fetching_interrupt(struct chat *chat);

/* Ends the command, if one runs, and wipes what it has printed. */
void fetching_stop(struct chat *chat);

/* Forgets the secret that the command has printed: it was refused. */
void fetching_refused(struct chat *chat);

#endif
