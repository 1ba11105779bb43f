/*
 * How fast the journal writes and reads: the rate of records, and the time to
 * an answer of each form, for the busiest group and for one that has been
 * silent since the beginning.
 *	history DIRECTORY [RECORDS [GROUPS]]
 * The directory is that of the state. What is made stays there; if it has a
 * history already, nothing is made.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "shared/clock.h"
#include "tests/lib/dice.h"
#include "tests/lib/history/clerk.h"
#include "tests/lib/must.h"
#include "tests/lib/proc.h"

#define FIRST UINT64_C(1795392000000000)
#define BETWEEN 30000 /* microseconds from one record to the next */
#define EARLY 1000 /* records of the silent group */
#define MEMBERS 5 /* of each group, of as many accounts as groups */

#define TEXT                                                                 \
	"ali!ali@host.example.net!ali!r Some words that people say to each " \
	"other all day long, "

static unsigned groups = 200;

static void
say(const char *format, unsigned long long id, unsigned group, unsigned number)
{
	char line[512];

	(void)snprintf(line, sizeof(line), format, id, group, number);
	clerk_line(str_from(line));
}

static void
make_members(void)
{
	for (unsigned i = 0; i < groups; i++)
		for (unsigned member = 0; member < MEMBERS; member++)
			say("log %llu g%u.0 in a%u.7", FIRST, i,
			    (i + member * 31) % groups);
}

/* Returns the time of the processor that this process has used. */
static usec
spent(void)
{
	struct timespec time = { 0 };

	MUST(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0, "no clock");
	return (usec)time.tv_sec * SEC + (usec)time.tv_nsec / 1000;
}

static void
make_history(uint64_t records)
{
	const usec begin = spent();

	for (uint64_t i = 0; i < records; i++)
		say(i < EARLY ? "log %llu silent.0 o msg " TEXT "%u %u" :
			dice_once_in(3) ? "log %llu busy.0 o msg " TEXT
					  "%u %u" :
					  "log %llu g%u.0 o msg " TEXT "%u",
		    FIRST + i * BETWEEN, dice(groups), dice(1000000));
	(void)printf("%.0f records a second, of the processor's time\n",
	    (double)records * SEC / (double)(spent() - begin + 1));
}

/* Asks, and prints the time until the answer, also that of the processor. */
static void
measure(const char *question)
{
	char line[512];
	const usec begin = clock_mono(), before = spent();
	struct str answer;
	size_t lines = 0;

	(void)snprintf(line, sizeof(line), "ask 1 %s", question);
	clerk_line(str_from(line));
	answer = clerk_answer();
	while (answer.len > 0) {
		(void)str_cut(&answer, '\n');
		lines++;
	}
	(void)printf("%-52.52s %9.3f ms %9.3f %4zu lines\n", question,
	    (double)(clock_mono() - begin) / 1000,
	    (double)(spent() - before) / 1000, lines);
}

static void
measure_group(const char *group, uint64_t records)
{
	const unsigned long long middle = FIRST + records / 2 * BETWEEN;
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

/* What an account asks for when it comes. */
static void
measure_account(uint64_t records)
{
	const unsigned long long middle = FIRST + records / 2 * BETWEEN;
	char question[256];

	for (int i = 0; i < 2; i++)
		measure("talks a3.7 0 0 50");
	(void)snprintf(
	    question, sizeof(question), "talks a4.7 %llu 0 50", middle);
	measure(question);
	measure("backward g3.0 a3.7 0 members 0 0 50");
}

int
main(int argc, char *argv[])
{
	const uint64_t records =
	    argc > 2 ? strtoull(argv[2], NULL, 10) : 10000000;
	usec begin = spent();

	MUST(argc > 1, "usage: history DIRECTORY [RECORDS [GROUPS]]");
	if (argc > 3)
		groups = (unsigned)strtoul(argv[3], NULL, 10);
	dice_begin();
	MUST(clerk_begin(argv[1]), "it refuses");
	clerk_line(STR("ask 1 - 0 0 status"));
	if (str_eq(clerk_answer(), STR("answer 1 done 0 0 0\n"))) {
		make_members();
		make_history(records);
		clerk_end();
		begin = spent();
		MUST(clerk_begin(argv[1]), "it refuses");
	}
	(void)printf("begins in %.3f ms of the processor, with %ld KiB\n",
	    (double)(spent() - begin) / 1000, proc_status(getpid(), "VmRSS"));
	measure_account(records);
	measure_group("busy", records);
	measure_group("silent", records);
	clerk_end();
	(void)printf("has %ld KiB at last\n", proc_status(getpid(), "VmHWM"));
	return 0;
}
