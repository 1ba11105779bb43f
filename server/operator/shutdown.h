/*
 * How this program ends. A stop disconnects all clients, and a drain waits
 * until the last one has left.
 */
#ifndef SERVER_OPERATOR_SHUTDOWN_H
#define SERVER_OPERATOR_SHUTDOWN_H

#include <stdbool.h>

/*
 * Says goodbye to all clients and ends the server. The second call kills all
 * workers that still live.
 */
void shutdown_stop(void);

/* Stops admitting clients; the server ends when the last one has left. */
void shutdown_drain(void);

/*
 * Once a draining or stopping server has no clients, lets a journal take the
 * last records, and then stops the helpers, which end last. To be called at the
 * end of a turn.
 */
void shutdown_turn(void);

/* Returns "stopping" or "draining"; null: neither. */
const char *shutdown_word(void);

/* Returns whether the server has ended and nothing is left to be done. */
bool shutdown_is_over(void);

#endif
