/*
 * router/verbs/work/carryover_records: whatever lines a file has, what is taken
 * is what clients could have left there; it is written as lines that are all
 * taken, and means the same.
 */
#include "server/router/verbs/work/carryover_records.h"

#include "server/base/config/config.h"
#include "server/router/verbs/work/permanent_groups.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define ROOM ((size_t)1024 * 1024)

static const struct config_option options[] = { { "max_clients", "10" },
	{ "box", "tea" }, { "box", "rice" }, { "table", "keys" },
	{ "table", "tea" }, { "box_max", "2K" }, { "table_max", "2K" },
	{ "table_keys", "4" }, { NULL, NULL } };

static struct {
	bool begun;
	struct buf said; /* by carryover_records_next */
	char room[ROOM], other_room[ROOM];
} test;

static void
begin(void)
{
	if (test.begun)
		return;
	test.begun = true;
	stage_begin(options);
	permanent_groups_use(config_now());
}

static struct carryover_reading
take_all(struct str text, bool must)
{
	struct carryover_reading reading;
	const char *wrong;
	struct str line;

	carryover_records_begin(&reading);
	while (fuzz_line(&text, &line)) {
		wrong = carryover_records_take(&reading, line);
		MUST(wrong == NULL || !must, "\"%.*s\" is refused: %s",
		    (int)line.len, line.at, wrong);
	}
	return reading;
}

static bool
say(struct words words)
{
	MUST(buf_say(&test.said, words.at, words.count), "that is too much");
	return true;
}

static struct str
write_all(char room[ROOM])
{
	struct carryover_place place = { .item = 0 };

	buf_init(&test.said, room, ROOM);
	while (carryover_records_next(&place, say))
		continue;
	return buf_str(&test.said);
}

void
fuzz(struct str input)
{
	struct carryover_reading first, second;
	struct carryover_counts there;
	struct str text, other_text;

	begin();
	first = take_all(input, false);
	sane_check();
	there = carryover_records_count();
	MUST(there.items == first.taken.items && there.rows == first.taken.rows,
	    "it is not what was taken");
	text = write_all(test.room);
	carryover_records_drop();
	second = take_all(text, true);
	other_text = write_all(test.other_room);
	MUST(
	    str_eq(text, other_text) && second.taken.items == first.taken.items,
	    "it means something else");
	carryover_records_drop();
	sane_check();
}
