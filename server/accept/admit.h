/*
 * Who comes in: accept, and the limits. Who cannot come in is told so. Used by
 * the loop and control.c.
 */
#ifndef SERVER_ACCEPT_ADMIT_H
#define SERVER_ACCEPT_ADMIT_H

#include <stdbool.h>

/* The listeners are waited for only while somebody could be let in or told. */
void admit_watch(void);

/* Accepts from the listeners that select found. */
void admit_ready(void);

/* Nobody is accepted in this turn: there was something more urgent. */
void admit_pause(void);

/* ALARM_ADMIT: tries to have a spare descriptor again. */
void admit_alarm(void);

/* No one else from now on. */
void admit_stop(void);

#endif
