/*
 * Who waits for whom: clients name those of whom they want to know when they
 * come and go, be they here or not, without regard to ASCII case. Used by
 * login.c, disconnect.c and fanout.c; commands.c calls the handlers.
 */
#ifndef SERVER_ROUTER_VERBS_PEOPLE_WATCHES_H
#define SERVER_ROUTER_VERBS_PEOPLE_WATCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"
#include "shared/grammar.h"

/* What one may watch, and all together. */
#define WATCHES_OF_ONE 100
#define WATCHES_MAX 65536

/* The client has its name now; or it is to lose it. Those who wait are told. */
void watches_came(uint32_t client);
void watches_went(uint32_t client);

/*
 * Returns whether the watcher at the cursor of watches_next is behind
 * (slots_behind), and notes that it misses an event about this name.
 * watches_turn, called once a turn, sends the present state of such names to
 * watchers that have caught up.
 */
bool watches_is_late(uint32_t cursor);
void watches_turn(void);

/* It watches nobody any more. */
void watches_left(uint32_t client);

/*
 * Who watches that name, one by one: *cursor is WATCHES_FIRST at first;
 * CLIENT_NONE when that was all.
 */
#define WATCHES_FIRST (UINT32_MAX - 1)
uint32_t watches_next(struct str name, uint32_t *cursor);

/* What of one goes to the next program (base/state/state.h), and back: a line.
 */
void watches_save(struct state *state, uint32_t client);
bool watches_load(struct state *state, uint32_t client);

#endif
