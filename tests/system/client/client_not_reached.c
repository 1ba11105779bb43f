/* If nothing listens, the client suggests a remedy and exits with 69. */
#include <stdio.h>

#include "tests/lib/fake.h"
#include "tests/lib/filter.h"
#include "tests/lib/pty.h"

static struct filter filter;

int
main(void)
{
	struct fake fake;
	char words[512];

	fake_hold(&fake);
	(void)snprintf(words, sizeof(words),
	    "forkcast: cannot connect to %s: Connection refused; is forkcastd "
	    "running?",
	    fake.address);
	MUST(FILTER_RUN(&filter, fake.address, "", "-n", "javad") == 69,
	    "the exit status is not 69");
	filter.complained[strcspn(filter.complained, "\n")] = '\0';
	TAP_STR(str_from(filter.complained), str_from(words), "as a filter");
	struct pty *pty = pty_client(fake.address, (const char *[]) { NULL });
	MUST(pty_status(pty) == 69, "the exit status is not 69");
	pty_expect_mode(pty, true);
	MUST(pty_row(pty, "what is your name?") == VT_ROWS,
	    "the name was asked for in vain");
	PASS("on a terminal, before any question");
	MUST(FILTER_RUN(&filter, "nowhere:port", "", "-n", "javad") == 64,
	    "a bad address does not end with 64");
	PASS("a bad address");
	fake_stop(&fake);
	return tap_done();
}
