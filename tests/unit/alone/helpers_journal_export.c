/*
 * helpers/journal/read/journal_export: an export has nothing of an earlier
 * account of that name, in whichever slice it comes there, and all tags of an
 * event.
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
#define TAGS 3 /* lines of the tags of an event */

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

/* Says something that has several lines of tags. */
static void
tagged(uint64_t id, const char *text)
{
	for (unsigned i = 0; i < TAGS; i++)
		(void)history_add("o+", "tags", id, "flood",
		    (char[]) { '+', (char)('a' + i), '\0' });
	(void)history_add("o", "msg", id, "flood", text);
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
	say(&id, EVENTS - 1, "flood", "ann!u@h!ann! text");
	tagged(++id, "bo!u@h!bo! tagged");
	tagged(++id, "ann!u@h!ann! tagged");
	history_end();
}

int
main(void)
{
	struct journal_reader *reader;
	char tags[TAGS + 1] = "";
	unsigned count = 0, tag = 0;
	bool done = false;
	struct str line;

	make_history();
	reader = history_load(ANSWERS);
	journal_asks_take(reader, STR("1 - - 0 export ann 0"));
	history_work(reader);
	while (buf_line(reader->up, &line) == LINE_WHOLE) {
		if (str_begins(line, STR("answer 1 past tags ")))
			tags[tag++ % TAGS] = line.at[line.len - 1];
		else
			count += str_begins(line, STR("answer 1 past "));
		done = str_begins(line, STR("answer 1 done "));
		buf_drop_line(reader->up, line);
	}
	TAP_OK(done, "an export of many slices ends");
	TAP_NUM(count, EVENTS, "it has nothing of the earlier account");
	TAP_STR(str_from(tags), STR("abc"), "and all tags, of its own events");
	return tap_done();
}
