/*
 * Somebody who connects again and again, from one address and without a word,
 * in a process of its own. Used by the tests of who may come in.
 */
#ifndef TESTS_LIB_KNOCKING_H
#define TESTS_LIB_KNOCKING_H

#include <sys/types.h>

#include "server.h"

/*
 * Begins, with so many connections a second, or as many as can be if that is 0.
 * What connections there are by then it holds open too, until it is stopped.
 */
pid_t knocking_start(
    const struct server *server, const char *from, unsigned rate);

/* Ends it, which must have been at it until now. */
void knocking_stop(pid_t pid);

#endif
