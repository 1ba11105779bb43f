/*
 * helpers/journal/journal_tables: the rows of one table, while others come and
 * go; and all of them are cut at once, for good. So is a box.
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
restart(void)
{
	sync_all();
	(void)close(test.writer.file.fd);
	free(test.writer.file.rows.row);
	begin();
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

/* Their cuts do not fit the memory that is left. */
static void
are_many(void)
{
	const struct journal_rows_file *file = &test.writer.file;
	char row[LIMIT_LINE];

	for (int i = 0; i < MANY; i++) {
		(void)snprintf(row, sizeof(row), "@ali row %d 1 ali x", i);
		(void)take("put", row);
	}
	sync_all();
	(void)snprintf(row, sizeof(row), "@bob row a 1 bob %01900d", 0);
	while (ROWS_PENDING - file->len >= 2 * JOURNAL_LINE)
		(void)take("put", row);
	TAP_OK(take("cut", "@ali table *") > 1, "as many as there are");
	TAP_STR(str_from(all_keys("@ali")), STR(""), "all are cut");
	restart();
	TAP_STR(str_from(all_keys("@ali")), STR(""), "for good");
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
	is_cut();
	is_ended();
	are_many();
	return tap_done();
}
