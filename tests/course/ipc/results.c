/* The results of one measurement: see results.h. */
#include "results.h"

#include <math.h>
#include <stdio.h>

#include "shared/die.h"

void
results_add(struct results *results, double result, int error)
{
	size_t place = results->count;

	if (isnan(result)) {
		results->error = error;
		return;
	}
	if (results->count == RESULTS_MAX)
		die(EX_USAGE, "more than %d rounds", RESULTS_MAX);
	for (; place > 0 && results->values[place - 1] > result; place--)
		results->values[place] = results->values[place - 1];
	results->values[place] = result;
	results->count++;
}

double
results_quartile(const struct results *results, size_t quarters)
{
	if (results->count == 0)
		return NAN;
	return results->values[quarters * results->count / 4];
}

double
results_median(const struct results *results)
{
	return results_quartile(results, 2);
}

bool
results_are_less(const struct results *a, const struct results *b)
{
	return results_quartile(a, 3) < results_quartile(b, 1);
}

/*
 * Returns the range of the middle half, in per cent of the median, at most 99.
 */
static double
spread(const struct results *results)
{
	const double range =
	    results_quartile(results, 3) - results_quartile(results, 1);
	const double percent = 100 * range / results_median(results);

	return percent < 99 ? percent : 99;
}

/* So that a number has three digits. */
static int
decimals(double value)
{
	if (value < 9.995)
		return 2;
	return value < 99.95 ? 1 : 0;
}

void
results_print(const struct results *results, char mark)
{
	const double value = results_median(results);

	if (isnan(value))
		(void)printf(" %8s", "-   ");
	else
		(void)printf(" %c%4.*f %2.0f", mark, decimals(value), value,
		    spread(results));
}
