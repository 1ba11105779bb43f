/*
 * helpers/journal/journal_tables: the rows of one table, while others come and
 * go; and all of them are cut at once, for good. So is a box. The rows of a
 * group that is renamed move with it, wherever in a line of its file the
 * journal is killed.
 */
#include "helpers/journal/journal_tables.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helpers/journal/write/journal_rows_writer.h"
#include "helpers/journal/write/journal_writer.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define MANY 3000

static struct {
	struct journal_files files;
	struct journal_rows_writer writer;
	uint64_t id;
} test;

static void
begin(void)
{
	void *room = calloc(1, journal_rows_writer_room());
	struct error why;

	MUST(room != NULL, "no memory");
	MUST(journal_rows_writer_begin(&test.writer, &test.files,
		 JOURNAL_SYNC_EACH, room, (struct siphash_secret) { 1, 2 },
		 &why),
	    "%s", why.text);
}

static void
sync_all(void)
{
	while (journal_rows_writer_run(&test.writer, clock_mono(), true) ||
	    journal_rows_file_is_dirty(&test.writer.file))
		continue;
}

static void
reopen(void)
{
	(void)close(test.writer.file.fd);
	free(test.writer.file.rows.row);
	begin();
}

static void
restart(void)
{
	sync_all();
	reopen();
}

/* Takes "VERB ID REST"; returns how often it had to be taken. */
static unsigned
take(const char *verb, const char *rest)
{
	static char body[LIMIT_LINE];
	struct journal_record record = { .back = 0 };
	const int len = snprintf(body, sizeof(body), "%s %llu %s", verb,
	    (unsigned long long)++test.id, rest);
	unsigned times = 1;

	MUST(len > 0 && (size_t)len < sizeof(body) &&
		journal_record_read_body(
		    (struct str) { body, (size_t)len }, &record),
	    "not a record");
	for (; !journal_rows_writer_take(&test.writer, &record, clock_mono());
	     times++)
		sync_all();
	return times;
}

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
		&test.writer.file, str_from(where), place, room, &record)) {
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

	(void)take("put", "@ali row a 1 ali x");
	(void)take("put", "@bob row a 1 bob x");
	(void)take("put", "@Ali row b 2 ali two words");
	(void)take("put", "@ali letter 7 bob!*@*!* hi");
	(void)take("put", "ali row d 3 ali x");
	(void)take("put", "@ali row c 3 ali x");
	TAP_STR(str_from(all_keys("@ALI")), STR("a b c "), "its rows, by age");
	TAP_STR(str_from(all_keys("@nobody")), STR(""), "another has none");
	(void)keys("@ali", &place, 2);
	(void)take("put", "@ali row e 4 ali x");
	TAP_STR(str_from(keys("@ali", &place, 9)), STR("c e "),
	    "what comes meanwhile comes last");
	place = (struct journal_table_place) { 0 };
	(void)keys("@ali", &place, 2);
	(void)take("cut", "@ali row b");
	(void)take("put", "@bob row b 5 bob x");
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

	(void)take("put", "@new bring a 3 500 1 ali x");
	(void)take("put", "@new bring b 3 500 2 ali two words");
	(void)take("put", "@new bring c 3 500 3 ali x");
	(void)take("put", "@new bring d 3 500 4 ali x");
	TAP_STR(str_from(all_keys("@new")), STR("a b c "),
	    "as many as there is room for");
	(void)take("put", "@new bring b 3 500 5 ali other words");
	TAP_OK(journal_table_next(
		   &test.writer.file, STR("@new"), &place, room, &record) &&
		journal_table_next(
		    &test.writer.file, STR("@new"), &place, room, &record) &&
		str_eq(record.rest, STR("row b 5 ali other words")),
	    "or in place of another");
	(void)take("cut", "@new row c");
	(void)take("put", "@new bring c 3 50 6 ali x");
	(void)take("put", "@new bring c 3");
	restart();
	TAP_STR(str_from(all_keys("@new")), STR("a b "),
	    "if there are not too many bytes");
	(void)take("cut", "@new table *");
}

static void
is_cut(void)
{
	(void)take("cut", "@ali table *");
	TAP_STR(str_from(all_keys("@ali")), STR(""), "all are cut");
	TAP_STR(str_from(all_keys("@bob")), STR("a b "), "others are not");
	TAP_STR(str_from(all_keys("ali")), STR("d "), "nor a group's");
	restart();
	TAP_STR(str_from(all_keys("@ali")), STR(""), "for good");
	TAP_NUM(test.writer.file.rows.letters, 1, "letters stay");
	(void)take("cut", "@ali table *");
	TAP_OK(!journal_rows_file_is_dirty(&test.writer.file),
	    "none are none to cut");
}

/* A group's rows go with its registration; so do its items. */
static void
is_ended(void)
{
	const uint32_t count = test.writer.file.rows.count;

	(void)take("put", "tea row a 1 ali x");
	(void)take("put", "tea item 1 0 ali x");
	(void)take("put", "TEA item 2 0 ali x");
	(void)take("put", "tea box box all 1 2 3");
	(void)take("cut", "tea box *");
	TAP_STR(str_from(all_keys("tea")), STR("a "), "a box is cut alone");
	TAP_NUM(test.writer.file.rows.count, count + 1, "with its items");
	(void)take("cut", "tea table *");
	TAP_NUM(test.writer.file.rows.count, count, "and a group's table");
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
	    journal_rows_find(&test.writer.file.rows, &name);

	if (number == JOURNAL_ROW_NONE ||
	    !journal_rows_file_read(&test.writer.file, number, room, &record))
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
	return take("move", rest);
}

static void
is_moved(void)
{
	const uint32_t count = test.writer.file.rows.count;
	uint64_t time, before;

	(void)take("put", "coffee row a 1 bob of others");
	(void)take("put", "coffee row x 1 bob of others");
	(void)take("put", "coffee item 3 0 bob of others");
	before = test.id;
	(void)take("put", "tea row a 1 ali old");
	(void)take("put", "tea row b 2 ali old");
	(void)take("put", "tea row c 3 ali old");
	(void)take("put", "tea item 1 0 ali x");
	(void)take("put", "tea box box all 1 2 3");
	time = test.id;
	(void)take("put", "coffee row b 4 ali new");
	(void)move(time);
	TAP_STR(str_from(all_keys("tea")), STR(""), "rows move");
	TAP_OK(has("coffee", "a", "row a 1 ali old") &&
		has("coffee", "c", "row c 3 ali old"),
	    "to the new name of their group");
	TAP_OK(has("coffee", "b", "row b 4 ali new"),
	    "if it has no later ones there");
	TAP_OK(has("coffee", "x", NULL),
	    "those of a group that had the name before do not stay");
	TAP_NUM(test.writer.file.rows.count, count + 5, "nor its items");
	restart();
	TAP_NUM(test.writer.file.rows.count, count + 5, "for good");
	/* A journal that has died gets the same lines again. */
	test.id = before;
	(void)take("put", "tea row a 1 ali old");
	(void)take("put", "tea row b 2 ali old");
	test.id = time;
	(void)take("put", "coffee row b 4 ali new");
	(void)move(time);
	TAP_OK(has("coffee", "a", "row a 1 ali old") &&
		has("coffee", "b", "row b 4 ali new") && has("tea", "a", NULL),
	    "lines that come again change nothing");
	(void)take("move", "coffee Coffee 99999");
	TAP_STR(str_from(all_keys("coffee")), STR("b a c "),
	    "nor does a name that differs in case");
	(void)take("cut", "coffee table *");
	(void)take("cut", "coffee box *");
	TAP_NUM(test.writer.file.rows.count, count, "a group ends as one");
}

static void
move_again(uint64_t time)
{
	test.id = time;
	(void)move(time);
	sync_all();
}

/* Another group has the former name since, and its rows last. */
static void
is_moved_once(void)
{
	uint64_t time, first;
	char room[64];

	(void)take("put", "tea row a 1 ali old");
	time = test.id;
	(void)move(time);
	first = test.id;
	(void)take("put", "tea row a 2 bob of others");
	(void)take("put", "tea row b 2 bob of others");
	(void)take("put", "tea item 4 0 bob of others");
	sync_all();
	/* A journal that has died gets the same lines again. */
	move_again(time);
	TAP_OK(has("coffee", "a", "row a 1 ali old") &&
		has("coffee", "b", NULL) &&
		has("tea", "a", "row a 2 bob of others") &&
		has("tea", "b", "row b 2 bob of others"),
	    "rows that were put since then stay");
	test.id = first + 3;
	(void)snprintf(room, sizeof(room), "tea coffee %llu %llu",
	    (unsigned long long)time, (unsigned long long)first); /* fits */
	(void)take("move", room);
	TAP_OK(has("coffee", "b", NULL) &&
		has("tea", "b", "row b 2 bob of others"),
	    "also if it is told later of what was lost");
	(void)take("cut", "coffee table *");
	(void)take("cut", "tea table *");
	(void)take("cut", "tea box *");
}

/* As if there was no room for one row more. */
static void
is_moved_without_room(void)
{
	struct journal_rows_file *file = &test.writer.file;
	uint32_t others;

	(void)take("put", "tea row a 1 ali v");
	(void)take("put", "tea row b 2 ali v");
	(void)take("put", "tea item 1 0 ali x");
	others = JOURNAL_ROWS_PUT - file->rows.count;
	file->rows.count += others;
	(void)move(test.id);
	TAP_OK(has("coffee", "a", "row a 1 ali v") &&
		has("coffee", "b", "row b 2 ali v") && has("tea", "a", NULL) &&
		has("tea", "b", NULL) && file->lost == 0,
	    "all rows move where no other one can be put");
	(void)take("put", "tea row c 3 ali v");
	TAP_OK(has("tea", "c", NULL) && file->lost == 1, "which is counted");
	file->rows.count -= others;
	restart();
	TAP_OK(has("coffee", "b", "row b 2 ali v") && has("tea", "b", NULL),
	    "for good");
	(void)take("cut", "coffee table *");
	(void)take("cut", "coffee box *");
}

/* The journal dies, and its file is that long. */
static void
cut_file(uint64_t end)
{
	MUST(ftruncate(test.writer.file.fd, (off_t)end) == 0, "not cut");
	reopen();
}

/* The file ends there, amid a move of that time that began at start. */
static void
dies_at(uint64_t start, uint64_t at, uint64_t time)
{
	MUST(test.writer.file.synced > at, "the file is shorter");
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
	const struct journal_rows_file *file = &test.writer.file;
	char text[1024];
	uint64_t time, start;
	size_t len, at, lines = 0;

	(void)take("put", "tea row a 1 ali v");
	(void)take("put", "tea row b 2 ali v");
	time = test.id;
	sync_all();
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
	(void)take("cut", "coffee table *");
}

/* Leaves room for a line in the memory. */
static void
fill(void)
{
	static char row[LIMIT_LINE];

	(void)snprintf(row, sizeof(row), "@bob row a 1 bob %01900d", 0);
	while (ROWS_PENDING - test.writer.file.len >= 2 * JOURNAL_LINE)
		(void)take("put", row);
}

/* They do not fit the memory that is left. */
static void
are_many(void)
{
	char row[LIMIT_LINE];

	for (int i = 0; i < MANY; i++) {
		(void)snprintf(row, sizeof(row), "tea row %d 1 ali x", i);
		(void)take("put", row);
	}
	sync_all();
	fill();
	TAP_OK(move(test.id) > 1, "as many as there are");
	TAP_OK(has("coffee", "2999", "row 2999 1 ali x") &&
		has("tea", "2999", NULL),
	    "all are moved");
	fill();
	TAP_OK(take("cut", "coffee table *") > 1, "and cut");
	TAP_STR(str_from(all_keys("coffee")), STR(""), "all of them");
	restart();
	TAP_STR(str_from(all_keys("coffee")), STR(""), "for good");
}

int
main(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, ".");
	test.files = (struct journal_files) { .owner = geteuid(),
		.directory = open(path, O_RDONLY | O_DIRECTORY) };
	begin();
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
