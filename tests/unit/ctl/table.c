/* client/ctl/table and text: what a hostile scoreboard says, and for people. */
#include "client/ctl/table.h"

#include <string.h>

#include "client/ctl/text.h"
#include "tests/lib/must.h"

static struct table_row rows[4];
static struct table table;

static void
set_row(size_t number, const char *name, uint64_t lines, uint64_t queue)
{
	struct score_row *row = &rows[number].score;

	rows[number].process = "RSTZ"[number];
	*row = (struct score_row) {
		.pid = 100 + number, .state = SCORE_HERE, .queue = queue
	};
	row->lines_in = lines;
	memcpy(row->name, name, strlen(name));
	memcpy(row->peer, "192.0.2.7:1", 11);
}

static void
begin(void)
{
	set_row(0, "javad", 3, 9);
	set_row(1, "Ali", 1, 9);
	set_row(2, "reza", 2, 5);
	set_row(3, "", 0, 0);
	table = (struct table) { .row = rows, .count = 4 };
}

static void
expect_order(const char *column, bool reverse, const char *pids)
{
	char got[5] = "";

	begin();
	TAP_OK(table_sort(&table, column, reverse), "there is %s", column);
	for (size_t i = 0; i < table.count; i++)
		got[i] = (char)('0' + (int)(table.row[i].score.pid - 100));
	TAP_STR(str_from(got), str_from(pids), "by %s%s", column,
	    reverse ? ", reversed" : "");
}

static void
test_sort(void)
{
	const char *column = "pid";

	expect_order("in", false, "3120");
	expect_order("in", true, "0213");
	expect_order("name", false, "3102");
	expect_order("process", true, "3210");
	TAP_OK(!table_sort(&table, "nose", false), "there is no nose");
	for (int i = 0; i < 11; i++)
		column = table_next_column(column);
	TAP_STR(str_from(column), STR("pid"), "the columns go round");
}

static void
expect_filtered(const char *pattern, size_t count)
{
	begin();
	table_filter(&table, pattern);
	TAP_NUM(table.count, count, "the pattern %s", pattern);
}

static void
test_json(void)
{
	char room[TABLE_JSON];
	struct buf line;

	begin();
	memset(rows[0].score.name, '"', sizeof(rows[0].score.name));
	memset(rows[0].score.peer, '\x1b', sizeof(rows[0].score.peer));
	buf_init(&line, room, sizeof(room));
	table_json(&line, &rows[0]);
	TAP_OK(room[buf_len(&line) - 1] == '\n', "the longest row fits");
	TAP_OK(memchr(room, '\x1b', buf_len(&line)) == NULL, "no ESC is in it");
	rows[1].score.state = 99;
	buf_init(&line, room, sizeof(room));
	table_json(&line, &rows[1]);
	TAP_STR(buf_str(&line),
	    STR("{\"pid\":101,\"name\":\"Ali\",\"peer\":\"192.0.2.7:1\","
		"\"state\":\"?\",\"process\":\"S\",\"groups\":0,\"lines_in\":1,\"lines_out\":0,"
		"\"bytes_in\":0,\"bytes_out\":0,\"queue\":9,\"since\":0,"
		"\"active\":0}\n"),
	    "a row");
}

static void
test_text(void)
{
	char room[TEXT_SHORT];

	TAP_STR(str_from(text_span(room, 59 * SEC)), STR("59s"), "seconds");
	TAP_STR(str_from(text_span(room, 61 * SEC)), STR("1m01s"), "minutes");
	TAP_STR(str_from(text_span(room, 3600 * SEC)), STR("1h00m"), "hours");
	TAP_STR(
	    str_from(text_span(room, 100 * 3600 * SEC)), STR("4d04h"), "days");
	(void)text_span(room, UINT64_MAX);
	TAP_STR(str_from(text_size(room, 1023)), STR("1023"), "bytes");
	TAP_STR(str_from(text_size(room, 1536)), STR("1.5K"), "KiB");
	TAP_STR(
	    str_from(text_size(room, UINT64_MAX)), STR("16.0E"), "the most");
	TAP_NUM(text_since(5, 3), 0, "what is yet to come is now");
}

int
main(void)
{
	test_sort();
	expect_filtered("ali", 1);
	expect_filtered("*a*", 3);
	expect_filtered("192.0.2.*", 4);
	expect_filtered("102", 1);
	expect_filtered("-", 1);
	expect_filtered("nobody", 0);
	test_json();
	test_text();
	return tap_done();
}
