/*
 * Chooses a client's next step with its own dice: it talks, comes and goes,
 * asks, falls silent or deaf, and leaves in every possible way.
 */
#ifndef TESTS_CHAOS_SCRIPT_H
#define TESTS_CHAOS_SCRIPT_H

#include "actor.h"

/* The next thing that it does; the other is whom it may tell something. */
void script_act(struct actor *actor, const struct actor *other, usec now);

/* How long until it, one of so many, does something again. */
usec script_pause(struct actor *actor, size_t actors);

#endif
