/* Boxes and tables as records of text: see carryover_records.h. */
#include "router/verbs/work/carryover_records.h"

#include <assert.h>

#include "base/config/config.h"
#include "base/data/rank.h"
#include "base/mem/limits.h"
#include "router/model/boxes.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/permanence.h"
#include "router/model/table.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"

/* The longest record, and the words of the question that carries it. */
static_assert(sizeof("ask  -   carry add ") + 2 * STR_DIGITS + RANK_TEXT +
	    sizeof("item     ") + 2 * STR_DIGITS + LIMIT_KEY + LIMIT_NAME +
	    LIMIT_TEXT <=
	LIMIT_LINE,
    "a record fits a line of the pipe");

/*
 * The highest ID that is taken: of the year 2255. The IDs of events go on after
 * it, and must not get more digits.
 */
#define ID_MOST UINT64_C(9000000000000000)

/* Returns the first group from this number on of which that part stays. */
static uint32_t
next_of(uint32_t group, unsigned part)
{
	while ((group = permanence_next(group)) != GROUP_NONE &&
	    !permanence_has(group, part))
		group++;
	return group;
}

struct carryover_counts
carryover_records_count(void)
{
	struct carryover_counts counts = { 0 };
	uint32_t group = 0;

	for (; (group = next_of(group, PERMANENT_BOX)) != GROUP_NONE; group++)
		counts.items +=
		    boxes_get(group)->waiting.count + boxes_get(group)->taken;
	group = 0;
	for (; (group = next_of(group, PERMANENT_TABLE)) != GROUP_NONE; group++)
		counts.rows += table_count(group);
	return counts;
}

static bool
send_box(struct carryover_place *place, bool (*send)(struct words words))
{
	const struct box *box = boxes_get(place->group);

	if (!send(WORDS(STR("box"), groups_name(place->group),
		box_role_word(groups_box_role(place->group)),
		DECIMAL(box->made), DECIMAL(box->posted), DECIMAL(box->took))))
		return false;
	place->inside = true;
	place->item = boxes_oldest(place->group);
	return true;
}

static bool
send_item(struct carryover_place *place, bool (*send)(struct words words))
{
	const struct item *item = boxes_item(place->item);

	if (!send(WORDS(STR("item"), DECIMAL(item->id), DECIMAL(item->returned),
		item_name(item), item_text(item))))
		return false;
	place->item = boxes_next_item(place->item);
	return true;
}

/* Sends a record of the boxes. Returns false after the last. */
static bool
next_of_boxes(struct carryover_place *place, bool (*send)(struct words words))
{
	if (place->inside && place->item == ITEM_NONE) {
		place->inside = false;
		place->group++;
	}
	if (place->inside)
		return send_item(place, send), true;
	place->group = next_of(place->group, PERMANENT_BOX);
	return place->group != GROUP_NONE && (send_box(place, send), true);
}

static bool
send_row(struct carryover_place *place, bool (*send)(struct words words))
{
	const struct row *row = table_at(place->group, place->row);

	if (!send(WORDS(STR("row"), DECIMAL(row->id), row_key(row),
		row_name(row), row_value(row))))
		return false;
	place->row++;
	return true;
}

static bool
send_table(struct carryover_place *place, bool (*send)(struct words words))
{
	if (!send(WORDS(STR("table"), groups_name(place->group))))
		return false;
	place->inside = true;
	place->row = 0;
	return true;
}

/* Sends a record of the tables. Returns false after the last. */
static bool
next_of_tables(struct carryover_place *place, bool (*send)(struct words words))
{
	if (place->inside && place->row >= table_count(place->group)) {
		place->inside = false;
		place->group++;
	}
	if (place->inside)
		return send_row(place, send), true;
	place->group = next_of(place->group, PERMANENT_TABLE);
	return place->group != GROUP_NONE && (send_table(place, send), true);
}

bool
carryover_records_next(
    struct carryover_place *place, bool (*send)(struct words words))
{
	if (!place->in_tables && next_of_boxes(place, send))
		return true;
	if (!place->in_tables)
		*place = (struct carryover_place) { .in_tables = true };
	return next_of_tables(place, send);
}

void
carryover_records_begin(struct carryover_reading *reading)
{
	*reading = (struct carryover_reading) { .box = GROUP_NONE,
		.table = GROUP_NONE };
}

/* Returns the group if that part of it stays, or GROUP_NONE. */
static uint32_t
find(struct str name, unsigned part)
{
	const uint32_t group =
	    group_check(name) == CODE_OK ? groups_find(name) : GROUP_NONE;

	return group != GROUP_NONE && permanence_has(group, part) ? group :
								    GROUP_NONE;
}

/* Takes the rest of a box's record, as far as it is there and valid. */
void
carryover_records_set_box(uint32_t group, struct str rest)
{
	struct box *box = boxes_get(group);
	enum box_role role;
	uint64_t *const times[] = { &box->made, &box->posted, &box->took };

	if (box_role_find(str_word(&rest), &role))
		groups_set_box_role(group, role);
	for (size_t i = 0; i < COUNT(times); i++)
		(void)str_to_number(str_word(&rest), ID_MOST,
		    times[i]); /* else it stays as it is */
}

static const char *
take_box(struct carryover_reading *reading, struct str rest)
{
	reading->box = find(str_word(&rest), PERMANENT_BOX);
	if (reading->box == GROUP_NONE)
		return "the configuration has no such box";
	if (!boxes_get(reading->box)->there &&
	    (boxes_count() >= BOXES_MAX ||
		!boxes_make(reading->box, CLIENT_NONE))) {
		reading->box = GROUP_NONE;
		return "too many boxes";
	}
	carryover_records_set_box(reading->box, rest);
	return NULL;
}

static const char *
take_table(struct carryover_reading *reading, struct str rest)
{
	reading->table = find(rest, PERMANENT_TABLE);
	return reading->table != GROUP_NONE ?
	    NULL :
	    "the configuration has no such table";
}

/* Reads an ID, and notes it if it is the highest. */
static bool
read_id(struct carryover_reading *reading, struct str *rest, uint64_t *id)
{
	if (!str_to_number(str_word(rest), ID_MOST, id) || *id == 0)
		return false;
	if (*id > reading->last)
		reading->last = *id;
	return true;
}

/* Returns null, or why the item does not fit into the box. */
static const char *
has_room(uint32_t box, size_t size)
{
	if (boxes_bytes() + size > config_now()->box_max)
		return "the items exceed box_max";
	if (boxes_get(box)->waiting.count >= BOX_ITEMS_MAX)
		return "too many items in the box";
	return NULL;
}

const char *
carryover_records_take_item(struct carryover_reading *reading, struct str rest)
{
	uint64_t id, returned;
	const bool has_numbers = read_id(reading, &rest, &id) &&
	    str_to_number(str_word(&rest), UINT32_MAX, &returned);
	const struct str name = str_word(&rest);
	const char *wrong;
	uint32_t item;

	if (!has_numbers || name_check(name) != CODE_OK ||
	    text_check(rest, LIMIT_TEXT) != CODE_OK || boxes_has(id))
		return "invalid or duplicate item";
	if (reading->box == GROUP_NONE)
		return "an item of no box";
	wrong = has_room(reading->box, boxes_size(name, rest));
	if (wrong != NULL)
		return wrong;
	item = boxes_add(reading->box, id, name, rest, CLIENT_NONE);
	if (item == ITEM_NONE)
		return "no memory for an item";
	boxes_item(item)->returned = (uint32_t)returned;
	reading->taken.items++;
	return NULL;
}

/* Adds the row, if the limits allow. Returns null, or why they do not. */
static const char *
add_row(uint32_t table, uint64_t id, const struct row_texts *texts)
{
	const struct row sizes = { .key_len = (uint8_t)texts->key.len,
		.name_len = (uint8_t)texts->name.len,
		.value_len = (uint16_t)texts->value.len };

	if (table_bytes() + row_size(&sizes) > config_now()->table_max)
		return "the rows exceed table_max";
	if (table_count(table) >= config_now()->table_keys)
		return "the rows exceed table_keys";
	return table_restore(table, id, CLIENT_NONE, texts) != NULL ?
	    NULL :
	    "no memory for a row";
}

const char *
carryover_records_take_row(struct carryover_reading *reading, struct str number,
    const struct row_texts *texts)
{
	const char *wrong;
	uint64_t id;
	const bool has_id = read_id(reading, &number, &id);

	if (!has_id || key_check(texts->key) != CODE_OK ||
	    name_check(texts->name) != CODE_OK ||
	    text_check(texts->value, LIMIT_VALUE) != CODE_OK ||
	    (reading->table != GROUP_NONE &&
		table_find(reading->table, texts->key) != NULL))
		return "invalid or duplicate row";
	if (reading->table == GROUP_NONE)
		return "a row of no table";
	wrong = add_row(reading->table, id, texts);
	if (wrong == NULL)
		reading->taken.rows++;
	return wrong;
}

static const char *
take_row(struct carryover_reading *reading, struct str rest)
{
	struct row_texts texts;
	const struct str id = str_word(&rest);

	texts.key = str_word(&rest);
	texts.name = str_word(&rest);
	texts.value = rest;
	return carryover_records_take_row(reading, id, &texts);
}

static const struct {
	struct str word;
	const char *(*take)(struct carryover_reading *reading, struct str rest);
} kinds[] = {
	{ LIT("box"), take_box },
	{ LIT("item"), carryover_records_take_item },
	{ LIT("table"), take_table },
	{ LIT("row"), take_row },
};

const char *
carryover_records_take(struct carryover_reading *reading, struct str record)
{
	struct str rest = record;
	const struct str word = str_word(&rest);

	reading->any = true;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (str_eq(word, kinds[i].word))
			return kinds[i].take(reading, rest);
	return "unknown kind of record";
}

void
carryover_records_drop(void)
{
	uint32_t group = 0;

	for (; (group = permanence_next(group)) != GROUP_NONE; group++) {
		if (permanence_has(group, PERMANENT_BOX))
			(void)boxes_drop_waiting(group);
		if (permanence_has(group, PERMANENT_TABLE))
			table_clear(group);
	}
}
