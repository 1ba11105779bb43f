/*
 * The child that answers health checks over UDP: forkcast-protocol(7), HEALTH.
 * It reads the head of the scoreboard and nothing else, so that it can tell how
 * the server is while the parent cannot. Called right behind fork, as the main
 * function of its kind.
 */
#ifndef SERVER_HELPERS_RESPONDER_H
#define SERVER_HELPERS_RESPONDER_H

#include "fork/given.h"

/* Answers until the parent says bye or has gone; returns one of exits.h. */
int responder_main(const struct given *given);

#endif
