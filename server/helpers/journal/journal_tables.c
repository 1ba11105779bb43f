/* The rows of one table: see journal_tables.h. */
#include "helpers/journal/journal_tables.h"

#include "shared/buf.h"

/* Returns the number of the row after the place; JOURNAL_ROW_NONE: none. */
static uint32_t
row_after(const struct journal_rows *rows, struct str where,
    const struct journal_table_place *place)
{
	return place->name != 0 && rows->row[place->row].name == place->name ?
	    journal_rows_after(rows, place->row) :
	    journal_rows_first(rows, where, JOURNAL_TABLE_ROW);
}

bool
journal_table_next(const struct journal_rows_file *file, struct str where,
    struct journal_table_place *place, char *room,
    struct journal_record *record)
{
	const struct journal_rows *rows = &file->rows;
	uint32_t number;

	while ((number = row_after(rows, where, place)) != JOURNAL_ROW_NONE) {
		*place = (struct journal_table_place) { number,
			rows->row[number].name };
		if (journal_rows_file_read(file, number, room, record) &&
		    str_caseeq(record->where, where))
			return true;
	}
	return false;
}

bool
journal_table_cut_read(const struct journal_record *record)
{
	struct journal_row_name name;

	return record->verb == JOURNAL_CUT && journal_row_read(record, &name) &&
	    str_eq(name.kind, STR("table")) && str_eq(name.key, STR("*"));
}

/* Cuts the row of that record. */
static void
cut(struct journal_rows_file *file, const struct journal_record *record,
    uint64_t id)
{
	char room[JOURNAL_LINE];
	struct journal_record order = { .back = 0 };
	struct journal_row_name name;
	struct buf body;

	buf_init(&body, room, sizeof(room));
	if (journal_row_read(record, &name) &&
	    BUF_CAT(&body, STR("cut "), DECIMAL(id), STR(" "), record->where,
		STR(" "), JOURNAL_TABLE_ROW, STR(" "), name.key) &&
	    journal_record_read_body(buf_str(&body), &order))
		(void)journal_rows_file_take(file, &order); /* it is there */
}

bool
journal_table_cut(
    struct journal_rows_file *file, struct str where, uint64_t id, bool *any)
{
	struct journal_table_place place = { .name = 0 };
	struct journal_record record;
	char room[JOURNAL_LINE];

	while (journal_table_next(file, where, &place, room, &record)) {
		if (journal_rows_file_is_full(file))
			return false;
		*any = true;
		cut(file, &record, id);
	}
	return true;
}
