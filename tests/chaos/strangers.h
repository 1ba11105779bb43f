/*
 * Strangers who do everything wrong, beside the troupe: wrong secrets, half
 * registrations, kicks, floods, names of others, what is no protocol at all;
 * who linger when they were told bye, and end in every phase. They have names
 * and groups of their own: what is said to the troupe is not theirs to disturb.
 */
#ifndef TESTS_CHAOS_STRANGERS_H
#define TESTS_CHAOS_STRANGERS_H

#include <stddef.h>

/* They come from now on, to that address. */
void strangers_begin(const char *address);

/* Each who has something to do does it, without waiting. */
void strangers_turn(void);

/* All close, and no others come. How many there were. */
size_t strangers_end(void);

#endif
