/*
 * The children that are no client's, whatever their kinds (helper.h): each is
 * there as long as the configuration wants it, and started anew when it has
 * died, each time later if that does not help.
 */
#ifndef SERVER_ACCEPT_HELPERS_H
#define SERVER_ACCEPT_HELPERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/config/config.h"
#include "base/state/state.h"
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
 * To be called once before the loop, with the scoreboard, for reading only
 * (-1: there is none). In a program that has taken over, the helpers of the one
 * before are told goodbye, and others are started in their place.
 */
void helpers_begin(int board);

/* Starts those that are due, if no child is being made. */
void helpers_turn(void);

/* The slot's process has died; nothing is done if it was no helper. */
void helpers_reaped(uint32_t slot);

/* None is wanted any more, and those that are there are told goodbye. */
void helpers_stop(void);

/* Gives up what the parent has of them, at its end. */
void helpers_close(void);

#endif
