/*
 * helpers/journal/journal_tables: the rows of one table, while others come and
 * go; and all of them are cut at once, for good. So is a box. The rows of a
 * group that is renamed move with it, wherever in a line of its file the
 * journal is killed.
 */
#include "helpers/journal/journal_tables.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/history/shelf.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define MANY 3000

static struct shelf shelf;

/* Returns the keys of the rows from the place on, at most so many. */
static const char *
keys(const char *where, struct journal_table_place *place, unsigned most)
{
	static char text[256];
	char room[JOURNAL_LINE];
	struct journal_record record;
	struct journal_row_name name;
	size_t len = 0;

	text[0] = '\0';
	while (most-- > 0 &&
	    journal_table_next(
		&shelf.writer.file, str_from(where), place, room, &record)) {
		MUST(journal_row_read(&record, &name), "not a row");
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%.*s ",
		    (int)name.key.len, name.key.at);
	}
	return text;
}

static const char *
all_keys(const char *where)
{
	return keys(where, &(struct journal_table_place) { 0 }, 100);
}

static void
has_its_rows(void)
{
	struct journal_table_place place = { 0 };

	(void)shelf_take(&shelf, "put", "@ali row a 1 ali x");
	(void)shelf_take(&shelf, "put", "@bob row a 1 bob x");
	(void)shelf_take(&shelf, "put", "@Ali row b 2 ali two words");
	(void)shelf_take(&shelf, "put", "@ali letter 7 bob!*@*!* hi");
	(void)shelf_take(&shelf, "put", "ali row d 3 ali x");
	(void)shelf_take(&shelf, "put", "@ali row c 3 ali x");
	TAP_STR(str_from(all_keys("@ALI")), STR("a b c "), "its rows, by age");
	TAP_STR(str_from(all_keys("@nobody")), STR(""), "another has none");
	(void)keys("@ali", &place, 2);
	(void)shelf_take(&shelf, "put", "@ali row e 4 ali x");
	TAP_STR(str_from(keys("@ali", &place, 9)), STR("c e "),
	    "what comes meanwhile comes last");
	place = (struct journal_table_place) { 0 };
	(void)keys("@ali", &place, 2);
	(void)shelf_take(&shelf, "cut", "@ali row b");
	(void)shelf_take(&shelf, "put", "@bob row b 5 bob x");
	TAP_STR(str_from(keys("@ali", &place, 9)), STR("a c e "),
	    "if the place goes, all come again");
}

/* Rows for a table that whoever has put them did not know. */
static void
is_brought(void)
{
	struct journal_table_place place = { 0 };
	struct journal_record record;
	char room[JOURNAL_LINE];

	(void)shelf_take(&shelf, "put", "@new bring a 3 500 1 ali x");
	(void)shelf_take(&shelf, "put", "@new bring b 3 500 2 ali two words");
	(void)shelf_take(&shelf, "put", "@new bring c 3 500 3 ali x");
	(void)shelf_take(&shelf, "put", "@new bring d 3 500 4 ali x");
	TAP_STR(str_from(all_keys("@new")), STR("a b c "),
	    "as many as there is room for");
	(void)shelf_take(&shelf, "put", "@new bring b 3 500 5 ali other words");
	TAP_OK(journal_table_next(
		   &shelf.writer.file, STR("@new"), &place, room, &record) &&
		journal_table_next(
		    &shelf.writer.file, STR("@new"), &place, room, &record) &&
		str_eq(record.rest, STR("row b 5 ali other words")),
	    "or in place of another");
	(void)shelf_take(&shelf, "cut", "@new row c");
	(void)shelf_take(&shelf, "put", "@new bring c 3 50 6 ali x");
	(void)shelf_take(&shelf, "put", "@new bring c 3");
	shelf_restart(&shelf);
	TAP_STR(str_from(all_keys("@new")), STR("a b "),
	    "if there are not too many bytes");
	(void)shelf_take(&shelf, "cut", "@new table *");
}

static void
is_cut(void)
{
	(void)shelf_take(&shelf, "cut", "@ali table *");
	TAP_STR(str_from(all_keys("@ali")), STR(""), "all are cut");
	TAP_STR(str_from(all_keys("@bob")), STR("a b "), "others are not");
	TAP_STR(str_from(all_keys("ali")), STR("d "), "nor a group's");
	shelf_restart(&shelf);
	TAP_STR(str_from(all_keys("@ali")), STR(""), "for good");
	TAP_NUM(shelf.writer.file.rows.letters, 1, "letters stay");
	(void)shelf_take(&shelf, "cut", "@ali table *");
	TAP_OK(!journal_rows_file_is_dirty(&shelf.writer.file),
	    "none are none to cut");
}

/* A group's rows go with its registration; so do its items. */
static void
is_ended(void)
{
	const uint32_t count = shelf.writer.file.rows.count;

	(void)shelf_take(&shelf, "put", "tea row a 1 ali x");
	(void)shelf_take(&shelf, "put", "tea item 1 0 ali x");
	(void)shelf_take(&shelf, "put", "TEA item 2 0 ali x");
	(void)shelf_take(&shelf, "put", "tea box box all 1 2 3");
	(void)shelf_take(&shelf, "cut", "tea box *");
	TAP_STR(str_from(all_keys("tea")), STR("a "), "a box is cut alone");
	TAP_NUM(shelf.writer.file.rows.count, count + 1, "with its items");
	(void)shelf_take(&shelf, "cut", "tea table *");
	TAP_NUM(shelf.writer.file.rows.count, count, "and a group's table");
}

/* Returns the value of a row; null: there is none. */
static const char *
value_of(const char *where, const char *key)
{
	static char value[LIMIT_LINE];
	char room[JOURNAL_LINE];
	struct journal_record record;
	const struct journal_row_name name = { .where = str_from(where),
		.kind = JOURNAL_TABLE_ROW,
		.key = str_from(key) };
	const uint32_t number =
	    journal_rows_find(&shelf.writer.file.rows, &name);

	if (number == JOURNAL_ROW_NONE ||
	    !journal_rows_file_read(&shelf.writer.file, number, room, &record))
		return NULL;
	(void)snprintf(
	    value, sizeof(value), "%.*s", (int)record.rest.len, record.rest.at);
	return value;
}

static bool
has(const char *where, const char *key, const char *value)
{
	const char *found = value_of(where, key);

	return value == NULL ? found == NULL :
			       found != NULL && strcmp(found, value) == 0;
}

/* The group tea, which is called coffee from that time on. */
static unsigned
move(uint64_t time)
{
	char rest[64];

	(void)snprintf(rest, sizeof(rest), "Tea coffee %llu",
	    (unsigned long long)time); /* fits */
	return shelf_take(&shelf, "move", rest);
}

static void
is_moved(void)
{
	const uint32_t count = shelf.writer.file.rows.count;
	uint64_t time, before;

	(void)shelf_take(&shelf, "put", "coffee row a 1 bob of others");
	(void)shelf_take(&shelf, "put", "coffee row x 1 bob of others");
	(void)shelf_take(&shelf, "put", "coffee item 3 0 bob of others");
	before = shelf.id;
	(void)shelf_take(&shelf, "put", "tea row a 1 ali old");
	(void)shelf_take(&shelf, "put", "tea row b 2 ali old");
	(void)shelf_take(&shelf, "put", "tea row c 3 ali old");
	(void)shelf_take(&shelf, "put", "tea item 1 0 ali x");
	(void)shelf_take(&shelf, "put", "tea box box all 1 2 3");
	time = shelf.id;
	(void)shelf_take(&shelf, "put", "coffee row b 4 ali new");
	(void)move(time);
	TAP_STR(str_from(all_keys("tea")), STR(""), "rows move");
	TAP_OK(has("coffee", "a", "row a 1 ali old") &&
		has("coffee", "c", "row c 3 ali old"),
	    "to the new name of their group");
	TAP_OK(has("coffee", "b", "row b 4 ali new"),
	    "if it has no later ones there");
	TAP_OK(has("coffee", "x", NULL),
	    "those of a group that had the name before do not stay");
	TAP_NUM(shelf.writer.file.rows.count, count + 5, "nor its items");
	shelf_restart(&shelf);
	TAP_NUM(shelf.writer.file.rows.count, count + 5, "for good");
	/* A journal that has died gets the same lines again. */
	shelf.id = before;
	(void)shelf_take(&shelf, "put", "tea row a 1 ali old");
	(void)shelf_take(&shelf, "put", "tea row b 2 ali old");
	shelf.id = time;
	(void)shelf_take(&shelf, "put", "coffee row b 4 ali new");
	(void)move(time);
	TAP_OK(has("coffee", "a", "row a 1 ali old") &&
		has("coffee", "b", "row b 4 ali new") && has("tea", "a", NULL),
	    "lines that come again change nothing");
	(void)shelf_take(&shelf, "move", "coffee Coffee 99999");
	TAP_STR(str_from(all_keys("coffee")), STR("b a c "),
	    "nor does a name that differs in case");
	(void)shelf_take(&shelf, "cut", "coffee table *");
	(void)shelf_take(&shelf, "cut", "coffee box *");
	TAP_NUM(shelf.writer.file.rows.count, count, "a group ends as one");
}

static void
move_again(uint64_t time)
{
	shelf.id = time;
	(void)move(time);
	shelf_sync(&shelf);
}

/* Another group has the former name since, and its rows last. */
static void
is_moved_once(void)
{
	uint64_t time, first;
	char room[64];

	(void)shelf_take(&shelf, "put", "tea row a 1 ali old");
	time = shelf.id;
	(void)move(time);
	first = shelf.id;
	(void)shelf_take(&shelf, "put", "tea row a 2 bob of others");
	(void)shelf_take(&shelf, "put", "tea row b 2 bob of others");
	(void)shelf_take(&shelf, "put", "tea item 4 0 bob of others");
	shelf_sync(&shelf);
	/* A journal that has died gets the same lines again. */
	move_again(time);
	TAP_OK(has("coffee", "a", "row a 1 ali old") &&
		has("coffee", "b", NULL) &&
		has("tea", "a", "row a 2 bob of others") &&
		has("tea", "b", "row b 2 bob of others"),
	    "rows that were put since then stay");
	shelf.id = first + 3;
	(void)snprintf(room, sizeof(room), "tea coffee %llu %llu",
	    (unsigned long long)time, (unsigned long long)first); /* fits */
	(void)shelf_take(&shelf, "move", room);
	TAP_OK(has("coffee", "b", NULL) &&
		has("tea", "b", "row b 2 bob of others"),
	    "also if it is told later of what was lost");
	(void)shelf_take(&shelf, "cut", "coffee table *");
	(void)shelf_take(&shelf, "cut", "tea table *");
	(void)shelf_take(&shelf, "cut", "tea box *");
}

/* As if there was no room for one row more. */
static void
is_moved_without_room(void)
{
	struct journal_rows_file *file = &shelf.writer.file;
	uint32_t others;

	(void)shelf_take(&shelf, "put", "tea row a 1 ali v");
	(void)shelf_take(&shelf, "put", "tea row b 2 ali v");
	(void)shelf_take(&shelf, "put", "tea item 1 0 ali x");
	others = JOURNAL_ROWS_PUT - file->rows.count;
	file->rows.count += others;
	(void)move(shelf.id);
	TAP_OK(has("coffee", "a", "row a 1 ali v") &&
		has("coffee", "b", "row b 2 ali v") && has("tea", "a", NULL) &&
		has("tea", "b", NULL) && file->lost == 0,
	    "all rows move where no other one can be put");
	(void)shelf_take(&shelf, "put", "tea row c 3 ali v");
	TAP_OK(has("tea", "c", NULL) && file->lost == 1, "which is counted");
	file->rows.count -= others;
	shelf_restart(&shelf);
	TAP_OK(has("coffee", "b", "row b 2 ali v") && has("tea", "b", NULL),
	    "for good");
	(void)shelf_take(&shelf, "cut", "coffee table *");
	(void)shelf_take(&shelf, "cut", "coffee box *");
}

/* The journal dies, and its file is that long. */
static void
cut_file(uint64_t end)
{
	MUST(ftruncate(shelf.writer.file.fd, (off_t)end) == 0, "not cut");
	shelf_end(&shelf);
	shelf_begin(&shelf);
}

/* The file ends there, amid a move of that time that began at start. */
static void
dies_at(uint64_t start, uint64_t at, uint64_t time)
{
	MUST(shelf.writer.file.synced > at, "the file is shorter");
	cut_file(at);
	MUST(
	    (value_of("tea", "a") != NULL || value_of("coffee", "a") != NULL) &&
		(value_of("tea", "b") != NULL ||
		    value_of("coffee", "b") != NULL),
	    "a row is lost at %llu", (unsigned long long)at);
	move_again(time);
	MUST(has("coffee", "a", "row a 1 ali v") &&
		has("coffee", "b", "row b 2 ali v") && has("tea", "a", NULL) &&
		has("tea", "b", NULL),
	    "not moved after %llu", (unsigned long long)at);
	cut_file(start);
	move_again(time);
}

/* The file ends amid a move: in each of its lines, or between two. */
static void
is_moved_amid(void)
{
	const struct journal_rows_file *file = &shelf.writer.file;
	char text[1024];
	uint64_t time, start;
	size_t len, at, lines = 0;

	(void)shelf_take(&shelf, "put", "tea row a 1 ali v");
	(void)shelf_take(&shelf, "put", "tea row b 2 ali v");
	time = shelf.id;
	shelf_sync(&shelf);
	start = file->synced;
	move_again(time);
	len = (size_t)(file->synced - start);
	MUST(len < sizeof(text) &&
		pread(file->fd, text, len, (off_t)start) == (ssize_t)len,
	    "%zu bytes", len);
	for (at = 0; at < len; lines++) {
		const char *lf = memchr(text + at, '\n', len - at);
		const size_t end = lf != NULL ? (size_t)(lf - text) : len;
		dies_at(start, start + at, time);
		dies_at(start, start + at + 1, time);
		dies_at(start, start + (at + end) / 2, time);
		dies_at(start, start + end, time); /* without its LF */
		at = end + 1;
	}
	MUST(lines > 3, "%zu lines", lines);
	PASS("no row is lost amid it, and it is made up for");
	(void)shelf_take(&shelf, "cut", "coffee table *");
}

/* Leaves room for a line in the memory. */
static void
fill(void)
{
	static char row[LIMIT_LINE];

	(void)snprintf(row, sizeof(row), "@bob row a 1 bob %01900d", 0);
	while (ROWS_PENDING - shelf.writer.file.len >= 2 * JOURNAL_LINE)
		(void)shelf_take(&shelf, "put", row);
}

/* They do not fit the memory that is left. */
static void
are_many(void)
{
	char row[LIMIT_LINE];

	for (int i = 0; i < MANY; i++) {
		(void)snprintf(row, sizeof(row), "tea row %d 1 ali x", i);
		(void)shelf_take(&shelf, "put", row);
	}
	shelf_sync(&shelf);
	fill();
	TAP_OK(move(shelf.id) > 1, "as many as there are");
	TAP_OK(has("coffee", "2999", "row 2999 1 ali x") &&
		has("tea", "2999", NULL),
	    "all are moved");
	fill();
	TAP_OK(shelf_take(&shelf, "cut", "coffee table *") > 1, "and cut");
	TAP_STR(str_from(all_keys("coffee")), STR(""), "all of them");
	shelf_restart(&shelf);
	TAP_STR(str_from(all_keys("coffee")), STR(""), "for good");
}

int
main(void)
{
	shelf_open(&shelf);
	has_its_rows();
	is_brought();
	is_cut();
	is_ended();
	is_moved();
	is_moved_once();
	is_moved_without_room();
	is_moved_amid();
	are_many();
	return tap_done();
}
