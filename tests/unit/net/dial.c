/*
 * client/net/dial: attempts come less often, to a limit, and never all at once;
 * and what a command that is the connection says.
 */
#include "client/net/dial.h"

#include "shared/io.h"
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

/* ssh writes to a raw terminal. */
static void
hears(void)
{
	static struct via via;
	struct str line;
	int fd = dial_via(&via,
	    "printf 'no\\rsuch host \\r\\n%5000d\\nend' 0 >&2; exit 7", true);

	MUST(fd != -1, "cannot begin");
	TAP_STR(
	    str_from(dial_via_end(&via, true)), STR("exit status 7"), "ended");
	MUST(dial_via_line(&via, &line), "no line");
	TAP_STR(line, STR("no\rsuch host"), "a line may end with CR LF");
	MUST(dial_via_line(&via, &line), "no other line");
	TAP_STR(line, STR("end"), "one that is too long is left out");
	TAP_OK(!dial_via_line(&via, &line) && dial_via_fd(&via) == -1,
	    "that is all");
	io_close(&fd);
}

int
main(void)
{
	rejoins();
	hears();
	return tap_done();
}
