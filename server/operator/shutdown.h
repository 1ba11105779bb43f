/*
 * The end of the server: at once, when all have been told goodbye, or when the
 * last client has left. Called by the loop for a signal, and by orders.c.
 */
#ifndef SERVER_OPERATOR_SHUTDOWN_H
#define SERVER_OPERATOR_SHUTDOWN_H

#include <stdbool.h>

/* Says goodbye to all; a second time, waits for nobody any more. */
void shutdown_stop(void);

/* Lets nobody in any more: it ends when the last client has left. */
void shutdown_drain(void);

/* At the end of a turn. */
void shutdown_turn(void);

/* Null while it runs; else the word for what it does. */
const char *shutdown_word(void);

/* Has it ended? Nothing is left to be done then. */
bool shutdown_is_over(void);

#endif
