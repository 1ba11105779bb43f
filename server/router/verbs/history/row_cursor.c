/* A walk through all rows that last: see row_cursor.h. */
#include "router/verbs/history/row_cursor.h"

#include <string.h>

#include "base/state/module.h"
#include "router/model/boxes.h"
#include "router/model/groups.h"
#include "router/model/permanence.h"
#include "router/model/table.h"
#include "router/verbs/work/lasting.h"
#include "shared/limits.h"

/* The next row; all 0: the first one. A table goes on after its key. */
static struct {
	uint32_t box;
	uint32_t item;
	uint32_t table;
	char *key; /* LIMIT_KEY bytes and a NUL */
} cursor;

/* Wipes the key, which is a client's. */
static void
forget_key(void)
{
	memset(cursor.key, 0, LIMIT_KEY + 1);
}

void
row_cursor_begin(void)
{
	cursor.box = cursor.item = cursor.table = 0;
	forget_key();
}

/* Each puts the next row of its kind. False if there are no more. */
static bool
put_box(void)
{
	const uint32_t box = boxes_next(cursor.box);

	if (box == GROUP_NONE)
		return false;
	lasting_put_box(box);
	cursor.box = box + 1;
	return true;
}

static bool
put_item(void)
{
	const uint32_t item = boxes_next_of_all(cursor.item);

	if (item == ITEM_NONE)
		return false;
	lasting_must(lasting_put_item(boxes_item(item)));
	cursor.item = item + 1;
	return true;
}

static bool
put_row(void)
{
	const struct row *row;
	struct str key;

	while ((cursor.table = permanence_next_staying(cursor.table)) !=
	    GROUP_NONE) {
		row = table_at(cursor.table,
		    table_after(cursor.table, str_from(cursor.key)));
		if (row != NULL)
			break;
		cursor.table++;
		forget_key();
	}
	if (cursor.table == GROUP_NONE)
		return false;
	lasting_must(lasting_put_row(row));
	key = row_key(row);
	memcpy(cursor.key, key.at, key.len);
	cursor.key[key.len] = '\0';
	return true;
}

bool
row_cursor_put(void)
{
	return put_box() || put_item() || put_row();
}

MODULE(row_cursor) = { TABLES(TABLE(cursor.key, LIMIT_KEY + 1)) };
