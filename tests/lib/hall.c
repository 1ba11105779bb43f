/* So many clients that the doorbell matters: see hall.h. */
#include "hall.h"

#include <stdio.h>

static struct {
	struct conn *conn[HALL_SIZE];
	unsigned talks;
} hall;

void
hall_enter(const struct server *server)
{
	char name[16];

	for (size_t i = 0; i < HALL_SIZE; i++) {
		const size_t group = i / HALL_GROUP;
		(void)snprintf(name, sizeof(name), "c%zu", i); /* fits */
		hall.conn[i] = conn_named(server, name);
		conn_say(hall.conn[i], "join %zu", group);
		for (size_t k = group * HALL_GROUP; k <= i; k++)
			conn_expect(hall.conn[k], "join * %zu %s", group, name);
	}
}

struct conn *
hall_get(size_t number)
{
	return hall.conn[number];
}

/* Whose turn it is in a group. */
static struct conn *
speaker(size_t group)
{
	return hall.conn[group * HALL_GROUP + hall.talks % HALL_GROUP];
}

static void
group_hears(const char *where, size_t group)
{
	for (size_t i = 0; i < HALL_GROUP; i++)
		conn_expect_at(where, hall.conn[group * HALL_GROUP + i],
		    "msg * %zu %s talk %u", group, speaker(group)->label,
		    hall.talks);
}

void
hall_talk_at(const char *where)
{
	for (size_t group = 0; group < HALL_GROUPS; group++)
		conn_say(speaker(group), "send %zu talk %u", group, hall.talks);
	for (size_t group = 0; group < HALL_GROUPS; group++)
		group_hears(where, group);
	hall.talks++;
}
