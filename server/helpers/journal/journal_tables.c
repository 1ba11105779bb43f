/* The rows of one table: see journal_tables.h. */
#include "helpers/journal/journal_tables.h"

#include "shared/buf.h"

#define ITEM STR("item")
#define BOX STR("box")
#define ALL STR("*")

/* Returns the number of the row after the place; JOURNAL_ROW_NONE: none. */
static uint32_t
row_after(const struct journal_rows *rows, struct str where, struct str kind,
    const struct journal_table_place *place)
{
	return place->name != 0 && rows->row[place->row].name == place->name ?
	    journal_rows_after(rows, place->row) :
	    journal_rows_first(rows, where, kind);
}

/* Works like journal_table_next, for rows of that kind. */
static bool
next_of_kind(const struct journal_rows_file *file, struct str where,
    struct str kind, struct journal_table_place *place, char *room,
    struct journal_record *record)
{
	const struct journal_rows *rows = &file->rows;
	struct journal_row_name name;
	uint32_t number;

	while ((number = row_after(rows, where, kind, place)) !=
	    JOURNAL_ROW_NONE) {
		*place = (struct journal_table_place) { number,
			rows->row[number].name };
		if (journal_rows_file_read(file, number, room, record) &&
		    str_caseeq(record->where, where) &&
		    journal_row_read(record, &name) && str_eq(name.kind, kind))
			return true;
	}
	return false;
}

bool
journal_table_next(const struct journal_rows_file *file, struct str where,
    struct journal_table_place *place, char *room,
    struct journal_record *record)
{
	return next_of_kind(
	    file, where, JOURNAL_TABLE_ROW, place, room, record);
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
		STR(" "), name.kind, STR(" "), name.key) &&
	    journal_record_read_body(buf_str(&body), &order))
		(void)journal_rows_file_take(file, &order); /* it is there */
}

/* Works like journal_table_cut, for rows of that kind. */
static bool
cut_kind(struct journal_rows_file *file, const struct journal_record *order,
    struct str kind, bool *any)
{
	struct journal_table_place place = { .name = 0 };
	struct journal_record record;
	char room[JOURNAL_LINE];

	while (next_of_kind(file, order->where, kind, &place, room, &record)) {
		if (journal_rows_file_is_full(file))
			return false;
		*any = true;
		cut(file, &record, order->id);
	}
	return true;
}

bool
journal_table_cut(struct journal_rows_file *file,
    const struct journal_record *record, bool *any)
{
	struct journal_row_name name;

	if (record->verb != JOURNAL_CUT || !journal_row_read(record, &name) ||
	    !str_eq(name.key, ALL))
		return true;
	if (str_eq(name.kind, STR("table")))
		return cut_kind(file, record, JOURNAL_TABLE_ROW, any);
	return !str_eq(name.kind, BOX) ||
	    (cut_kind(file, record, ITEM, any) &&
		cut_kind(file, record, BOX, any));
}
