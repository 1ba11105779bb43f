/*
 * The deadlines of slots: silent and slow clients, lines that have waited too
 * long, workers that outstay their time. Each slot has one alarm, at its
 * soonest deadline; when it rings, all its deadlines are checked.
 */
#ifndef SERVER_ROUTER_DEADLINES_H
#define SERVER_ROUTER_DEADLINES_H

#include <stdint.h>

/* Checks the slot's deadlines and sets its next alarm. */
void deadlines_check(uint32_t slot);

/* Sets the alarms of all slots anew, after a change of the configuration. */
void deadlines_reset(void);

#endif
