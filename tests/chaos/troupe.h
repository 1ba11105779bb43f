/*
 * All clients of the chaos, in one process. The first is the witness, who only
 * listens, in all groups.
 */
#ifndef TESTS_CHAOS_TROUPE_H
#define TESTS_CHAOS_TROUPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/clock.h"

/* They come in; the witness is in all groups when this returns. */
void troupe_enter(const char *address, size_t count);
void troupe_free(void);

/* Whoever has something to do by its script does it. */
void troupe_act(void);

/* Sends and receives what can be until then, or until something has come. */
void troupe_listen(usec until);

/*
 * No script any more: all finish their sentences, say a ping and read what
 * comes, until all who are there were answered and all who leave have left.
 * False if that does not come about. Calls turn now and then.
 */
bool troupe_fall_silent(void (*turn)(void));

/* How many there are in all, and how many are in just now. */
size_t troupe_count(void);
size_t troupe_present(void);

/* All close their connections. */
void troupe_leave(void);

/* Whose connection has this port: its life. False if nobody's. */
bool troupe_life(unsigned port, uint32_t *life);

#endif
