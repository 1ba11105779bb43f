/* The round trips of a ping: see trips.h. */
#include "script/trips.h"

#include <stdio.h>

double
trips_ms(usec time)
{
	return (double)time / (double)MSEC;
}

void
trips_count(struct trips *trips, usec time)
{
	if (trips->answered == 0 || time < trips->least)
		trips->least = time;
	if (time > trips->greatest)
		trips->greatest = time;
	trips->sum += trips_ms(time);
	trips->squares += trips_ms(time) * trips_ms(time);
	trips->answered++;
}

/*
 * Returns the square root, by Newton's method: libm would be one more library.
 */
static double
root(double square)
{
	double guess = square > 1 ? square : 1;

	if (square <= 0)
		return 0;
	for (size_t i = 0; i < 100; i++)
		guess = (guess + square / guess) / 2;
	return guess;
}

/* Writes the share of requests without an answer, such as " 20% loss,". */
static void
write_loss(const struct trips *trips, char *text, size_t size)
{
	const double lost = (double)(trips->sent - trips->answered);
	const double sent = trips->sent > 0 ? (double)trips->sent : 1;

	(void)snprintf(text, size, " %.3g%% loss,", 100 * lost / sent);
}

static void
write_times(const struct trips *trips, char *text, size_t size)
{
	const double n = (double)trips->answered;
	const double mean = trips->sum / n;

	(void)snprintf(text, size,
	    "rtt min/avg/max/mdev = %.3f/%.3f/%.3f/%.3f ms\n",
	    trips_ms(trips->least), mean, trips_ms(trips->greatest),
	    root(trips->squares / n - mean * mean));
}

void
trips_text(const struct trips *trips, const char *address, bool losses,
    usec now, char text[TRIPS_TEXT])
{
	char loss[32] = "";
	char times[160] = "";

	if (losses)
		write_loss(trips, loss, sizeof(loss));
	if (trips->answered > 0)
		write_times(trips, times, sizeof(times));
	(void)snprintf(text, TRIPS_TEXT,
	    "--- %.64s ping statistics ---\n"
	    "%zu sent, %zu answered,%s time %.0f ms\n%s",
	    address, trips->sent, trips->answered, loss,
	    trips_ms(now - trips->begun), times);
}
