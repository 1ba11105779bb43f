/* -h and -V print and exit; invalid options are refused. */
#include <string.h>

#include "shared/str.h"
#include "tests/lib/filter.h"

#define LONG "0123456789012345678901234567890123456789"

static struct filter filter;

int
main(void)
{
	MUST(FILTER_RUN(&filter, "1", "", "-h") == 0, "-h did not end well");
	MUST(strncmp(filter.said, "usage: forkcast ", 16) == 0,
	    "-h does not say how to call it");
	PASS("-h");
	MUST(FILTER_RUN(&filter, "1", "", "-V") == 0, "-V did not end well");
	MUST(strncmp(filter.said, "forkcast ", 9) == 0,
	    "-V does not say the version");
	PASS("-V");
	MUST(FILTER_RUN(&filter, "1", "", "-x") == 64, "-x is not 64");
	MUST(strstr(filter.complained, "usage: forkcast ") != NULL,
	    "-x does not say how to call it");
	PASS("an option that there is not");
	MUST(FILTER_RUN(&filter, "1", "", "a b") == 64, "\"a b\" is not 64");
	TAP_STR(str_from(filter.complained),
	    STR("forkcast: group \"a b\": invalid group name: "
		"use one writing system, and no spaces, control characters or "
		"!@#&:,*?/\n"),
	    "a group that cannot be");
	MUST(
	    FILTER_RUN(&filter, "1", "", LONG LONG) == 64, "a long one is not");
	TAP_STR(str_from(filter.complained),
	    STR("forkcast: group \"" LONG LONG
		"\": too long: 80 bytes, limit 64\n"),
	    "a group that is too long");
	return tap_done();
}
