/*
 * A client that sends numbered messages to a group as fast as the server takes
 * them, and reads its own events meanwhile; and checks that a reader gets them
 * in order and without a gap.
 */
#ifndef TESTS_LIB_FLOOD_H
#define TESTS_LIB_FLOOD_H

#include <stdbool.h>
#include <stddef.h>

#include "conn.h"
#include "shared/clock.h"
#include "shared/limits.h"

struct flood {
	struct conn *conn; /* the sender's; its label is the sender's name */
	const char *group;
	size_t size; /* bytes of a text */
	size_t said; /* messages written to the socket */
	size_t heard; /* own events that have come back */
	char line[LIMIT_LINE];
	size_t len; /* of line */
	size_t begun; /* how much of it has been written */
};

/*
 * Begins a flood by a member of the group. Texts have size bytes, at least 16.
 */
void flood_init(
    struct flood *flood, struct conn *conn, const char *group, size_t size);

/*
 * Sends count further messages. Returns true when all have been sent and have
 * come back, and false as soon as nothing has moved for that long and the
 * server waits too: on a busy machine it may only wait for a processor. Drops
 * all other events.
 */
bool flood_run(struct flood *flood, size_t count, usec patience);

/*
 * Expects that the reader gets count messages, the first with that number.
 * Drops the joins, leaves and quits of others between them.
 */
#define flood_expect(flood, reader, first, count) \
	flood_expect_at(HERE, flood, reader, first, count)
void flood_expect_at(const char *where, const struct flood *flood,
    struct conn *reader, size_t first, size_t count);

/*
 * Does the same, and lets time pass for the server in such steps while nothing
 * comes. Returns how much has passed.
 */
#define flood_pace(flood, reader, first, count, server, step) \
	flood_pace_at(HERE, flood, reader, first, count, server, step)
usec flood_pace_at(const char *where, const struct flood *flood,
    struct conn *reader, size_t first, size_t count, struct server *server,
    usec step);

/*
 * Sends count further messages, in rounds that no queue has to hold, and
 * expects that all these readers get them.
 */
#define flood_all(flood, readers, count, messages) \
	flood_all_at(HERE, flood, readers, count, messages)
void flood_all_at(const char *where, struct flood *flood,
    struct conn *const *readers, size_t count, size_t messages);

/*
 * Reads messages, the first with that number, up to the first line that is
 * none, which is then in reader->line. Returns the number of messages.
 */
#define flood_read(flood, reader, first) \
	flood_read_at(HERE, flood, reader, first)
size_t flood_read_at(const char *where, const struct flood *flood,
    struct conn *reader, size_t first);

#endif
