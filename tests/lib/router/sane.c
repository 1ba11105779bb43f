/* Do the router's tables agree: see sane.h. */
#include "sane.h"

#include "server/router/delivery/downlink.h"
#include "server/router/delivery/fanout.h"
#include "server/router/delivery/unstored.h"
#include "server/router/model/boxes.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/holds.h"
#include "server/router/model/masks.h"
#include "server/router/model/slots.h"
#include "server/router/model/table.h"
#include "server/router/queue/outq.h"
#include "server/router/work/work.h"
#include "tests/lib/must.h"

/* Sums over all slots, to be held against those over all groups. */
struct sums {
	size_t slots;
	size_t memberships;
	size_t waiting; /* bytes */
};

static void
check_name(uint32_t number, const struct slot *slot)
{
	const struct str name = clients_name(number);

	if (slot->state != SLOT_OPEN) {
		MUST(name.len == 0, "%u is ending and has a name", number);
		return;
	}
	MUST(name.len == 0 || clients_find(name) == number,
	    "the name of %u leads to another", number);
}

/* The values that outq_pieces reports for the current queue. */
static struct {
	uint64_t tag;
	size_t bytes;
} sum;

static void
add_up(struct piece piece, void *unused)
{
	(void)unused;
	if (piece.segment->of == sum.tag)
		sum.bytes += piece.end - piece.start;
}

/* While it is over the mark it is counted group by group; else it is not. */
static void
check_owed(uint32_t number, const struct slot *slot)
{
	const struct set *groups = groups_of(number);

	for (size_t i = 0; i < groups->count; i++) {
		const struct membership *m =
		    groups_membership(number, groups->at[i]);
		sum.tag = groups_get(groups->at[i])->tag;
		sum.bytes = 0;
		if (slot->down.over_mark)
			outq_pieces(&slot->down.queue, add_up, NULL);
		MUST(m->waiting == sum.bytes, "%u owes %zu bytes, not %zu",
		    number, sum.bytes, m->waiting);
		MUST(m->over_mark == (m->waiting > GROUPS_MARK),
		    "%u: %zu bytes of a group, over is %d", number, m->waiting,
		    m->over_mark);
	}
}

static void
check_queue(uint32_t number, const struct slot *slot)
{
	MUST(slot->down.over_mark == (slot->down.queue.bytes > GROUPS_MARK),
	    "%u: %zu bytes, over is %d", number, slot->down.queue.bytes,
	    slot->down.over_mark);
	MUST((slot->down.queue.head == NULL) == (slot->down.queue.bytes == 0),
	    "%u: a queue of %zu bytes", number, slot->down.queue.bytes);
	MUST(slot->down.fd != -1 || slot->down.queue.bytes == 0,
	    "%u has no downlink, and %zu bytes wait", number,
	    slot->down.queue.bytes);
	MUST(slot->up.in.data == NULL || slot->state == SLOT_OPEN,
	    "%u is ending and holds a buffer", number);
}

static void
check_groups_of(uint32_t number, const struct slot *slot)
{
	const struct set *groups = groups_of(number);

	MUST(slot->state == SLOT_OPEN || groups->count == 0,
	    "%u is ending and in %zu groups", number, groups->count);
	for (size_t i = 0; i < groups->count; i++)
		MUST(set_has(groups_members(groups->at[i]), number),
		    "%u is in group %u, which has it not", number,
		    groups->at[i]);
}

/* Returns in how many groups it is. */
static size_t
check_client(uint32_t number, const struct slot *slot)
{
	MUST(clients_slot(slot->client) == number, "%u is another's", number);
	check_name(slot->client, slot);
	check_owed(slot->client, slot);
	check_groups_of(slot->client, slot);
	return groups_of(slot->client)->count;
}

static struct sums
check_slots(void)
{
	struct sums sums = { 0 };

	for (uint32_t number = slots_next(0); number != SLOT_NONE;
	     number = slots_next(number + 1)) {
		const struct slot *slot = slots_get(number);
		check_queue(number, slot);
		if (slot->client != CLIENT_NONE)
			sums.memberships += check_client(number, slot);
		sums.slots++;
		sums.waiting += slot->down.queue.bytes;
	}
	return sums;
}

/* The mark's count, as far as it shows. */
static void
check_congestion(uint32_t group, const struct set *members, size_t over)
{
	for (size_t i = 0; i < members->count; i++) {
		const size_t others = members->count - 1;
		const size_t marked =
		    over - groups_membership(members->at[i], group)->over_mark;
		MUST(congestion_of(group, members->at[i]) ==
			(marked > 0 && 2 * marked >= others),
		    "group %u: %zu of %zu others are over", group, marked,
		    others);
	}
}

/* Returns if it has a slot, which is to be open then. */
static bool
check_member(uint32_t number, uint32_t group)
{
	const uint32_t slot = clients_slot(number);

	MUST(slot == SLOT_NONE || slots_get(slot)->state == SLOT_OPEN,
	    "group %u has the ended %u", group, number);
	MUST(set_has(groups_of(number), group),
	    "group %u has %u, who is not in it", group, number);
	return slot != SLOT_NONE;
}

/* Returns how many members with a slot it has. */
static size_t
check_group(uint32_t group)
{
	const struct set *members = groups_members(group);
	size_t over = 0, count = 0;

	MUST(groups_find(groups_name(group)) == group,
	    "the title of group %u leads to another", group);
	for (size_t i = 0; i < members->count; i++) {
		const uint32_t number = members->at[i];
		MUST(i == 0 || members->at[i - 1] < number,
		    "group %u is not in order", group);
		count += check_member(number, group);
		over += groups_membership(number, group)->over_mark;
	}
	check_congestion(group, members, over);
	return count;
}

void
sane_check(void)
{
	const struct sums sums = check_slots();
	size_t groups = 0, memberships = 0;

	for (uint32_t group = groups_next(0); group != GROUP_NONE;
	     group = groups_next(group + 1)) {
		memberships += check_group(group);
		groups++;
	}
	MUST(sums.slots == slots_used(), "%zu slots, not %zu", slots_used(),
	    sums.slots);
	MUST(groups == groups_count(), "%zu groups, not %zu", groups_count(),
	    groups);
	MUST(memberships == sums.memberships, "%zu memberships, or %zu",
	    memberships, sums.memberships);
	MUST(outq_waiting() == sums.waiting + unstored_bytes(),
	    "%zu bytes wait, not %zu", outq_waiting(),
	    sums.waiting + unstored_bytes());
	sane_begin_sums();
	sane_check_tables();
	sane_check_boxes();
	sane_check_masks();
	sane_check_sums();
}

void
sane_forget_left(void)
{
	uint32_t left;

	while ((left = groups_first_left()) != GROUP_NONE) {
		work_drop_box(left, STR("the test is over"));
		groups_drop_left(left);
	}
}

void
sane_check_empty(void)
{
	sane_check();
	sane_forget_left();
	sane_check();
	MUST(slots_used() == 0, "%zu slots are left", slots_used());
	MUST(groups_count() == 0, "%zu groups are left", groups_count());
	MUST(unstored_bytes() > 0 || segments_held() == 0,
	    "%zu bytes of lines are left", segments_held());
	MUST(table_bytes() == 0, "%zu bytes of rows are left", table_bytes());
	MUST(holds_locks() == 0, "%zu locks are left", holds_locks());
	MUST(boxes_count() == 0, "%zu boxes are left", boxes_count());
	MUST(masks_bytes() == 0, "%zu bytes of masks are left", masks_bytes());
	MUST(boxes_bytes() == 0, "%zu bytes of items are left", boxes_bytes());
}
