/* tests/bench/lib/rows, result: figures of several runs, and their ratios. */
#include "tests/bench/lib/rows.h"

#include <math.h>
#include <stdio.h>

#include "shared/die.h"
#include "tests/lib/tap.h"

/* The rest of a row after the first two metrics. */
#define NO_MORE " nan nan nan nan nan nan nan nan nan nan nan nan nan nan nan"

/* Two servers in turn under one load, and something else. */
static const char results[] = "a talk 10 1 0 16 64 0 0 100 0.5" NO_MORE "\n"
			      "b talk 10 1 0 16 64 0 0 200 0.5" NO_MORE "\n"
			      "a talk 10 1 0 16 64 0 0 300 0.5" NO_MORE "\n"
			      "b talk 10 1 0 16 64 0 0 400 0.5" NO_MORE "\n"
			      "a talk 10 1 0 16 64 0 0 200 0.5" NO_MORE "\n"
			      "b talk 10 1 0 16 64 0 0 2000 0.5" NO_MORE "\n"
			      "b talk 10 1 0 16 64 0 0 8000 0.5" NO_MORE "\n"
			      "a idle 0 0 2000 0 0 0 0 nan nan" NO_MORE "\n";

static const struct load talk = {
	.kind = KIND_TALK,
	.receivers = 10,
	.groups = 1,
	.window = 16,
	.bytes = 64,
};

static void
read_results(void)
{
	FILE *file = tmpfile();

	if (file == NULL || fputs(results, file) == EOF)
		die_errno(EX_IOERR, "cannot write a temporary file");
	rewind(file);
	rows_read(file);
	(void)fclose(file);
}

static long
hundredths(double value)
{
	return (long)(value * 100 + 0.5);
}

static void
is_spread(struct spread got, struct spread want, const char *what)
{
	TAP_NUM(hundredths(got.median), hundredths(want.median), "%s: median",
	    what);
	TAP_NUM(hundredths(got.lowest), hundredths(want.lowest), "%s: lowest",
	    what);
	TAP_NUM(hundredths(got.highest), hundredths(want.highest),
	    "%s: highest", what);
}

static void
compares(void)
{
	const struct row *a = rows_find(&talk, "a");
	const struct row *b = rows_find(&talk, "b");

	is_spread(rows_spread(a, DELIVERIES), (struct spread) { 200, 100, 300 },
	    "an odd number of runs");
	is_spread(rows_spread(b, DELIVERIES),
	    (struct spread) { 1200, 200, 8000 }, "an even number of runs");
	is_spread(rows_compare(a, b, DELIVERIES, RATIO),
	    (struct spread) { 0.5, 0.1, 0.75 }, "ratio, run by run");
	is_spread(rows_compare(b, a, DELIVERIES, DIFFERENCE),
	    (struct spread) { 100, 100, 1800 }, "difference, run by run");
}

static void
knows_what_is_missing(void)
{
	const struct row *a = rows_find(&talk, "a");

	TAP_OK(rows_find(&talk, "c") == NULL, "no such server");
	TAP_OK(isnan(rows_spread(NULL, CPU).median), "no row, no figure");
	TAP_OK(isnan(rows_spread(a, P50).median), "not measured");
	TAP_OK(isnan(rows_compare(a, NULL, CPU, RATIO).median),
	    "nothing to compare with");
	TAP_OK(rows_at(2) != NULL && rows_at(3) == NULL, "three rows");
}

static void
refuses_what_is_no_result(void)
{
	static const char *const lines[] = {
		"",
		"a\n",
		"a talk\n",
		"a walk 10 1 0 16 64 0 0 1 2" NO_MORE "\n",
		"a talk 10 1 0 16 64 0 x 1 2" NO_MORE "\n",
		"a talk 10 1 0 16 64 0 0 1" NO_MORE "\n",
		"no-name-has-32-bytes-or-even-more talk 1 1 0 1 16 0 0 1 2" NO_MORE,
	};
	struct result result;

	for (size_t i = 0; i < COUNT(lines); i++)
		TAP_OK(
		    !result_parse(&result, lines[i]), "refused: %s", lines[i]);
}

int
main(void)
{
	read_results();
	compares();
	knows_what_is_missing();
	refuses_what_is_no_result();
	return tap_done();
}
