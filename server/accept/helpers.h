/*
 * The children that are no client's: each is there as long as the configuration
 * wants it, and started anew when it has died. Used by reload.c, the loop,
 * shutdown.c and forkcastd.c.
 */
#ifndef SERVER_ACCEPT_HELPERS_H
#define SERVER_ACCEPT_HELPERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config.h"
#include "base/state.h"
#include "shared/error.h"

/* Could helpers_prepare be done? Nothing is changed by that. */
bool helpers_look(const struct config *config, struct error *why);

/*
 * Gets what the helpers of a configuration need, in addition to what is there;
 * false with *why. Then helpers_use lets go of what is not wanted any more, or
 * helpers_undo of what was got.
 */
bool helpers_prepare(const struct config *config, struct error *why);
void helpers_use(void);
void helpers_undo(void);

/*
 * The scoreboard, for reading only, when there is one: -1: those who need it
 * are not started, and the log says so. To be called once before the loop.
 */
void helpers_board(int fd);

/* Starts one that is due, if no child is being made. */
void helpers_turn(void);

/* The slot's process has died; nothing is done if it was no helper. */
void helpers_reaped(uint32_t slot);

/* None is wanted any more, and those that are there are told goodbye. */
void helpers_stop(void);

/*
 * What of it goes to the next program (base/state.h), and back. There the
 * helpers of the one before are told goodbye, by helpers_renew, and others are
 * started in their place.
 */
void helpers_save(struct state *state);
void helpers_load(struct state *state);
void helpers_renew(void);

#endif
