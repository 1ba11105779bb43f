/*
 * The child that answers health checks over UDP: forkcast-protocol(7), HEALTH.
 * It reads the head of the scoreboard and nothing else, so that it can report
 * on the server even while the parent cannot. The main function runs right
 * after fork.
 */
#ifndef SERVER_HELPERS_RESPONDER_H
#define SERVER_HELPERS_RESPONDER_H

#include "process/fork/child.h"

/* Answers until the parent says bye or has gone; returns one of exits.h. */
int responder_main(const struct child_args *given);

#endif
