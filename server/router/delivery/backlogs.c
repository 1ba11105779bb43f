/* The backlogs of clients: see backlogs.h. */
#include "router/delivery/backlogs.h"

#include "router/model/clients.h"
#include "router/model/groups.h"

/* Returns the client's membership in the group with that tag, or null. */
static struct membership *
membership_of(uint32_t client, uint64_t tag)
{
	const uint32_t group = (uint32_t)tag;

	return tag != 0 && groups_exists(group) && groups_tag(group) == tag ?
	    groups_membership(client, group) :
	    NULL;
}

static void
count_waiting(
    uint32_t group, uint32_t client, struct membership *m, size_t waiting)
{
	const bool over = waiting > GROUPS_MARK;

	m->waiting = waiting;
	if (over == m->over_mark)
		return;
	m->over_mark = over;
	groups_count_mark(group, client, over);
}

void
backlogs_add(uint32_t client, uint64_t tag, size_t bytes)
{
	struct membership *m = membership_of(client, tag);

	if (m != NULL)
		count_waiting((uint32_t)tag, client, m, m->waiting + bytes);
}

bool
backlogs_sub(uint32_t client, uint64_t tag, size_t bytes)
{
	struct membership *m = membership_of(client, tag);
	bool was;

	if (m == NULL)
		return false;
	was = m->over_mark;
	/*
	 * The client may have joined when some of these bytes already waited.
	 */
	count_waiting((uint32_t)tag, client, m,
	    bytes < m->waiting ? m->waiting - bytes : 0);
	return was && !m->over_mark;
}

void
backlogs_clear(uint32_t client)
{
	const struct client *c = clients_get(client);

	for (size_t i = 0; i < c->groups.count; i++)
		count_waiting(c->groups.at[i], client, &c->membership[i], 0);
}
