/*
 * How fast the journal reads: the time to the first line of an answer, and to
 * the last, for the busiest group and for one that has been silent since the
 * oldest file; and the rates at which it makes indexes and finds text.
 *	history DIRECTORY [RECORDS]
 * The directory must be empty; the history stays there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "shared/clock.h"
#include "tests/lib/dice.h"
#include "tests/lib/history.h"
#include "tests/lib/must.h"

#define FIRST UINT64_C(1795000000000000)
#define FILE_MOST ((uint64_t)64 * 1024 * 1024)
#define GROUPS 200

#define TEXT                                                                 \
	"ali!ali@host.example.net!ali!r Some words that people say to each " \
	"other all day long, "

static void
make_history(const char *directory, uint64_t records)
{
	char group[16], text[160];
	uint64_t id = FIRST;

	history_begin(directory);
	history_next(id);
	for (uint64_t i = 0; i < records; i++) {
		id += 1000;
		if (history_size() >= FILE_MOST)
			history_next(id);
		(void)snprintf(group, sizeof(group), "g%u", dice(GROUPS));
		(void)snprintf(text, sizeof(text), TEXT "%u", dice(1000000));
		(void)history_add("o", "msg", id,
		    i < 1000		? "silent" :
			dice_once_in(3) ? "busy" :
					  group,
		    text);
	}
	history_end();
}

/* Asks, and prints the times until the first line and until the last. */
static void
measure(struct journal_reader *reader, const char *form, const char *request)
{
	char text[256];
	usec begin, first;
	struct str last;
	size_t lines = 0;

	(void)snprintf(text, sizeof(text), "1 - - 0 %s %s", form, request);
	begin = clock_mono();
	journal_asks_take(reader, str_from(text));
	while (buf_len(reader->up) == 0)
		(void)journal_asks_work(reader);
	first = clock_mono() - begin;
	history_work(reader);
	begin = clock_mono() - begin;
	while (buf_line(reader->up, &last) == LINE_WHOLE) {
		lines++;
		if (buf_len(reader->up) == last.len + 1)
			(void)printf("%-9s %-52.52s %8.3f %8.3f ms %4zu lines, "
				     "%.*s\n",
			    form, request, (double)first / 1000,
			    (double)begin / 1000, lines, (int)last.len,
			    last.at);
		buf_drop_line(reader->up, last);
	}
}

static void
measure_target(
    struct journal_reader *reader, const char *where, uint64_t records)
{
	char request[160];
	const uint64_t middle = FIRST + records / 2 * 1000;
	static const struct {
		const char *form;
		bool after, before;
		unsigned most;
		const char *text;
	} rows[] = {
		{ "backward", false, false, 50, "" },
		{ "backward", false, false, 1000, "" },
		{ "backward", false, true, 50, "" },
		{ "forward", true, false, 50, "" },
		{ "forward", false, false, 50, "" },
		{ "find", false, false, 50, " 77777" },
		{ "find", false, true, 50, " nobody has said this" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		(void)snprintf(request, sizeof(request),
		    "%s * 0 1 members %llu %llu %u%s", where,
		    (unsigned long long)(rows[i].after ? middle : 0),
		    (unsigned long long)(rows[i].before ? middle : 0),
		    rows[i].most, rows[i].text);
		measure(reader, rows[i].form, request);
	}
}

int
main(int argc, char *argv[])
{
	const uint64_t records =
	    argc > 2 ? strtoull(argv[2], NULL, 10) : 10000000;
	struct journal_reader *reader;
	usec begin;

	MUST(argc > 1, "usage: history DIRECTORY [RECORDS]");
	dice_begin();
	make_history(argv[1], records);
	begin = clock_mono();
	reader = history_load((size_t)4 * 1024 * 1024);
	(void)printf("newest file loaded in %.1f ms\n",
	    (double)(clock_mono() - begin) / 1000);
	begin = clock_mono();
	history_work(reader);
	(void)printf("indexes of %zu files made in %.1f ms\n",
	    reader->files->count - 1, (double)(clock_mono() - begin) / 1000);
	reader = history_load((size_t)4 * 1024 * 1024);
	begin = clock_mono();
	history_work(reader);
	(void)printf(
	    "and checked in %.1f ms\n", (double)(clock_mono() - begin) / 1000);
	measure_target(reader, "busy", records);
	measure_target(reader, "silent", records);
	measure(reader, "export", "ali 0");
	measure(reader, "export", "nobody 0");
	measure(reader, "talks", "ali 0 0 0 100");
	measure(reader, "look", "busy 1795000500000000");
	measure(reader, "files", "");
	return 0;
}
