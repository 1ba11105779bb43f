/* The rows of one table: see journal_tables.h. */
#include "helpers/journal/journal_tables.h"

#include "shared/buf.h"

#define ITEM STR("item")
#define BOX STR("box")
#define ALL STR("*")

/* The KIND of a row for a table that is not known. */
#define BROUGHT STR("bring")

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
	uint32_t number;

	while ((number = row_after(rows, where, kind, place)) !=
	    JOURNAL_ROW_NONE) {
		*place = (struct journal_table_place) { number,
			rows->row[number].name };
		if (journal_rows_file_read(file, number, room, record) &&
		    str_caseeq(record->where, where) &&
		    journal_row_is_put(record, kind))
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

/* Puts the row of that record under that name, before it loses its own. */
static bool
put_as(struct journal_rows_file *file, const struct journal_record *record,
    struct str where, uint64_t id)
{
	char room[JOURNAL_LINE];
	struct journal_record order = { .back = 0 };
	struct journal_row_name name;
	struct buf body;

	buf_init(&body, room, sizeof(room));
	return journal_row_read(record, &name) &&
	    BUF_CAT(&body, STR("put "), DECIMAL(id), STR(" "), where, STR(" "),
		record->rest) &&
	    journal_record_read_body(buf_str(&body), &order) &&
	    journal_rows_file_move(file, &order);
}

/* Returns whether there is a row as that one, but under that name. */
static bool
has_as(const struct journal_rows_file *file,
    const struct journal_record *record, struct str where)
{
	struct journal_row_name name;

	if (!journal_row_read(record, &name))
		return false;
	name.where = where;
	return journal_rows_find(&file->rows, &name) != JOURNAL_ROW_NONE;
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

bool
journal_table_is_brought(const struct journal_record *record)
{
	return journal_row_is_put(record, BROUGHT);
}

/* Returns whether the table has room for the row, which may replace another. */
static bool
fits(const struct journal_rows *rows, const struct journal_row_name *name,
    uint64_t most, uint64_t bytes)
{
	const uint32_t old = journal_rows_find(rows, name);
	uint64_t count = 1, size = name->rest.len;

	for (uint32_t i = journal_rows_first(rows, name->where, name->kind);
	     i != JOURNAL_ROW_NONE; i = journal_rows_after(rows, i))
		if (i != old) {
			count++;
			size += rows->row[i].len;
		}
	return count <= most && size <= bytes;
}

bool
journal_table_accept(const struct journal_rows_file *file,
    const struct journal_record *brought, char *room,
    struct journal_record *row)
{
	struct journal_row_name name;
	uint64_t rows, bytes;
	struct buf body;

	if (!journal_row_read(brought, &name) ||
	    !str_to_number(str_word(&name.rest), UINT64_MAX, &rows) ||
	    !str_to_number(str_word(&name.rest), UINT64_MAX, &bytes))
		return false;
	name.kind = JOURNAL_TABLE_ROW;
	buf_init(&body, room, LIMIT_LINE);
	*row = *brought;
	return fits(&file->rows, &name, rows, bytes) &&
	    BUF_CAT(&body, STR("put "), DECIMAL(brought->id), STR(" "),
		name.where, STR(" "), name.kind, STR(" "), name.key, STR(" "),
		name.rest) &&
	    journal_record_read_body(buf_str(&body), row);
}

/* The rest of "move ID OLD NEW TIME [GIVEN]". */
struct move {
	struct str to;
	uint64_t time;
	uint64_t given;
};

static bool
read_move(const struct journal_record *order, struct move *move)
{
	struct str rest = order->rest;

	*move = (struct move) { .to = str_word(&rest), .given = order->id };
	return order->verb == JOURNAL_MOVE && move->to.len > 0 &&
	    str_to_number(str_word(&rest), UINT64_MAX, &move->time) &&
	    (rest.len == 0 || str_to_number(rest, UINT64_MAX, &move->given));
}

/* Cuts the rows of the new name that are of another group. */
static bool
cut_older(struct journal_rows_file *file, const struct journal_record *order,
    const struct move *move, struct str kind, bool *any)
{
	struct journal_table_place place = { .name = 0 };
	struct journal_record record;
	char room[JOURNAL_LINE];

	while (next_of_kind(file, move->to, kind, &place, room, &record)) {
		if (record.id > move->time)
			continue;
		if (journal_rows_file_is_full(file))
			return false;
		*any = true;
		cut(file, &record, order->id);
	}
	return true;
}

/*
 * Moves rows of a kind. Each has its new name before it loses the former one,
 * so that it is never lost. One that was put since is of another group.
 */
static bool
move_kind(struct journal_rows_file *file, const struct journal_record *order,
    const struct move *move, struct str kind, bool *any)
{
	struct journal_table_place place = { .name = 0 };
	struct journal_record record;
	char room[JOURNAL_LINE];

	if (!cut_older(file, order, move, kind, any))
		return false;
	while (next_of_kind(file, order->where, kind, &place, room, &record)) {
		if (record.id > move->given)
			continue;
		if (ROWS_PENDING - file->len < 2 * JOURNAL_LINE)
			return false;
		if (!has_as(file, &record, move->to) &&
		    !put_as(file, &record, move->to, order->id))
			continue;
		*any = true;
		cut(file, &record, order->id);
	}
	return true;
}

bool
journal_table_move(struct journal_rows_file *file,
    const struct journal_record *record, bool *any)
{
	struct move move;

	if (!read_move(record, &move) || str_caseeq(record->where, move.to))
		return true;
	return move_kind(file, record, &move, BOX, any) &&
	    move_kind(file, record, &move, ITEM, any) &&
	    move_kind(file, record, &move, JOURNAL_TABLE_ROW, any);
}
