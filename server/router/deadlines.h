/*
 * What time alone does to slots: who is silent, who is slow, whose line has
 * waited for long enough, whose worker outstays its time. Each slot has one
 * alarm, at the soonest of its deadlines; then all of them are looked at.
 * Called by the loop and reload.c.
 */
#ifndef SERVER_ROUTER_DEADLINES_H
#define SERVER_ROUTER_DEADLINES_H

#include <stdint.h>

/* The slot's alarm: looks at it, and sets the next one. */
void deadlines_look(uint32_t slot);

/* The configuration has changed: sets those of all slots anew. */
void deadlines_reset(void);

#endif
