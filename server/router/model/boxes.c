/* Work that clients leave with the server: see boxes.h. */
#include "router/model/boxes.h"

#include <assert.h>
#include <string.h>

#include "base/data/index.h"
#include "base/data/rows.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/queue/budget.h"
#include "shared/limits.h"

#define BUCKETS 16384

static_assert(
    LIST_END == ROWS_NONE && LIST_END == INDEX_NONE && LIST_END == GROUP_NONE,
    "none is none");
static_assert(LIMIT_NAME <= UINT8_MAX && LIMIT_TEXT <= UINT16_MAX,
    "an item knows how long its texts are");

static struct {
	struct box *of; /* by group */
	struct set all;
	struct item *item;
	struct link *item_links;
	struct rows items;
	struct index by_id;
	struct taker *taker;
	struct link *taker_links;
	struct rows takers;
	struct index by_conn; /* takers, by connection and box */
	struct boxes_sums sums;
} boxes;

static void
boxes_init(void)
{
	rows_init(&boxes.items, ITEMS_MAX);
	INDEX_INIT(&boxes.by_id, boxes.item, ITEMS_MAX, BUCKETS,
	    INDEX_BYTES(struct item, id, id));
	rows_init(&boxes.takers, TAKERS_MAX);
	INDEX_INIT(&boxes.by_conn, boxes.taker, TAKERS_MAX, BUCKETS,
	    INDEX_BYTES(struct taker, box, conn));
}

struct box *
boxes_get(uint32_t box)
{
	return &boxes.of[box];
}

const struct boxes_sums *
boxes_sums(void)
{
	return &boxes.sums;
}

uint32_t
boxes_next(uint32_t box)
{
	const size_t at = set_from(&boxes.all, box);

	return at < boxes.all.count ? boxes.all.at[at] : GROUP_NONE;
}

bool
boxes_make(uint32_t box, client_id client)
{
	const struct str name =
	    client_is(client) ? clients_name(client) : STR("");
	const bool is_kept = groups_get(box)->kept;
	struct box *b = &boxes.of[box];

	if (groups_get(box)->has_box)
		return true;
	if ((boxes.all.count >= BOXES_MAX && !is_kept) ||
	    !set_add(&boxes.all, box))
		return false;
	boxes.sums.boxes++;
	*b = (struct box) { .made = clock_wall() };
	groups_get(box)->has_box = true;
	if (client_is(client) && !is_kept)
		b->maker = clients_hold(client, QUOTA_BOXES, 1);
	memcpy(b->creator, name.at, name.len);
	return true;
}

void
boxes_remove_if_empty(uint32_t box)
{
	struct box *b = &boxes.of[box];

	if (!groups_get(box)->has_box || b->waiting.count > 0 || b->taken > 0 ||
	    b->ready.count > 0 || b->spent.count > 0)
		return;
	clients_refund(&b->maker, QUOTA_BOXES, 1);
	groups_get(box)->has_box = false;
	set_remove(&boxes.all, box);
	boxes.sums.boxes--;
}

struct item *
boxes_item(uint32_t item)
{
	assert(item < boxes.items.ever);
	return &boxes.item[item];
}

struct str
boxes_name(const struct item *item)
{
	return (struct str) { item->room, item->name_len };
}

struct str
boxes_text(const struct item *item)
{
	return (struct str) { item->room + item->name_len, item->text_len };
}

size_t
boxes_size(struct str name, struct str text)
{
	return sizeof(struct item) + name.len + text.len;
}

/*
 * Puts the item into its box's waiting list, in the order of the IDs. A new one
 * is the last, and one that goes back is older than most.
 */
static void
let_wait(uint32_t number)
{
	struct item *item = &boxes.item[number];
	struct list *waiting = &boxes.of[item->box].waiting;
	const uint32_t last = list_last(waiting);
	uint32_t at = LIST_END;

	if (last != LIST_END && boxes.item[last].id > item->id)
		for (at = list_first(waiting); boxes.item[at].id < item->id;
		     at = list_next(boxes.item_links, at))
			budget_charge(WORK_ROW, 1);
	item->taker = TAKER_NONE;
	item->due = 0;
	list_add(waiting, boxes.item_links, number, at);
	boxes.sums.waiting++;
}

uint32_t
boxes_add(uint32_t box, uint64_t id, struct str name, struct str text,
    client_id client)
{
	char *room = arena_alloc(name.len + text.len);
	const uint32_t number =
	    room != NULL ? rows_alloc(&boxes.items) : ITEM_NONE;
	struct item *item;

	if (number == ITEM_NONE) {
		arena_free(room, name.len + text.len);
		return ITEM_NONE;
	}
	item = &boxes.item[number];
	*item = (struct item) { .id = id,
		.box = box,
		.name_len = (uint8_t)name.len,
		.text_len = (uint16_t)text.len,
		.room = room };
	memcpy(room, name.at, name.len);
	memcpy(room + name.len, text.at, text.len);
	boxes.sums.bytes += boxes_size(name, text);
	boxes.of[box].bytes += boxes_size(name, text);
	if (client_is(client))
		item->holder =
		    clients_hold(client, QUOTA_ITEMS, boxes_size(name, text));
	index_add(&boxes.by_id, number);
	let_wait(number);
	return number;
}

/* Takes the item out of the list that it is in. */
static void
boxes_take_out(uint32_t number)
{
	struct item *item = &boxes.item[number];

	if (item->taker == TAKER_NONE) {
		list_drop(
		    &boxes.of[item->box].waiting, boxes.item_links, number);
		boxes.sums.waiting--;
		return;
	}
	list_drop(&boxes.taker[item->taker].held, boxes.item_links, number);
	boxes.of[item->box].taken--;
	boxes.sums.taken--;
}

void
boxes_drop(uint32_t number)
{
	struct item *item = &boxes.item[number];
	const size_t size = boxes_size(boxes_name(item), boxes_text(item));

	boxes_take_out(number);
	index_drop(&boxes.by_id, number);
	clients_refund(&item->holder, QUOTA_ITEMS, size);
	boxes.sums.bytes -= size;
	boxes.of[item->box].bytes -= size;
	arena_free(item->room, (size_t)item->name_len + item->text_len);
	item->room = NULL;
	rows_free(&boxes.items, number);
}

uint32_t
boxes_lookup(uint64_t id)
{
	return index_find(&boxes.by_id, STR_BYTES(id));
}

uint32_t
boxes_next_item(uint32_t item)
{
	return list_next(boxes.item_links, item);
}

uint32_t
boxes_find(uint64_t id, conn_id conn)
{
	const uint32_t number = boxes_lookup(id);
	const uint32_t taker =
	    number != ITEM_NONE ? boxes.item[number].taker : TAKER_NONE;

	return taker != TAKER_NONE && conn_same(boxes.taker[taker].conn, conn) ?
	    number :
	    ITEM_NONE;
}

void
boxes_assign(uint32_t number, uint32_t taker)
{
	struct item *item = &boxes.item[number];

	assert(item->taker == TAKER_NONE);
	boxes_take_out(number);
	item->taker = taker;
	list_add(&boxes.taker[taker].held, boxes.item_links, number, LIST_END);
	boxes.of[item->box].taken++;
	boxes.sums.taken++;
}

void
boxes_unassign(uint32_t number)
{
	struct item *item = &boxes.item[number];

	boxes_take_out(number);
	if (item->returned < UINT32_MAX)
		item->returned++;
	let_wait(number);
}

struct taker *
boxes_taker(uint32_t taker)
{
	assert(taker < boxes.takers.ever);
	return &boxes.taker[taker];
}

uint32_t
boxes_find_taker(uint32_t box, conn_id conn)
{
	const uint32_t pair[] = { box, conn.n };

	return index_find(&boxes.by_conn, STR_BYTES(pair));
}

uint32_t
boxes_next_taker(uint32_t taker)
{
	return list_next(boxes.taker_links, taker);
}

/* Returns the list of its box that the taker is in. */
static struct list *
list_of(const struct taker *taker)
{
	struct box *box = &boxes.of[taker->box];

	return taker->credits > 0 ? &box->ready : &box->spent;
}

uint32_t
boxes_add_taker(uint32_t box, conn_id conn)
{
	const uint32_t number = rows_alloc(&boxes.takers);
	struct taker *taker;

	if (number == ROWS_NONE)
		return TAKER_NONE;
	taker = &boxes.taker[number];
	*taker = (struct taker) { .box = box, .conn = conn };
	index_add(&boxes.by_conn, number);
	list_add(list_of(taker), boxes.taker_links, number, LIST_END);
	return number;
}

void
boxes_remove_taker(uint32_t number)
{
	struct taker *taker = &boxes.taker[number];

	assert(taker->held.count == 0);
	list_drop(list_of(taker), boxes.taker_links, number);
	index_drop(&boxes.by_conn, number);
	rows_free(&boxes.takers, number);
}

void
boxes_credit(uint32_t number, int32_t credits)
{
	struct taker *taker = &boxes.taker[number];

	list_drop(list_of(taker), boxes.taker_links, number);
	taker->credits = credits;
	list_add(list_of(taker), boxes.taker_links, number, LIST_END);
}

MODULE(boxes) = { .init = boxes_init,
	TABLES(TABLE(boxes.of, GROUPS_MAX), TABLE(boxes.item, ITEMS_MAX),
	    TABLE(boxes.item_links, ITEMS_MAX), TABLE(boxes.taker, TAKERS_MAX),
	    TABLE(boxes.taker_links, TAKERS_MAX)) };
