/*
 * Reading back what the journal keeps of tables and boxes (work/store.h), at
 * the start, before clients get in.
 */
#ifndef SERVER_ROUTER_HISTORY_REPLAY_H
#define SERVER_ROUTER_HISTORY_REPLAY_H

#include <stdbool.h>

/* Returns whether a start waits for the journal, and what groups have there. */
bool replay_is_awaited(void);

/* Takes the next steps; to be called in each turn. */
void replay_turn(void);

#endif
