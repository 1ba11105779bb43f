/*
 * helpers/journal/read/journal_talks: a group that goes while the answer is
 * being made is not in it; nor is one that has its place then.
 */
#include "helpers/journal/read/journal_talks.h"

#include <sys/stat.h>

#include "tests/lib/history.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define FIRST UINT64_C(1795000000000000)
#define ANSWERS ((size_t)64 * 1024)

static void
make_history(void)
{
	char directory[SCRATCH_PATH];

	scratch_path(directory, "history");
	MUST(mkdir(directory, 0700) == 0, "mkdir");
	history_begin(directory);
	history_next(FIRST);
	(void)history_add("o", "in", FIRST + 1, "tea", "ali");
	(void)history_add("o", "msg", FIRST + 2, "tea", "ali!u@h!ali! hi");
	(void)history_add("o", "in", FIRST + 3, "lab", "ali");
	(void)history_add("o", "msg", FIRST + 4, "lab", "ali!u@h!ali! hi");
	history_end();
}

/* Works until both were found, but none was said. */
static void
find(struct journal_reader *reader)
{
	journal_asks_take(reader, STR("7 - - 0 talks ali 0 0 0 10"));
	while (reader->ask[0]->talks < 2)
		MUST(journal_talks(reader, reader->ask[0]) == JOURNAL_GOES_ON,
		    "no answer");
}

static void
expect(struct journal_reader *reader, const char *want)
{
	struct str line;

	MUST(buf_line(reader->up, &line) == LINE_WHOLE, "no answer");
	TAP_OK(str_eq(line, str_from(want)), "%.*s", (int)line.len, line.at);
	buf_drop_line(reader->up, line);
}

/* Drops a group; another has its place if it is given. */
static void
drop(const char *name, const char *other)
{
	struct journal_past *past = history_past();
	const uint32_t number =
	    journal_targets_find(&past->targets, str_from(name));

	journal_members_end(&past->members, number);
	journal_targets_drop(&past->targets, number);
	if (other != NULL)
		MUST(journal_targets_get(&past->targets, str_from(other)) ==
			number,
		    "it has another place");
}

int
main(void)
{
	struct journal_reader *reader;

	make_history();
	reader = history_load(ANSWERS);
	history_work(reader);
	find(reader);
	drop("lab", "secret");
	history_work(reader);
	expect(reader, "answer 7 talk tea 1795000000000002");
	expect(reader, "answer 7 done 1795000000000002 1");
	reader = history_load(ANSWERS);
	history_work(reader);
	find(reader);
	drop("tea", NULL);
	history_work(reader);
	expect(reader, "answer 7 talk lab 1795000000000004");
	expect(reader, "answer 7 done 1795000000000004 1");
	return tap_done();
}
