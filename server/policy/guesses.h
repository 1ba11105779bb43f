/*
 * Wrong passwords, by the address that they come from, so that a password
 * cannot be found by trying. What comes from an address that has said a wrong
 * one is looked at only when the answer to that is due; to come again, or many
 * times at once, is no way round it. An address that has said many wrong ones
 * lately shares a rate with all others of that kind, who may be one attacker.
 * Who has said none lately never waits, whatever others do. Exempt addresses
 * are like others here. Called by commands.c.
 */
#ifndef SERVER_POLICY_GUESSES_H
#define SERVER_POLICY_GUESSES_H

#include <stdbool.h>

#include "base/state.h"
#include "shared/clock.h"

/* False where there is no memory. */
bool guesses_init(void);

/*
 * How long one who comes from there (as struct slot's peer) is to wait, and
 * then to ask again; now is ticks_mono's. 0: what it says is to be looked at
 * now, which is one try.
 */
usec guesses_wait(const char *peer, usec now);

/* It was wrong: after how long that may be said. */
usec guesses_wrong(const char *peer, usec now);

/* What of it goes to the next program (base/state.h), and back. */
void guesses_save(struct state *state);
void guesses_load(struct state *state);

#endif
