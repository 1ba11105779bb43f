/*
 * How fast the journal writes and reads: the rate of records, and the time to
 * an answer of each form, for the busiest group and for one that has been
 *silent since the beginning. history DIRECTORY [RECORDS] The directory is that
 *of the state, and must be empty; what is made stays there.
 */
#include <stdio.h>
#include <stdlib.h>

#include "shared/clock.h"
#include "tests/lib/dice.h"
#include "tests/lib/history/clerk.h"
#include "tests/lib/must.h"

#define FIRST UINT64_C(1795392000000000)
#define GROUPS 200
#define EARLY 1000 /* records of the silent group */

#define TEXT                                                                 \
	"ali!ali@host.example.net!ali!r Some words that people say to each " \
	"other all day long, "

static void
make_history(uint64_t records)
{
	const usec begin = clock_mono();
	char group[16], line[512];

	for (uint64_t i = 0; i < records; i++) {
		(void)snprintf(group, sizeof(group), "g%u", dice(GROUPS));
		(void)snprintf(line, sizeof(line),
		    "log %llu %s.0 o msg " TEXT "%u",
		    (unsigned long long)(FIRST + i * 30000),
		    i < EARLY		? "silent" :
			dice_once_in(3) ? "busy" :
					  group,
		    dice(1000000));
		clerk_line(str_from(line));
	}
	(void)printf("%.0f records a second\n",
	    (double)records * SEC / (double)(clock_mono() - begin + 1));
}

/* Asks, and prints the time until the answer. */
static void
measure(const char *question)
{
	char line[512];
	const usec begin = clock_mono();
	struct str answer;
	size_t lines = 0;

	(void)snprintf(line, sizeof(line), "ask 1 %s", question);
	clerk_line(str_from(line));
	answer = clerk_answer();
	while (answer.len > 0) {
		(void)str_cut(&answer, '\n');
		lines++;
	}
	(void)printf("%-60.60s %9.3f ms %4zu lines\n", question,
	    (double)(clock_mono() - begin) / 1000, lines);
}

static void
measure_group(const char *group, uint64_t records)
{
	const unsigned long long middle = FIRST + records / 2 * 30000;
	static const struct {
		const char *form;
		bool after, before;
		const char *text;
	} rows[] = {
		{ "backward", false, false, "" },
		{ "backward", false, true, "" },
		{ "forward", true, false, "" },
		{ "forward", false, false, "" },
		{ "find", false, false, " 77777" },
		{ "find", false, true, " nobody has said this" },
	};
	char question[256];

	for (size_t i = 0; i < COUNT(rows); i++) {
		(void)snprintf(question, sizeof(question),
		    "%s %s.0 * 1 members %llu %llu 50%s", rows[i].form, group,
		    rows[i].after ? middle : 0, rows[i].before ? middle : 0,
		    rows[i].text);
		measure(question);
	}
}

int
main(int argc, char *argv[])
{
	const uint64_t records =
	    argc > 2 ? strtoull(argv[2], NULL, 10) : 10000000;
	usec begin;

	MUST(argc > 1, "usage: history DIRECTORY [RECORDS]");
	dice_begin();
	MUST(clerk_begin(argv[1]), "it refuses");
	make_history(records);
	clerk_end();
	begin = clock_mono();
	MUST(clerk_begin(argv[1]), "it refuses");
	(void)printf(
	    "begins in %.3f ms\n", (double)(clock_mono() - begin) / 1000);
	measure_group("busy", records);
	measure_group("silent", records);
	clerk_end();
	return 0;
}
