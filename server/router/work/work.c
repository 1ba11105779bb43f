/* Work that is shared out: see work.h. */
#include "router/work/work.h"

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/state/module.h"
#include "router/delivery/answers.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/downlink.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/model/boxes.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/rights.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "router/work/store.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/names.h"

/*
 * A poster that wants events in full is told what becomes of its items, as long
 * as it is connected, in the group or not. While its own queue is over the
 * mark, its items are not given out, which bounds its events.
 */

/*
 * Returns the client that posted the item and is told what becomes of it, or
 * CLIENT_NONE if that has left or wants events in brief.
 */
static client_id
posters_listener(const struct item *item)
{
	const client_id poster = clients_of(item->holder);

	if (client_is(poster))
		FOR_EACH_CONN_OF(it, poster)
			if (conns_get(it)->full && !conns_get(it)->ended)
				return poster;
	return CLIENT_NONE;
}

/*
 * Tells the item's poster what the client did with it: the event's verb, and
 * more words if there are any.
 */
static void
posters_tell(
    const struct item *item, struct str what, conn_id by, struct str more)
{
	const client_id poster = posters_listener(item);

	if (!client_is(poster))
		return;
	FOR_EACH_CONN_OF(it, poster)
		fanout_event(it,
		    EVENT(NO_WORDS,
			WORDS(what, DECIMAL(item->id), groups_name(item->box),
			    FANOUT_ACTOR, more),
			by));
}

/* Returns whether the item waits because its poster does not read. */
static bool
posters_block(const struct item *item)
{
	const client_id poster = posters_listener(item);

	return client_is(poster) && slots_client_over_mark(poster);
}

/* Drops an item that is not done, and tells its poster, if that is here. */
static void
posters_lose(uint32_t number)
{
	const struct item *item = boxes_item(number);
	const client_id poster = clients_of(item->holder);

	if (client_is(poster))
		FOR_EACH_CONN_OF(it, poster)
			fanout_conn(it,
			    WORDS(STR("dropped"), DECIMAL(item->id),
				groups_name(item->box)));
	store_must(item->box, store_cut_item(item));
	boxes_drop(number);
}

/* Time for an item if its taker names none. */
#define USUAL_SECONDS 60

/* Stands for the creator of a box that has none, or an unknown one. */
#define NOBODY STR("-")

/* Returns the box that the command names, if the client is in its group. */
static uint32_t
own_box(const struct command *command)
{
	return command->membership != NULL ? command->group : GROUP_NONE;
}

/*
 * Returns whether the client can be sent something, reads what it gets, and
 * is not banned, as it can be after its take. Muted members may take, since
 * taking says nothing.
 */
static bool
takes_more(conn_id who, uint32_t box)
{
	const struct slot *slot = slots_get(conns_slot(who));

	return slot->state == SLOT_OPEN && slot->down.fd != -1 &&
	    !slot->down.over_mark && !disconnect_has_begun(slot) &&
	    (slot->marks & MARK_LOST) == 0 &&
	    rights_silenced(client_of(who), box) != CODE_BANNED;
}

/* Gives the item to the taker. If that is lost meanwhile, the item comes back.
 */
static void
give(uint32_t number, uint32_t taker_number)
{
	struct taker *taker = boxes_taker(taker_number);
	struct item *item = boxes_item(number);

	boxes_credit(taker_number, taker->credits - 1);
	store_must(item->box, store_put_item(item, true));
	fanout_conn(taker->conn,
	    WORDS(STR("item"), DECIMAL(item->id), groups_name(item->box),
		boxes_name(item), DECIMAL(item->returned), boxes_text(item)));
	boxes_assign(number, taker_number);
	boxes_get(item->box)->took = clock_wall();
	posters_tell(item, STR("taken"), taker->conn, STR(""));
	if (taker->seconds == 0)
		return;
	item->due = ticks_now() + taker->seconds * SEC;
	ticks_alarm(ALARM_ITEMS + number, item->due);
}

/*
 * Returns the taker that has been ready longest, or TAKER_NONE. One that does
 * not read, or is banned, is passed over and becomes the last.
 */
static uint32_t
next_taker(uint32_t number)
{
	const struct list *ready = &boxes_get(number)->ready;

	for (uint32_t left = ready->count; left > 0; left--) {
		const uint32_t taker = list_first(ready);
		budget_charge(WORK_ROW, 1);
		if (takes_more(boxes_taker(taker)->conn, number))
			return taker;
		boxes_credit(taker, boxes_taker(taker)->credits);
	}
	return TAKER_NONE;
}

/*
 * Gives out the box's items, the oldest first; each taker gets one in its turn.
 * Items of a poster that does not read are passed over.
 */
static void
serve_box_takers(uint32_t number)
{
	struct box *box = boxes_get(number);
	uint32_t item = list_first(&boxes_get(number)->waiting), next, taker;

	for (; item != ITEM_NONE && box->ready.count > 0; item = next) {
		next = boxes_next_item(item);
		budget_charge(WORK_ROW, 1);
		if (posters_block(boxes_item(item)))
			continue;
		taker = next_taker(number);
		if (taker == TAKER_NONE)
			break;
		give(item, taker);
	}
	boxes_remove_if_empty(number);
}

void
work_turn(void)
{
	uint32_t box = 0;

	for (; (box = boxes_next(box)) != GROUP_NONE; box++)
		if (boxes_get(box)->waiting.count > 0)
			serve_box_takers(box);
}

/*
 * Returns CODE_OK if the box exists or the client may have it made, or why not.
 */
static enum code
may_make(uint32_t box, client_id me)
{
	if (box == GROUP_NONE)
		return CODE_NOT_MEMBER;
	if (groups_get(box)->has_box || groups_get(box)->kept)
		return CODE_OK;
	if (boxes_sums()->boxes >= BOXES_MAX ||
	    clients_get(me)->held[QUOTA_BOXES] >= BOXES_MAX / 10)
		return CODE_TOO_MANY;
	return CODE_OK;
}

/*
 * Returns CODE_OK if the client may post an item of that size (boxes_size).
 * Otherwise returns CODE_SLOW_DOWN if there is no room at present,
 * CODE_TOO_LONG if there never will be, or another code.
 */
static enum code
may_post(uint32_t box, conn_id who, size_t size)
{
	const client_id me = client_of(who);
	const size_t most = config_now()->box_max;
	enum code code = may_make(box, me);

	if (code == CODE_OK)
		code =
		    rights_speak(me, box, groups_membership(me, box), STR(""));
	if (code != CODE_OK)
		return code;
	if (size > most / 10)
		return CODE_TOO_LONG;
	if (boxes_get(box)->waiting.count >= BOX_ITEMS_MAX ||
	    boxes_sums()->bytes + size > most ||
	    clients_get(me)->held[QUOTA_ITEMS] + size > most / 10)
		return CODE_SLOW_DOWN;
	return CODE_OK;
}

static enum outcome
refuse_work(conn_id who, const struct command *command, enum code code)
{
	if (code == CODE_TOO_MANY)
		return answers_refuse_saying(who, command, code,
		    STR("too many boxes, or too many created by you"));
	if (code == CODE_SLOW_DOWN)
		return answers_refuse_saying(who, command, code,
		    STR("the box is full, or too much from you is waiting; "
			"try again when some of it is done"));
	return answers_refuse(who, command, code);
}

/*
 * Refuses a post, and what the client has said after it by now, as it would
 * overtake the post. If it never fits, whatever else is done, they need not
 * wait for it.
 */
static enum outcome
refuse_post(conn_id who, const struct command *command, enum code code)
{
	const size_t most = config_now()->box_max / 10;
	const size_t rest = boxes_size(clients_name(client_of(who)), STR(""));

	if (code == CODE_TOO_LONG && most <= rest)
		return answers_refuse_saying(who, command, code,
		    STR("too long: box_max leaves no room for any item"));
	if (code == CODE_TOO_LONG)
		return answers_refuse_verb(who, command->rule->word, code,
		    (struct excess) { most - rest, command->arg[1].len });
	if (code == CODE_SLOW_DOWN)
		downlink_refuse(who, command->group);
	return refuse_work(who, command, code);
}

/* Returns a new item; ITEM_NONE: there is no memory, or no room where it lasts.
 */
static uint32_t
add_item(client_id me, uint32_t box, uint64_t id, struct str text)
{
	uint32_t item = ITEM_NONE;

	if (boxes_make(box, me))
		item = boxes_add(box, id, clients_name(me), text, me);
	if (item == ITEM_NONE) {
		boxes_remove_if_empty(box);
		return item;
	}
	if (store_put_item(boxes_item(item), false))
		return item;
	boxes_drop(item);
	boxes_remove_if_empty(box);
	return ITEM_NONE;
}

enum outcome
post_cmd(conn_id who, const struct command *command)
{
	const uint32_t box = own_box(command);
	const struct str text = command->arg[1];
	const enum code code =
	    may_post(box, who, boxes_size(clients_name(client_of(who)), text));
	uint64_t number;
	uint32_t item;

	if (code != CODE_OK)
		return refuse_post(who, command, code);
	number = event_ids_next();
	item = add_item(client_of(who), box, number, text);
	if (item == ITEM_NONE)
		return refuse_post(who, command, CODE_SLOW_DOWN);
	boxes_get(box)->posted = number;
	(void)answers_ok(
	    who, command, WORDS(groups_name(box), DECIMAL(number)));
	serve_box_takers(box);
	return OUTCOME_DONE;
}

/* Drops a taker that has no items and no credits. */
static void
tidy_taker(uint32_t number)
{
	const struct taker *taker = boxes_taker(number);

	if (taker->held.count == 0 && taker->credits <= 0)
		boxes_remove_taker(number);
}

/*
 * Grants credits in place of those before; items under way count as used. The
 * client becomes a taker, unless it is one.
 */
enum outcome
take_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const uint32_t box = own_box(command);
	uint64_t credits, seconds = USUAL_SECONDS;
	enum code code = may_make(box, me);
	uint32_t taker;

	if (code == CODE_OK && rights_silenced(me, box) == CODE_BANNED)
		code = CODE_BANNED;
	if (code != CODE_OK)
		return refuse_work(who, command, code);
	(void)str_to_number(
	    command->arg[1], UINT32_MAX, &credits); /* a number */
	if (command->count > 2)
		(void)str_to_number(command->arg[2], UINT32_MAX, &seconds);
	taker = boxes_find_taker(box, who);
	if (taker == TAKER_NONE && boxes_make(box, me))
		taker = boxes_add_taker(box, who);
	if (taker == TAKER_NONE) {
		boxes_remove_if_empty(box);
		return refuse_work(who, command, CODE_TOO_MANY);
	}
	boxes_taker(taker)->seconds = (uint32_t)seconds;
	boxes_credit(
	    taker, (int32_t)credits - (int32_t)boxes_taker(taker)->held.count);
	tidy_taker(taker);
	(void)answers_ok(
	    who, command, WORDS(groups_name(box), DECIMAL(credits)));
	serve_box_takers(box);
	return OUTCOME_DONE;
}

/*
 * Returns an item to the box: given back, or its time is over. The store has it
 * so since it was taken.
 */
static void
come_back(uint32_t number)
{
	const struct item *item = boxes_item(number);

	posters_tell(
	    item, STR("back"), boxes_taker(item->taker)->conn, STR(""));
	ticks_alarm_clear(ALARM_ITEMS + number);
	boxes_unassign(number);
	stats_add(STATS_RETURNED, 1);
}

/* Returns the item that the command names, if the client has it under way. */
static uint32_t
own_item(conn_id who, const struct command *command)
{
	uint64_t id = 0;

	(void)str_to_number(command->arg[0], UINT64_MAX, &id); /* is a number */
	return boxes_find(id, who);
}

/* Finishes the item, for which its taker may get another. */
static void
finish_item(const struct command *command, uint32_t item, uint32_t taker)
{
	uint64_t status = 0;

	(void)str_to_number(command->arg[1], LIMIT_STATUS, &status); /* or 0 */
	posters_tell(boxes_item(item), STR("done"), boxes_taker(taker)->conn,
	    DECIMAL(status));
	ticks_alarm_clear(ALARM_ITEMS + item);
	boxes_drop(item);
	boxes_credit(taker, boxes_taker(taker)->credits + 1);
}

/*
 * Runs done or back, of an item that the client has under way. An item that is
 * given back gives no credit: the taker says when it is ready for more.
 */
enum outcome
work_done(conn_id who, const struct command *command)
{
	const bool finishes = command->rule->verb == VERB_DONE;
	const uint32_t item = own_item(who, command);
	uint32_t taker, box;

	if (item == ITEM_NONE)
		return answers_refuse(who, command, CODE_NO_SUCH_ITEM);
	taker = boxes_item(item)->taker;
	box = boxes_item(item)->box;
	if (finishes && !store_cut_item(boxes_item(item)))
		return answers_refuse(who, command, CODE_UNAVAILABLE);
	(void)answers_ok(who, command, WORDS(command->arg[0]));
	if (finishes)
		finish_item(command, item, taker);
	else
		come_back(item);
	tidy_taker(taker);
	serve_box_takers(box);
	return OUTCOME_DONE;
}

enum outcome
reply_cmd(conn_id who, const struct command *command)
{
	const uint32_t number = own_item(who, command);
	const struct item *item;

	if (number == ITEM_NONE)
		return answers_refuse(who, command, CODE_NO_SUCH_ITEM);
	item = boxes_item(number);
	if (!client_is(posters_listener(item)))
		return answers_refuse_saying(who, command, CODE_NO_SUCH_NAME,
		    STR("the poster has gone, or does not want full events"));
	if (posters_block(item))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	(void)answers_ok(who, command, WORDS(command->arg[0]));
	posters_tell(item, STR("reply"), who, command->arg[1]);
	return OUTCOME_DONE;
}

void
work_check(uint32_t number)
{
	const struct item *item = boxes_item(number);
	const uint32_t taker = item->taker;

	if (taker == TAKER_NONE || item->due == 0)
		return;
	if (item->due > ticks_now()) {
		ticks_alarm(ALARM_ITEMS + number, item->due);
		return;
	}
	/*
	 * Nobody gets the item before all items whose time is over now are
	 * back.
	 */
	come_back(number);
	tidy_taker(taker);
}

/* Drops all items that wait in a box, and it if it is unused; returns how many.
 */
static size_t
clear(uint32_t box)
{
	const size_t count = boxes_get(box)->waiting.count;
	uint32_t item;

	while ((item = list_first(&boxes_get(box)->waiting)) != ITEM_NONE)
		posters_lose(item);
	boxes_remove_if_empty(box);
	return count;
}

/* All items of the client come back, last first: each finds its place at once.
 */
void
work_left_group(uint32_t group, conn_id who)
{
	const uint32_t taker = boxes_find_taker(group, who);

	if (!groups_get(group)->has_box)
		return;
	if (taker != TAKER_NONE) {
		while (boxes_taker(taker)->held.count > 0)
			come_back(list_last(&boxes_taker(taker)->held));
		boxes_remove_taker(taker);
	}
	work_release_box(group);
}

void
work_release_box(uint32_t group)
{
	if (groups_members(group)->count > 0 || groups_lasts(group) ||
	    !groups_is_closed(group))
		serve_box_takers(group);
	else
		work_drop_box(group, STR("the last member has left"));
}

void
work_drop_box(uint32_t group, struct str why)
{
	const size_t dropped = clear(group);

	if (dropped > 0)
		LOG_AT(LEVEL_WARNING,
		    STR("box {group}: {items} items dropped, because {reason}"),
		    groups_name(group), DECIMAL(dropped), why);
}

/* Drops all items that the takers of the list have; returns how many. */
static size_t
drop_taken(const struct list *takers)
{
	uint32_t number = list_first(takers), next;
	size_t count = 0;

	for (; number != TAKER_NONE; number = next) {
		const struct taker *taker = boxes_taker(number);
		next = boxes_next_taker(number);
		for (; taker->held.count > 0; count++) {
			const uint32_t item = list_first(&taker->held);
			ticks_alarm_clear(ALARM_ITEMS + item);
			posters_lose(item);
		}
		tidy_taker(number);
	}
	return count;
}

size_t
work_remove_box(uint32_t box)
{
	const struct box *b = boxes_get(box);
	const size_t taken = drop_taken(&b->ready) + drop_taken(&b->spent);

	return taken + clear(box);
}

/* Shows a box; its members may know everything about it. */
static void
show_box(conn_id who, uint32_t number, bool is_whole)
{
	const struct box *box = boxes_get(number);
	const struct str creator = str_from(box->creator);
	const struct str title = groups_name(number),
			 waiting = DECIMAL(box->waiting.count),
			 taken = DECIMAL(box->taken),
			 takers = DECIMAL(
			     (uint64_t)box->ready.count + box->spent.count);

	fanout_conn(who,
	    !is_whole ? WORDS(STR("box"), title, waiting, taken, takers) :
			WORDS(STR("box"), title, waiting, taken, takers,
			    DECIMAL(box->bytes), DECIMAL(box->made),
			    DECIMAL(box->posted), DECIMAL(box->took),
			    creator.len > 0 ? creator : NOBODY));
}

/* Shows one box, or all. They are few and short, so they are sent at once. */
enum outcome
boxes_cmd(conn_id who, const struct command *command)
{
	uint32_t box = 0;
	size_t count = 0;

	if (command->count > 0) {
		if (command->membership == NULL)
			return answers_refuse(who, command, CODE_NOT_MEMBER);
		count = groups_get(command->group)->has_box;
		if (count > 0)
			show_box(who, command->group, true);
		return answers_ok(who, command, WORDS(DECIMAL(count)));
	}
	for (; (box = boxes_next(box)) != GROUP_NONE; box++)
		if (rights_see(client_of(who), box)) {
			show_box(who, box, false);
			count++;
		}
	return answers_ok(who, command, WORDS(DECIMAL(count)));
}

/*
 * Saves "item ID RETURNED HOLDER TAKER DUE NAME TEXT" for each. DUE is when
 * its taker loses it, by the loop's clock; 0: never.
 */
static void
save_items(struct state *state, const struct list *items)
{
	for (uint32_t number = list_first(items); number != ITEM_NONE;
	     number = boxes_next_item(number)) {
		const struct item *item = boxes_item(number);
		const uint64_t taker = item->taker != TAKER_NONE ?
		    (uint64_t)boxes_taker(item->taker)->conn.n + 1 :
		    0;
		STATE_PUT(state, STR("item"), DECIMAL(item->id),
		    DECIMAL(item->returned),
		    DECIMAL(clients_to_state(clients_of(item->holder))),
		    DECIMAL(taker), DECIMAL(item->due), boxes_name(item),
		    boxes_text(item));
	}
}

/*
 * Saves "taker CLIENT CREDITS SECONDS" for each, with its items. Credits may be
 * negative, so LIMIT_CREDITS is added.
 */
static void
save_takers(struct state *state, const struct list *takers)
{
	for (uint32_t number = list_first(takers); number != TAKER_NONE;
	     number = boxes_next_taker(number)) {
		const struct taker *taker = boxes_taker(number);
		STATE_PUT(state, STR("taker"), DECIMAL(taker->conn.n),
		    DECIMAL((uint64_t)(taker->credits + LIMIT_CREDITS)),
		    DECIMAL(taker->seconds));
		save_items(state, &taker->held);
	}
}

/*
 * Saves "box GROUP MAKER MADE POSTED TOOK CREATOR" for each, its takers and
 * its items.
 */
static void
work_save(struct state *state)
{
	for (uint32_t number = boxes_next(0); number != GROUP_NONE;
	     number = boxes_next(number + 1)) {
		const struct box *box = boxes_get(number);
		STATE_PUT(state, STR("box"), DECIMAL(number),
		    DECIMAL(clients_to_state(clients_of(box->maker))),
		    DECIMAL(box->made), DECIMAL(box->posted),
		    DECIMAL(box->took),
		    box->creator[0] != '\0' ? str_from(box->creator) : NOBODY);
		save_takers(state, &box->ready);
		save_takers(state, &box->spent);
		save_items(state, &box->waiting);
	}
}

/* Makes the box of a line. Returns GROUP_NONE if the line is wrong. */
static uint32_t
load_box(struct state *state)
{
	uint64_t number = 0, maker = 0, made = 0, posted = 0, took = 0;
	struct str creator = STR("");
	struct box *box;

	if (!STATE_LINE(state, NUMBER_TO(&number, UINT32_MAX),
		NUMBER_TO(&maker, UINT64_MAX), NUMBER_TO(&made, UINT64_MAX),
		NUMBER_TO(&posted, UINT64_MAX), NUMBER_TO(&took, UINT64_MAX),
		WORD_TO(&creator, NULL)) ||
	    !groups_exists(number) || groups_get((uint32_t)number)->has_box ||
	    (!str_eq(creator, NOBODY) && name_spelling(creator) != CODE_OK)) {
		state_wrong(state, "invalid box");
		return GROUP_NONE;
	}
	if (!boxes_make((uint32_t)number,
		clients_holder(state, maker, "invalid box"))) {
		state_wrong(state, "too many boxes, or out of memory");
		return GROUP_NONE;
	}
	box = boxes_get((uint32_t)number);
	box->made = made;
	box->posted = posted;
	box->took = took;
	if (str_eq(creator, NOBODY))
		creator.len = 0;
	str_put(box->creator, sizeof(box->creator), creator);
	return (uint32_t)number;
}

static void
load_taker(struct state *state, uint32_t box)
{
	uint64_t number = 0, credits = 0, seconds = 0;
	uint32_t taker = TAKER_NONE;
	const bool is_good =
	    STATE_LINE(state, NUMBER_TO(&number, CLIENTS_MAX - 1),
		NUMBER_TO(&credits, 2 * LIMIT_CREDITS),
		NUMBER_TO(&seconds, LIMIT_SECONDS));
	const conn_id who = { (uint32_t)number };

	if (is_good && box != GROUP_NONE && conns_has(number) &&
	    groups_has(box, client_of(who)) &&
	    boxes_find_taker(box, who) == TAKER_NONE)
		taker = boxes_add_taker(box, who);
	if (taker == TAKER_NONE) {
		state_wrong(state, "invalid taker, or too many");
		return;
	}
	boxes_taker(taker)->seconds = (uint32_t)seconds;
	boxes_credit(taker, (int32_t)credits - LIMIT_CREDITS);
}

/*
 * Gives the item to its taker again, which uses one of its credits. Returns
 * false if that cannot have had it.
 */
static bool
hand_over(uint32_t number, conn_id who, usec due)
{
	struct item *item = boxes_item(number);
	const uint32_t taker = boxes_find_taker(item->box, who);

	if (taker == TAKER_NONE ||
	    boxes_taker(taker)->credits +
		    (int32_t)boxes_taker(taker)->held.count >=
		LIMIT_CREDITS)
		return false;
	boxes_assign(number, taker);
	if (due > 0) {
		item->due = due;
		ticks_alarm(ALARM_ITEMS + number, item->due);
	}
	return true;
}

static void
load_item(struct state *state, uint32_t box)
{
	uint64_t id = 0, returned = 0, holder, taker = 0, due = 0;
	uint32_t number = ITEM_NONE;
	struct str name, text;

	if (box != GROUP_NONE &&
	    STATE_LINE(state, NUMBER_TO(&id, UINT64_MAX),
		NUMBER_TO(&returned, UINT32_MAX),
		NUMBER_TO(&holder, UINT64_MAX), NUMBER_TO(&taker, CLIENTS_MAX),
		NUMBER_TO(&due, UINT64_MAX), WORD_TO(&name, name_check),
		TEXT_TO(&text, LIMIT_TEXT)) &&
	    id > 0 && boxes_lookup(id) == ITEM_NONE)
		number = boxes_add(box, id, name, text,
		    clients_holder(state, holder, "invalid item"));
	if (number == ITEM_NONE) {
		state_wrong(state, "invalid item, or out of memory");
		return;
	}
	boxes_item(number)->returned = (uint32_t)returned;
	if (taker != 0 &&
	    !hand_over(number, (conn_id) { (uint32_t)taker - 1 }, due))
		state_wrong(state, "taken by a client that takes nothing");
}

/*
 * Groups, clients and members are loaded before. Takers that neither have an
 * item nor wait for one go, and all boxes are served then.
 */
static void
work_load(struct state *state)
{
	uint32_t box = GROUP_NONE, taker, next;

	while (state_next(state))
		if (state_is(state, STR("box")))
			box = load_box(state);
		else if (state_is(state, STR("taker")))
			load_taker(state, box);
		else if (state_is(state, STR("item")))
			load_item(state, box);
	for (box = 0; (box = boxes_next(box)) != GROUP_NONE; box++) {
		taker = list_first(&boxes_get(box)->spent);
		for (; taker != TAKER_NONE; taker = next) {
			next = boxes_next_taker(taker);
			tidy_taker(taker);
		}
		boxes_remove_if_empty(box);
	}
}

/* What the connection has taken comes back. */
static void
work_close(conn_id who)
{
	const struct set *groups = groups_of(client_of(who));

	for (size_t i = 0; i < groups->count; i++)
		work_left_group(groups->at[i], who);
}

MODULE(work) = { SECTION("boxes", work), .close = work_close };
