/* Boxes and tables from the store: see row_reading.h. */
#include "router/verbs/work/row_reading.h"

#include "base/config/config.h"
#include "base/mem/limits.h"
#include "router/model/boxes.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/table.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"

/*
 * The highest ID that is taken: of the year 2255. The IDs of events go on after
 * it, and must not get more digits.
 */
#define ID_MOST UINT64_C(9000000000000000)

void
row_reading_begin(struct row_reading *reading)
{
	*reading =
	    (struct row_reading) { .box = GROUP_NONE, .table = GROUP_NONE };
}

/* Takes the rest of a box's record, as far as it is there and valid. */
void
row_reading_set_box(uint32_t group, struct str rest)
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

/* Reads an ID, and notes it if it is the highest. */
static bool
read_id(struct row_reading *reading, struct str *rest, uint64_t *id)
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
row_reading_take_item(struct row_reading *reading, struct str rest)
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
row_reading_take_row(struct row_reading *reading, struct str number,
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
