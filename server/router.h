/*
 * The loop of the parent: signals, uplinks, queues, newcomers, timers, in that
 * order, each turn; it blocks nowhere but in select. Called by forkcastd.c.
 */
#ifndef SERVER_ROUTER_H
#define SERVER_ROUTER_H

#include <stdbool.h>

#include "config.h"

/* The tables of all the router's modules; false with errno. */
bool router_init(void);

/*
 * Serves until TERM or INT; the command line is for reloading. False if it
 * ended by itself, for it could not wait for its workers any more.
 */
bool router_run(const struct config_command_line *line);

/*
 * What the operator asks for, over the control socket or by a signal: reads
 * the configuration again, false with *why; lets nobody in any more, and ends
 * when the last client has left; says goodbye to all.
 */
bool router_reload(struct trouble *why);
void router_drain(void);
void router_stop(void);

#endif
