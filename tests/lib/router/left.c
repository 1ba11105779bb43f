/* Fills a server with state that clients leave behind: see left.h. */
#include "left.h"

#include <stdarg.h>
#include <stdio.h>

#include "puppet.h"
#include "sane.h"
#include "server/base/loop/ticks.h"
#include "server/router/model/boxes.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/holds.h"
#include "server/router/model/invites.h"
#include "server/router/model/masks.h"
#include "server/router/model/modes.h"
#include "server/router/model/quota.h"
#include "server/router/model/slots.h"
#include "server/router/model/table.h"
#include "server/router/verbs/work/key_subscriptions.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"

#define LETTERS 3000

static struct {
	struct puppet ann, bob, cem, lazy, gone, nobody, local;
	char last[LIMIT_LINE];
} left;

static void note(struct left_words *words, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void
note(struct left_words *words, const char *format, ...)
{
	const size_t room = LEFT_ROOM - words->len;
	va_list values;

	va_start(values, format);
	const int len =
	    vsnprintf(words->text + words->len, room, format, values);
	va_end(values);
	MUST(len >= 0 && (size_t)len < room, "there is too much");
	words->len += (size_t)len;
}

static void
note_str(struct left_words *words, struct str str)
{
	note(words, " %.*s", (int)str.len, str.at);
}

static void
note_holder(struct left_words *words, struct holder holder)
{
	note(words, " of %u", (unsigned)quota_client(holder));
}

static void
note_tables(struct left_words *words)
{
	for (uint32_t table = 0; table < TABLES_MAX; table++)
		for (size_t i = 0; i < table_count(table); i++) {
			const struct row *row = table_at(table, i);
			note(words, "row %u %llu", (unsigned)table,
			    (unsigned long long)row->id);
			note_holder(words, row->holder);
			note_str(words, row_key(row));
			note_str(words, row_name(row));
			note_str(words, row_value(row));
			note(words, "\n");
		}
	note(words, "%zu rows, %zu bytes\n", table_rows(), table_bytes());
}

static void
note_list(struct left_words *words, const struct list *list)
{
	for (uint32_t number = list_first(list); number != HOLD_NONE;
	     number = holds_next(number)) {
		const struct hold *hold = holds_get(number);
		note(words, " %u of %u", (unsigned)hold->client,
		    (unsigned)hold->most);
		if (hold->row == NULL)
			continue;
		note_holder(words, hold->row->holder);
		note_str(words, row_name(hold->row));
		note_str(words, row_value(hold->row));
	}
}

static void
note_locks(struct left_words *words)
{
	for (uint32_t number = holds_next_lock(0); number != LOCK_NONE;
	     number = holds_next_lock(number + 1)) {
		const struct lock *lock = holds_lock(number);
		note(words, "lock %u by %.*s due %d", (unsigned)lock->table,
		    (int)lock->by_len, lock->by, lock->is_due);
		note_str(words, lock_key(lock));
		note_list(words, &lock->holders);
		note(words, " and");
		note_list(words, &lock->waiters);
		note(words, "\n");
	}
	note(words, "%zu locks, %zu holds\n", holds_locks(), holds_used());
}

static void
note_items(struct left_words *words, const struct list *items)
{
	for (uint32_t number = list_first(items); number != ITEM_NONE;
	     number = boxes_next_item(number)) {
		const struct item *item = boxes_item(number);
		note(words, "item %llu %u", (unsigned long long)item->id,
		    (unsigned)item->returned);
		note_holder(words, item->holder);
		note(words, " due in %llu",
		    (unsigned long long)(item->due > 0 ?
			    item->due - ticks_now() + 1 :
			    0));
		note_str(words, item_name(item));
		note_str(words, item_text(item));
		note(words, "\n");
	}
}

static void
note_takers(struct left_words *words, const struct list *takers)
{
	for (uint32_t number = list_first(takers); number != TAKER_NONE;
	     number = boxes_next_taker(number)) {
		const struct taker *taker = boxes_taker(number);
		note(words, "taker %u %d credits %u seconds has %u\n",
		    (unsigned)taker->client, (int)taker->credits,
		    (unsigned)taker->seconds, (unsigned)taker->held.count);
		note_items(words, &taker->held);
	}
}

static void
note_boxes(struct left_words *words)
{
	for (uint32_t number = boxes_next(0); number != GROUP_NONE;
	     number = boxes_next(number + 1)) {
		const struct box *box = boxes_get(number);
		note(words, "box %u of %llu by %s, %llu %llu: %u taken",
		    (unsigned)number, (unsigned long long)box->made,
		    box->creator, (unsigned long long)box->posted,
		    (unsigned long long)box->took, (unsigned)box->taken);
		note_holder(words, box->maker);
		note(words, "\n");
		note_takers(words, &box->ready);
		note(words, "and without credits\n");
		note_takers(words, &box->spent);
		note(words, "%u wait\n", (unsigned)box->waiting.count);
		note_items(words, &box->waiting);
	}
	note(words, "%zu boxes, %zu wait, %zu taken, %zu bytes\n",
	    boxes_count(), boxes_waiting(), boxes_taken(), boxes_bytes());
}

static void
note_masks(struct left_words *words, uint32_t group)
{
	for (enum masks_list list = 0; list < MASKS_LISTS; list++)
		for (const struct mask_entry *row = masks_first(group, list);
		     row != NULL; row = row->next) {
			note(words, "mask %llu", (unsigned long long)row->id);
			note_holder(words, row->holder);
			note_str(words, masks_letter(list));
			note_str(words, mask_entry_mask(row));
			note_str(words, mask_entry_name(row));
			note(words, "\n");
		}
}

static void
note_modes(struct left_words *words)
{
	for (uint32_t group = groups_next(0); group != GROUP_NONE;
	     group = groups_next(group + 1)) {
		const struct set *members = groups_members(group);
		const struct set *guests = invites_to(group);
		note(words, "group %u of %llu, box %d: %x %u", (unsigned)group,
		    (unsigned long long)groups_created(group),
		    (int)groups_box_role(group), modes_get(group)->flags,
		    (unsigned)modes_get(group)->limit);
		note_str(words, modes_key(group));
		note_holder(words, *quota_group_holder(group));
		for (size_t i = 0; i < members->count; i++)
			note(words, " %u", groups_roles(group, members->at[i]));
		for (size_t i = 0; i < guests->count; i++)
			note(words, " invited %u %d", (unsigned)guests->at[i],
			    invites_open(group, guests->at[i]));
		note(words, "\n");
		note_masks(words, group);
	}
	note(words, "%zu bytes of masks\n", masks_bytes());
}

static void
note_holders(struct left_words *words)
{
	for (uint32_t slot = slots_next(0); slot != SLOT_NONE;
	     slot = slots_next(slot + 1))
		for (enum quota what = 0; what < QUOTAS; what++)
			note(words, "%u holds %zu of %d\n",
			    (unsigned)slots_get(slot)->client,
			    quota_held(slots_get(slot)->client, what),
			    (int)what);
}

/*
 * Notes the subscribers of that key of that table, found by sending the event.
 */
static void
note_who_hears(struct left_words *words, uint32_t table, const char *key)
{
	static uint64_t lines[SLOTS_MAX];

	for (uint32_t slot = slots_next(0); slot != SLOT_NONE;
	     slot = slots_next(slot + 1))
		lines[slot] = slots_get(slot)->down.lines;
	subscriptions_find(table, str_from(key));
	subscriptions_notify(table, (struct words) { &STR("set"), 1 });
	note(words, "of %s in %u hears", key, (unsigned)table);
	for (uint32_t slot = slots_next(0); slot != SLOT_NONE;
	     slot = slots_next(slot + 1))
		note(words, " %d",
		    (int)(slots_get(slot)->down.lines - lines[slot]));
	note(words, "\n");
}

/* To be done last: it has clients told something. */
static void
note_hearers(struct left_words *words)
{
	static const char *const keys[] = { "k", "who", "what/else", "none" };

	for (size_t key = 0; key < COUNT(keys); key++)
		for (uint32_t slot = slots_next(0); slot != SLOT_NONE;
		     slot = slots_next(slot + 1)) {
			const uint32_t client = slots_get(slot)->client;
			const struct set *groups = groups_of(client);
			note_who_hears(
			    words, table_of_client(client), keys[key]);
			if (groups->count > 0)
				note_who_hears(words, groups->at[0], keys[key]);
		}
}

void
left_describe(struct left_words *words)
{
	words->len = 0;
	note_tables(words);
	note_locks(words);
	note_boxes(words);
	note_modes(words);
	note_holders(words);
	note_hearers(words);
}

static void
say(struct puppet *puppet, const char *line)
{
	puppet_say(puppet, line);
	puppet_hear_all(puppet, left.last);
	MUST(left.last[0] != '\0', "%s: no answer", line);
	MUST(strncmp(left.last, "err ", 4) != 0, "%s: %s", line, left.last);
}

/* "done" or "back" of the item that it has got last. */
static void
answer(struct puppet *puppet, const char *verb, const char *take)
{
	char line[LIMIT_LINE];
	struct str rest, id = { NULL, 0 };

	say(puppet, take);
	rest = str_from(left.last);
	MUST(str_eq(str_word(&rest), STR("item")), "no item: %s", left.last);
	id = str_word(&rest);
	(void)snprintf(
	    line, sizeof(line), "%s %.*s", verb, (int)id.len, id.at); /* fits */
	say(puppet, line);
}

static void
fill_tables(void)
{
	say(&left.ann, "put tea k  two  words ");
	say(&left.bob, "put tea a/b by-bob");
	say(&left.gone, "put tea orphan of nobody any more");
	say(&left.gone, "join stays");
	groups_keep(groups_find(STR("stays")));
	say(&left.gone, "put stays k v");
	say(&left.gone, "join theirs");
	say(&left.bob, "join theirs");
	say(&left.ann, "put @ann k own");
	say(&left.ann, "name anna");
	say(&left.bob, "put @bob who bob");
	say(&left.cem, "put rice k v");
	say(&left.ann, "hear who k");
	say(&left.bob, "hear what/else");
	say(&left.cem, "hear k");
	say(&left.lazy, "hear none who k");
}

/* In news: one with a queue, and one that a client has freed. */
static void
fill_locks(void)
{
	say(&left.bob, "hold news lock 1 by-bob");
	say(&left.cem, "hold news lock 1  two  words ");
	say(&left.lazy, "hold news lock 3 by-lazy");
	say(&left.bob, "hold news again 2 x");
	say(&left.cem, "hold news again 2 y");
	say(&left.bob, "free news again");
}

/* See left.h, in this order. */
static void
fill_boxes(void (*pass)(usec time))
{
	char line[LIMIT_LINE];

	say(&left.gone, "post tea a");
	say(&left.ann, "post tea b");
	say(&left.ann, "post tea c");
	say(&left.bob, "post tea d");
	say(&left.bob, "post tea  e  ");
	answer(&left.bob, "back", "take tea 1");
	say(&left.bob, "take tea 3 30");
	pass(LEFT_TIME);
	say(&left.bob, "take tea 1 40"); /* two too many */
	say(&left.ann, "take tea 2 0");
	say(&left.cem, "post rice x");
	say(&left.cem, "take rice 2 86400");
	say(&left.ann, "join rice");
	say(&left.ann, "take rice 5");
	say(&left.lazy, "take rice 7 9");
	say(&left.cem, "take rice 4 86400");
	(void)snprintf(
	    line, sizeof(line), "send news %s", filler(LETTERS)); /* fits */
	while (!slots_get(left.lazy.slot)->down.over_mark) {
		puppet_say(&left.bob, line);
		puppet_hear_all(&left.bob, left.last);
		puppet_hear_all(&left.cem, left.last);
	}
	say(&left.ann, "take rice 0");
	say(&left.cem, "take rice 1 86400");
	say(&left.cem, "post rice y");
	say(&left.cem, "take news 3");
	say(&left.bob, "take news 2");
}

/* The operators are ann in tea, cem in rice, and bob in news. */
static void
fill_modes(void)
{
	say(&left.ann, "mode tea -n");
	say(&left.ann, "mode tea +t");
	say(&left.ann, "mode tea +l 9");
	say(&left.ann, "mode tea +v bob");
	say(&left.ann, "mode tea +b x");
	say(&left.ann, "mode tea +e ~m:*@y");
	say(&left.ann, "mode tea +o gone");
	say(&left.gone, "mode tea +b ~a:gone");
	say(&left.bob, "mode news +s");
	say(&left.bob, "mode news -n");
	say(&left.bob, "mode news +v bob");
	say(&left.cem, "invite news anna");
}

/* When all have come who are to be in it. */
static void
close_rice(void)
{
	say(&left.cem, "mode rice -n");
	say(&left.cem, "mode rice +i");
	say(&left.cem, "mode rice +k Sesame");
	say(&left.cem, "mode rice +I z");
	say(&left.cem, "invite rice bob");
	say(&left.cem, "invite rice gone");
	groups_set_box_role(groups_find(STR("news")), BOX_OPERATORS);
}

/* Makes and leaves things behind as gone does. */
static void
come_and_go(struct puppet *local)
{
	puppet_enter(local);
	say(local, "name local");
	say(local, "join ours");
	say(&left.bob, "join ours");
	say(local, "post ours x");
	say(local, "put ours k v");
	say(local, "mode ours +b x");
	puppet_die(local);
}

void
left_fill(void (*pass)(usec time))
{
	puppet_join(&left.ann, "ann", "tea");
	puppet_join(&left.bob, "bob", "tea");
	puppet_enter_from(&left.gone, "192.0.2.9:1");
	say(&left.gone, "name gone");
	say(&left.gone, "join tea");
	puppet_join(&left.cem, "cem", "rice");
	puppet_join(&left.lazy, "lazy", "rice");
	puppet_enter(&left.nobody);
	say(&left.bob, "join news");
	say(&left.cem, "join news");
	say(&left.lazy, "join news");
	fill_tables();
	fill_locks();
	fill_modes();
	fill_boxes(pass);
	close_rice();
	puppet_die(&left.gone);
	come_and_go(&left.local);
	sane_check();
}
