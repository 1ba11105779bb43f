/* Enough clients to make the server's doorbell matter, in groups of ten. */
#ifndef TESTS_LIB_HALL_H
#define TESTS_LIB_HALL_H

#include <stddef.h>

#include "conn.h"

#define HALL_SIZE 200
#define HALL_GROUP 10
#define HALL_GROUPS (HALL_SIZE / HALL_GROUP)

/*
 * The server that sweeps no more often than once in an hour (see
 * server/base/loop/watch.c): who is heard there was found by its ring, or by
 * what shows that rings are missing.
 */
#define HALL_UNSWEPT "tests/servers/unswept/forkcastd"

/* They come in: number i is cI, in the group I / HALL_GROUP. */
void hall_enter(const struct server *server);

struct conn *hall_get(size_t number);

/* Takes one out of it, whose connection the caller closes. */
struct conn *hall_lose(size_t number);

/*
 * One of each group says something, and all others of its group get it. In
 * order of their numbers everybody has a turn; the lost are left out.
 */
#define hall_talk() hall_talk_at(HERE)
void hall_talk_at(const char *where);

#endif
