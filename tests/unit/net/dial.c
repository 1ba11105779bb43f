/* client/net/dial: attempts come less often, to a limit, and never all at once.
 */
#include "client/net/dial.h"

#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"

/* Whatever the chance is, the time is between the half and the whole. */
static void
rejoins(void)
{
	static const unsigned seconds[] = { 1, 2, 4, 8, 16, 32, 60, 60, 60 };
	char text[REJOIN_TIME];

	for (unsigned j = 0; j < 100; j++) {
		unsigned tries = 0;
		for (size_t i = 0; i < COUNT(seconds); i++) {
			const usec time =
			    dial_again(&tries, text) - clock_mono();
			MUST(time <= seconds[i] * SEC &&
				time >= seconds[i] * SEC / 2,
			    "attempt %zu in %s", i, text);
		}
		pace(1234567);
	}
	PASS("the time grows to a limit");
}

int
main(void)
{
	rejoins();
	return tap_done();
}
