/* Clients in groups of ten, enough for the server to use its doorbell. */
#ifndef TESTS_LIB_HALL_H
#define TESTS_LIB_HALL_H

#include <stddef.h>

#include "conn.h"

#define HALL_SIZE 200
#define HALL_GROUP 10
#define HALL_GROUPS (HALL_SIZE / HALL_GROUP)

/*
 * The server that checks all uplinks at most once an hour (see
 * server/base/loop/watch.c): it finds a client by its ring, or because it
 * notices that rings are missing.
 */
#define HALL_UNSWEPT "tests/servers/unswept/forkcastd"

/* Connects all clients: number i is cI, in the group I / HALL_GROUP. */
void hall_enter(const struct server *server);

struct conn *hall_get(size_t number);

/*
 * Has one client of each group send a message, which all others of its group
 * must get. All clients take turns in order of their numbers.
 */
#define hall_talk() hall_talk_at(HERE)
void hall_talk_at(const char *where);

#endif
