/*
 * A client that says numbered messages to a group as fast as the server takes
 * them, and reads its own events meanwhile; and a check that a reader gets them
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
	struct conn *conn; /* of the sender; its label is its name */
	const char *group;
	size_t size; /* bytes of a text */
	size_t said; /* messages that the socket has taken */
	size_t heard; /* own events that have come back */
	char line[LIMIT_LINE];
	size_t len; /* of line */
	size_t begun; /* how much of it has been taken */
};

/* The sender is a member of the group; texts have size bytes, at least 16. */
void flood_init(
    struct flood *flood, struct conn *conn, const char *group, size_t size);

/*
 * Says so many further messages. True when all have been taken and come back;
 * false as soon as nothing has moved for that long. Other events than its own
 * messages are read and dropped.
 */
bool flood_run(struct flood *flood, size_t count, usec patience);

/*
 * The reader must now get so many messages, the first with that number. News of
 * others' coming and going between them is dropped.
 */
#define flood_expect(flood, reader, first, count) \
	flood_expect_at(HERE, flood, reader, first, count)
void flood_expect_at(const char *where, const struct flood *flood,
    struct conn *reader, size_t first, size_t count);

/*
 * Says so many further messages, in rounds that no queue has to hold, and all
 * of these readers must get them.
 */
#define flood_all(flood, readers, count, messages) \
	flood_all_at(HERE, flood, readers, count, messages)
void flood_all_at(const char *where, struct flood *flood,
    struct conn *const *readers, size_t count, size_t messages);

/*
 * Reads the same, the first with that number, up to the first line that is no
 * message: how many there were. That line is in reader->line.
 */
#define flood_read(flood, reader, first) \
	flood_read_at(HERE, flood, reader, first)
size_t flood_read_at(const char *where, const struct flood *flood,
    struct conn *reader, size_t first);

#endif
