/*
 * helpers/journal/read/journal_export: an export has nothing of an earlier
 * account of that name, in whichever slice it comes there.
 * -Wl,--wrap=clock_mono
 */
#include "helpers/journal/read/journal_export.h"

#include <sys/stat.h>

#include "helpers/journal/read/journal_asks.h"
#include "tests/lib/history.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define FIRST UINT64_C(1795000000000000)
#define ANSWERS ((size_t)1024 * 1024)
#define FILLER 5000 /* lines: more than a slice looks at */
#define EVENTS 5

static usec now;

usec __wrap_clock_mono(void);

/* Lets each slice end as soon as it looks at the clock. */
usec
__wrap_clock_mono(void)
{
	return now += JOURNAL_SLICE;
}

static void
say(uint64_t *id, unsigned count, const char *where, const char *text)
{
	for (unsigned i = 0; i < count; i++)
		(void)history_add(
		    "o", where[0] == '@' ? "tell" : "msg", ++*id, where, text);
}

static void
make_history(void)
{
	char directory[SCRATCH_PATH];
	uint64_t id = FIRST;

	scratch_path(directory, "history");
	MUST(mkdir(directory, 0700) == 0, "mkdir");
	history_begin(directory);
	history_next(id);
	say(&id, FILLER, "flood", "bo!u@h!bo! text");
	say(&id, EVENTS, "@ann,bo", "ann!u@h!ann! to bo");
	say(&id, EVENTS, "flood", "ann!u@h!ann! text");
	(void)history_add("c", "end", ++id, "@ann", "");
	say(&id, FILLER, "flood", "bo!u@h!bo! text");
	say(&id, EVENTS, "flood", "ann!u@h!ann! text");
	history_end();
}

int
main(void)
{
	struct journal_reader *reader;
	unsigned count = 0;
	bool done = false;
	struct str line;

	make_history();
	reader = history_load(ANSWERS);
	journal_asks_take(reader, STR("1 - - 0 export ann 0"));
	history_work(reader);
	while (buf_line(reader->up, &line) == LINE_WHOLE) {
		count += str_begins(line, STR("answer 1 past "));
		done = str_begins(line, STR("answer 1 done "));
		buf_drop_line(reader->up, line);
	}
	TAP_OK(done, "an export of many slices ends");
	TAP_NUM(count, EVENTS, "it has nothing of the earlier account");
	return tap_done();
}
