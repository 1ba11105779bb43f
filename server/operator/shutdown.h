/*
 * The end of the server: at once, when all clients have been told goodbye, or
 * when the last client has left.
 */
#ifndef SERVER_OPERATOR_SHUTDOWN_H
#define SERVER_OPERATOR_SHUTDOWN_H

#include <stdbool.h>

/* Says goodbye to all clients; the second call waits for nobody any more. */
void shutdown_stop(void);

/* Lets nobody in any more; the server ends when the last client has left. */
void shutdown_drain(void);

/*
 * At the end of a turn: stops the helpers once a draining server has no
 * clients.
 */
void shutdown_turn(void);

/* Returns null while the server runs, or else the word for its state. */
const char *shutdown_word(void);

/* Returns whether the server has ended and nothing is left to be done. */
bool shutdown_is_over(void);

#endif
