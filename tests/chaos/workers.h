/*
 * The server's workers and whom they serve, by the port at the end of a
 * worker's title.
 */
#ifndef TESTS_CHAOS_WORKERS_H
#define TESTS_CHAOS_WORKERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "tests/lib/server.h"

#define WORKERS_MOST 1024

/* All children of the server, not all of which are workers; how many. */
size_t workers_find(const struct server *server, pid_t workers[WORKERS_MOST]);

/* The life that the worker serves; false if it serves none of the troupe. */
bool workers_life(pid_t worker, uint32_t *life);

#endif
