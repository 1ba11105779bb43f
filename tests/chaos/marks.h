/*
 * An account amid the chaos (chaos.c), with a history: somebody tells it
 * numbered texts, and its devices come, hear, mark what they have seen, and are
 * lost. What was told after the mark is missed, once and in order, and no more.
 */
#ifndef TESTS_CHAOS_MARKS_H
#define TESTS_CHAOS_MARKS_H

#include <stdbool.h>
#include <sys/types.h>

#include "tests/lib/server.h"

/* The accounts come; turn is called while something is waited for. */
void marks_begin(const struct server *server, void (*turn)(void));

/* Something is told, and a device comes or asks; finish: in the end, all. */
void marks_step(void);
void marks_finish(void);

/* Returns false if the worker must not be lost: that of who tells. */
bool marks_loses(pid_t worker);

#endif
