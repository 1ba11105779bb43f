/*
 * A peer that connects again and again, from one address and without a word, in
 * a process of its own.
 */
#ifndef TESTS_LIB_KNOCKING_H
#define TESTS_LIB_KNOCKING_H

#include <sys/types.h>

#include "server.h"

/*
 * Starts to connect at that rate per second, or as fast as possible if it is 0.
 * All connections are held open until it is stopped.
 */
pid_t knocking_start(
    const struct server *server, const char *from, unsigned rate);

/* Ends it, which must have been at it until now. */
void knocking_stop(pid_t pid);

#endif
