/* Do the router's tables agree: see sane.h. */
#include "sane.h"

#include <string.h>

#include "server/router/delivery/downlink.h"
#include "server/router/delivery/record.h"
#include "server/router/model/boxes.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/masks.h"
#include "server/router/model/slots.h"
#include "server/router/model/table.h"
#include "server/router/queue/outq.h"
#include "server/router/work/keys.h"
#include "server/router/work/work.h"
#include "shared/names.h"
#include "tests/lib/must.h"

/* Says what does not hold, of which client, group, box, taker, item or lock. */
#define SANE(number, holds) MUST(holds, "%u: not so: %s", number, #holds)

/* What is charged to each client. */
static size_t charged[CLIENTS_MAX][QUOTAS];

/* Sums over all that there is, to be held against what the modules count. */
static struct {
	size_t slots, groups;
	size_t queued; /* bytes */
	size_t memberships[2]; /* as clients and as groups have them */
	size_t rows, row_bytes; /* of those that wait, too */
	size_t boxes, waiting, taken, item_bytes;
	size_t holds[2]; /* as locks and as clients have them */
	size_t mask_bytes;
} sums;

/* The group of which bytes are added up, in one queue. */
static struct {
	uint64_t tag;
	size_t bytes;
} owed;

static void
charge(struct holder holder, enum quota what, size_t count)
{
	const client_id client = clients_of(holder);

	if (client_is(client))
		charged[client.n][what] += count;
}

/* --- Clients and groups ------------------------------------------------ */

static void
add_up(struct piece piece, void *unused)
{
	(void)unused;
	if (piece.segment->of == owed.tag)
		owed.bytes += piece.end - piece.start;
}

/* While it is over the mark it is counted group by group; else it is not. */
static void
check_groups_of(client_id client)
{
	const struct set *groups = groups_of(client);

	SANE(client.n, conns_count(client) > 0 || groups->count == 0);
	for (size_t i = 0; i < groups->count; i++) {
		const uint32_t group = groups->at[i];
		const struct membership *m = groups_membership(client, group);
		SANE(client.n, set_has(groups_members(group), client.n));
		owed.tag = groups_get(group)->tag;
		owed.bytes = 0;
		FOR_EACH_CONN_OF(it, client)
			if (slots_over_mark(it))
				outq_pieces(
				    &slots_get(conns_slot(it))->down.queue,
				    add_up, NULL);
		SANE(client.n, m->waiting == owed.bytes);
	}
	sums.memberships[0] += groups->count;
}

static void
check_conn(conn_id conn, uint32_t number)
{
	const struct slot *slot = slots_get(number);
	const client_id client = client_of(conn);
	const struct str name = clients_name(client);

	SANE(conn.n, conns_slot(conn) == number);
	SANE(conn.n,
	    slot->state == SLOT_OPEN || name.len == 0 ||
		conns_count(client) > 0);
	SANE(conn.n, name.len == 0 || client_same(clients_find(name), client));
}

static void
check_slot(uint32_t number)
{
	const struct slot *slot = slots_get(number);
	const struct outq *queue = &slot->down.queue;

	SANE(number, slot->down.over_mark == (queue->bytes > GROUPS_MARK));
	SANE(number, (queue->head == NULL) == (queue->bytes == 0));
	SANE(number, slot->down.fd != -1 || queue->bytes == 0);
	SANE(number, slot->up.in.data == NULL || slot->state == SLOT_OPEN);
	if (conn_is(slot->conn))
		check_conn(slot->conn, number);
	sums.slots++;
	sums.queued += queue->bytes;
}

/* The mark's count, as far as it shows. */
static void
check_congestion(uint32_t group, const struct set *members, size_t over)
{
	for (size_t i = 0; i < members->count; i++) {
		const size_t others = members->count - 1;
		const size_t marked = over -
		    groups_over_mark(
			groups_membership(clients_at(members, i), group));
		SANE(group,
		    downlink_congested(group, clients_at(members, i)) ==
			(marked > 0 && 2 * marked >= others));
	}
}

static void
check_members(uint32_t group)
{
	const struct set *members = groups_members(group);
	size_t over = 0;

	SANE(group, groups_find(groups_name(group)) == group);
	for (size_t i = 0; i < members->count; i++) {
		const client_id client = clients_at(members, i);
		SANE(group, i == 0 || members->at[i - 1] < client.n);
		SANE(client.n,
		    client_same(client_of(conns_first(client)), client));
		SANE(client.n, set_has(groups_of(client), group));
		sums.memberships[1]++;
		over += groups_over_mark(groups_membership(client, group));
	}
	check_congestion(group, members, over);
	sums.groups++;
}

static void
check_masks(uint32_t group)
{
	const struct set *invited = &groups_get(group)->invited;

	for (enum masks_list list = 0; list < MASKS_LISTS; list++) {
		size_t count = 0;
		for (const struct mask_entry *row =
			 groups_get(group)->masks.list[list].first;
		     row != NULL; row = row->next, count++) {
			const struct str mask = mask_entry_mask(row);
			const size_t size =
			    sizeof(*row) + row->mask_len + row->name_len;
			SANE(group, str_eq(masks_full(list, mask), mask));
			charge(row->holder, QUOTA_MASKS, size);
			sums.mask_bytes += size;
		}
		SANE(group,
		    count == groups_get(group)->masks.list[list].count &&
			count <= LIMIT_MASKS);
	}
	SANE(group, invited->count <= LIMIT_INVITED);
	for (size_t i = 0; i < invited->count; i++)
		SANE(group,
		    client_is(clients_named(invited->at[i])) &&
			!groups_has(group, clients_at(invited, i)) &&
			set_has(&clients_get(clients_at(invited, i))->invited,
			    group));
}

/* --- Tables ------------------------------------------------------------ */

/* It says what a client may have said. */
static void
check_row(const struct row *row, uint32_t table)
{
	const size_t size = row_size(row);

	SANE(table,
	    row->table == table && key_check(row_key(row)) == CODE_OK &&
		name_check(row_name(row)) == CODE_OK &&
		text_check(row_value(row), LIMIT_VALUE) == CODE_OK);
	charge(row->holder, QUOTA_KEYS, size);
	sums.row_bytes += size;
}

static void
check_table(uint32_t table)
{
	struct str before = STR("");
	const struct row *row;
	size_t count = 0;

	for (; (row = table_at(table, count)) != NULL; count++) {
		const struct str key = row_key(row);
		const size_t least =
		    before.len < key.len ? before.len : key.len;
		const int order = memcmp(before.at, key.at, least);
		SANE(table, order < 0 || (order == 0 && before.len < key.len));
		check_row(row, table);
		before = key;
	}
	SANE(table, count == table_count(table) && count <= 10000 + HOLDS_MAX);
	sums.rows += count;
}

/* --- Boxes ------------------------------------------------------------- */

static void
check_item(uint32_t number, uint32_t box, uint32_t taker)
{
	const struct item *item = boxes_item(number);
	const size_t size = boxes_size(boxes_name(item), boxes_text(item));

	SANE(number, item->box == box && item->taker == taker);
	SANE(number, taker != TAKER_NONE || item->due == 0);
	SANE(number, item->room != NULL && boxes_lookup(item->id) != ITEM_NONE);
	SANE(number,
	    name_check(boxes_name(item)) == CODE_OK &&
		text_check(boxes_text(item), LIMIT_TEXT) == CODE_OK);
	charge(item->holder, QUOTA_ITEMS, size);
	sums.item_bytes += size;
}

/* Those that wait, in order, or those that one taker has. */
static void
check_items(const struct list *list, uint32_t box, uint32_t number)
{
	uint32_t last = ITEM_NONE;
	size_t count = 0;

	for (uint32_t item = list_first(list); item != ITEM_NONE;
	     item = boxes_next_item(item), count++) {
		const uint64_t id = boxes_item(item)->id;
		check_item(item, box, number);
		if (number != TAKER_NONE)
			SANE(item,
			    boxes_find(id, boxes_taker(number)->conn) == item);
		else
			SANE(item,
			    last == ITEM_NONE || boxes_item(last)->id < id);
		last = item;
	}
	SANE(box, count == list->count && last == list_last(list));
	if (number == TAKER_NONE)
		sums.waiting += count;
}

/* With credits, or without. Returns how many items they have. */
static size_t
check_takers(uint32_t box, const struct list *takers, bool ready)
{
	uint32_t last = TAKER_NONE;
	size_t count = 0, held = 0;

	for (uint32_t number = list_first(takers); number != TAKER_NONE;
	     number = boxes_next_taker(number), count++) {
		const struct taker *taker = boxes_taker(number);
		const int32_t has = (int32_t)taker->held.count;
		SANE(number, taker->box == box);
		SANE(number,
		    conns_slot(taker->conn) != SLOT_NONE &&
			groups_has(box, client_of(taker->conn)));
		SANE(number, boxes_find_taker(box, taker->conn) == number);
		SANE(number, taker->credits > 0 || has > 0);
		SANE(number,
		    taker->credits + has <= LIMIT_CREDITS &&
			taker->credits >= -LIMIT_CREDITS);
		SANE(number, (taker->credits > 0) == ready);
		check_items(&taker->held, box, number);
		held += taker->held.count;
		last = number;
	}
	SANE(box, count == takers->count && last == list_last(takers));
	return held;
}

static void
check_box(uint32_t number)
{
	const struct box *box = boxes_get(number);
	const size_t before = sums.item_bytes;
	const size_t held = check_takers(number, &box->ready, true) +
	    check_takers(number, &box->spent, false);

	SANE(number, groups_get(number)->has_box && groups_exists(number));
	SANE(number,
	    box->waiting.count > 0 || box->ready.count > 0 ||
		box->spent.count > 0);
	SANE(number,
	    groups_lasts(number) || groups_get(number)->left != 0 ||
		groups_members(number)->count > 0);
	check_items(&box->waiting, number, TAKER_NONE);
	SANE(number, held == box->taken);
	SANE(number, sums.item_bytes - before == box->bytes);
	charge(box->maker, QUOTA_BOXES, 1);
	sums.taken += held;
	sums.boxes++;
}

/* --- Locks ------------------------------------------------------------- */

static struct str
key_of(const struct lock *lock)
{
	return (struct str) { lock->key, lock->key_len };
}

/* Those who hold a key or wait for it; who waits has the row to be set. */
static void
check_holds(const struct list *list, uint32_t lock, bool waits)
{
	const struct locks *locks = keys_locks();
	const uint32_t table = locks->lock[lock].table;
	uint32_t last = HOLD_NONE;
	size_t count = 0;

	for (uint32_t number = list_first(list); number != HOLD_NONE;
	     number = list_next(locks->links, number), count++) {
		const struct hold *hold = &locks->hold[number];
		SANE(
		    number, hold->lock == lock && (hold->row != NULL) == waits);
		SANE(number, hold->most > 0 && hold->most <= LIMIT_HOLDERS);
		SANE(number,
		    conns_count(hold->client) > 0 &&
			groups_has(table, hold->client));
		if (waits) {
			SANE(number,
			    str_eq(row_key(hold->row),
				key_of(&locks->lock[lock])));
			check_row(hold->row, table);
		}
		last = number;
	}
	SANE(lock, count == list->count && last == list_last(list));
	sums.holds[0] += count;
}

/* Nobody waits without need. */
static void
check_lock(uint32_t number)
{
	const struct locks *locks = keys_locks();
	const struct lock *lock = &locks->lock[number];
	const uint32_t first = list_first(&lock->waiters);
	const struct row *row;

	row = table_find(lock->table, key_of(lock));
	SANE(number, row == NULL || keys_is_held(row));
	SANE(number,
	    groups_exists(lock->table) &&
		groups_members(lock->table)->count > 0);
	SANE(number, lock->holders.count > 0);
	SANE(number,
	    first == HOLD_NONE ||
		locks->hold[first].most <= lock->holders.count);
	check_holds(&lock->holders, number, false);
	check_holds(&lock->waiters, number, true);
}

static void
check_holds_of(client_id client)
{
	const struct locks *locks = keys_locks();
	const struct list *list = &locks->of[client.n];
	size_t count = 0;

	for (uint32_t number = list_first(list); number != HOLD_NONE;
	     number = list_next(locks->client_links, number), count++) {
		SANE(client.n, client_same(locks->hold[number].client, client));
		for (uint32_t before = list_first(list); before != number;
		     before = list_next(locks->client_links, before))
			SANE(client.n,
			    locks->hold[before].lock !=
				locks->hold[number].lock);
	}
	SANE(client.n, count == list->count && count <= LIMIT_HOLDS);
	sums.holds[1] += count;
}

/* --- All --------------------------------------------------------------- */

static void
check_sums(void)
{
	SANE(0, sums.slots == slots_used() && sums.groups == groups_count());
	SANE(0, sums.memberships[0] == sums.memberships[1]);
	SANE(0, sums.queued + record_unstored()->queue.bytes == outq_waiting());
	/* Rows of nobody would make these differ. */
	SANE(0, sums.rows == table_rows() && sums.row_bytes == table_bytes());
	SANE(0,
	    sums.boxes == boxes_sums()->boxes &&
		sums.item_bytes == boxes_sums()->bytes);
	SANE(0,
	    sums.waiting == boxes_sums()->waiting &&
		sums.taken == boxes_sums()->taken);
	SANE(0,
	    sums.holds[0] == rows_used(&keys_locks()->holds) &&
		sums.holds[1] == sums.holds[0]);
	SANE(0, sums.mask_bytes == masks_bytes());
	FOR_EACH_CLIENT(client)
		for (enum quota what = 0; what < QUOTAS; what++)
			SANE(client.n,
			    clients_get(client)->held[what] ==
				charged[client.n][what]);
}

void
sane_check(void)
{
	memset(&sums, 0, sizeof(sums));
	FOR_EACH_CLIENT(client)
		memset(charged[client.n], 0, sizeof(charged[0]));
	FOR_EACH_SLOT(slot)
		check_slot(slot);
	FOR_EACH_GROUP(group) {
		check_members(group);
		check_masks(group);
		check_table(group);
		charge(groups_get(group)->holder, QUOTA_GROUPS, 1);
	}
	FOR_EACH_CLIENT(client)
		check_groups_of(client);
	for (uint32_t lock = rows_next(&keys_locks()->locks, 0);
	     lock != LOCK_NONE;
	     lock = rows_next(&keys_locks()->locks, lock + 1))
		check_lock(lock);
	FOR_EACH_CLIENT(client)
		check_holds_of(client);
	for (uint32_t box = boxes_next(0); box != GROUP_NONE;
	     box = boxes_next(box + 1))
		check_box(box);
	check_sums();
}

void
sane_check_empty(void)
{
	uint32_t left;

	sane_check();
	while ((left = groups_first_left()) != GROUP_NONE) {
		work_drop_box(left, STR("the test is over"));
		groups_drop_left(left);
	}
	sane_check();
	SANE(0, slots_used() == 0 && groups_count() == 0);
	SANE(0, record_unstored()->queue.bytes > 0 || outq_held() == 0);
	SANE(0, table_bytes() == 0 && rows_used(&keys_locks()->holds) == 0);
	SANE(0, boxes_sums()->boxes == 0 && boxes_sums()->bytes == 0);
	SANE(0, masks_bytes() == 0);
}
