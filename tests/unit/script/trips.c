/* client/script/trips: what is said of a ping's round trips at the end. */
#include "client/script/trips.h"

#include <stdio.h>

#include "shared/str.h"
#include "tests/lib/tap.h"

#define MOST 8

static const struct {
	size_t sent;
	usec time[MOST]; /* of those that have come back, up to a 0 */
	bool losses;
	const char *text; /* behind the first line */
} rows[] = {
	{ 0, { 0 }, false, "0 sent, 0 answered, time 2500 ms\n" },
	{ 0, { 0 }, true, "0 sent, 0 answered, 0% loss, time 2500 ms\n" },
	{ 1, { 0 }, false, "1 sent, 0 answered, time 2500 ms\n" },
	{ 1, { 0 }, true, "1 sent, 0 answered, 100% loss, time 2500 ms\n" },
	{ 2, { 1500, 1500 }, true,
	    "2 sent, 2 answered, 0% loss, time 2500 ms\n"
	    "rtt min/avg/max/mdev = 1.500/1.500/1.500/0.000 ms\n" },
	{ 5, { 2000, 4000, 1000, 5000 }, true,
	    "5 sent, 4 answered, 20% loss, time 2500 ms\n"
	    "rtt min/avg/max/mdev = 1.000/3.000/5.000/1.581 ms\n" },
	{ 3, { 7 * SEC }, true,
	    "3 sent, 1 answered, 66.7% loss, time 2500 ms\n"
	    "rtt min/avg/max/mdev = 7000.000/7000.000/7000.000/0.000 ms\n" },
	{ 1000, { 1000, 2000 }, true,
	    "1000 sent, 2 answered, 99.8% loss, time 2500 ms\n"
	    "rtt min/avg/max/mdev = 1.000/1.500/2.000/0.500 ms\n" },
};

static void
tells(void)
{
	char want[TRIPS_TEXT];
	char text[TRIPS_TEXT];

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct trips trips = { .begun = SEC, .sent = rows[i].sent };
		for (const usec *time = rows[i].time; *time > 0; time++)
			trips_count(&trips, *time);
		trips_text(&trips, "host:1", rows[i].losses, 3500 * MSEC, text);
		(void)snprintf(want, sizeof(want),
		    "--- host:1 ping statistics ---\n%s", rows[i].text);
		TAP_STR(str_from(text), str_from(want), "row %zu", i);
	}
}

/* The largest of everything. */
static void
has_room(void)
{
	const struct trips trips = { .sent = SIZE_MAX,
		.answered = SIZE_MAX - 1,
		.least = UINT64_MAX,
		.greatest = UINT64_MAX,
		.sum = 1e30,
		.squares = 1e60 };
	char address[2 * TRIPS_TEXT];
	char text[TRIPS_TEXT];

	memset(address, 'x', sizeof(address));
	address[sizeof(address) - 1] = '\0';
	trips_text(&trips, address, true, UINT64_MAX, text);
	TAP_OK(text[strlen(text) - 1] == '\n', "the longest text is whole");
}

int
main(void)
{
	tells();
	has_room();
	return tap_done();
}
