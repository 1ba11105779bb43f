/*
 * The history of all events, in the order in which the witness heard them: a
 * client that is in all groups from beginning to end and suffers no fault.
 * Every other life follows the history, and must have heard exactly the events
 * that concerned it.
 */
#ifndef TESTS_CHAOS_HISTORY_H
#define TESTS_CHAOS_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hearing.h"

/* Where a life is on its way through the history; all zero is nowhere. */
struct walk {
	uint32_t life;
	size_t at; /* the next event */
	uint32_t groups; /* mask: those it is in there */
	bool quit; /* it has passed its own end */
};

void history_begin(void);

/* The witness has heard an event that is no tell. */
void history_learn(const struct hearing *hearing);

/* The last ID in the history. */
uint64_t history_end(void);

/* A life begins here. */
struct walk history_enter(uint32_t life);

/*
 * The life has heard that event, whose ID is not behind the history's end: it
 * must be the next one that concerns it.
 */
void history_heard(struct walk *walk, uint64_t id, uint64_t hash);

/* The life hears no more, and no event must have concerned it until now. */
void history_rest(struct walk *walk);

size_t history_count(void);

#endif
