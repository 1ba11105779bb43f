/*
 * A process that connects again and again from one address and sends nothing.
 */
#ifndef TESTS_LIB_KNOCKING_H
#define TESTS_LIB_KNOCKING_H

#include <sys/types.h>

#include "server.h"

/*
 * Starts to connect, rate times per second, or as fast as possible if rate is
 * 0. All connections stay open until knocking_stop.
 */
pid_t knocking_start(
    const struct server *server, const char *from, unsigned rate);

/* Ends the process, which must still be connecting. */
void knocking_stop(pid_t pid);

#endif
