/*
 * The chaos test detects a server that drops one line in tens of thousands, or
 * swaps two.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define LEAST 20000
#define MOST 80000

/* Seconds for one try; it ends as soon as the line is missed. */
#define SECONDS 10

/*
 * Whose line it is may be killed before it hears the next one, which tells that
 * one is missing: so there is more than one try. A slow machine does not come
 * to so late a line in the time: in each further try it is one of the first
 * fifth of those before.
 */
#define TRIES 6
#define SOONER 5

static bool
is_found(const char *how, unsigned least, unsigned most)
{
	const char *build = getenv("FORKCAST_BUILD");
	const unsigned line = least + dice(most - least);
	const char *verdict = "not ok 1 - tests/chaos/crowd.c";
	char command[512];
	char text[512];
	bool found = false;

	build = build != NULL ? build : "build";
	(void)snprintf(command, sizeof(command),
	    "FORKCAST_CHAOS=tests/servers/wrong/forkcastd FORKCAST_WRONG=%s:%u "
	    "%s/tests/chaos/chaos %d 2>&1",
	    how, line, build, SECONDS);
	FILE *chaos = popen(command, "r");
	MUST(chaos != NULL, "cannot run %s", command);
	while (fgets(text, sizeof(text), chaos) != NULL) {
		if (strncmp(text, verdict, strlen(verdict)) != 0)
			continue;
		found = true;
		tap_note(
		    "%s:%u: %.*s", how, line, (int)strcspn(text, "\n"), text);
	}
	return pclose(chaos) != 0 && found;
}

static bool
is_found_soon(const char *how)
{
	unsigned least = LEAST, most = MOST;
	bool found = false;

	for (int i = 0; i < TRIES && !found; i++) {
		found = is_found(how, least, most);
		least /= SOONER;
		most /= SOONER;
	}
	return found;
}

int
main(void)
{
	bulk();
	dice_begin();
	TAP_OK(is_found_soon("drop"), "a dropped line is found");
	TAP_OK(is_found_soon("swap"), "a swapped line is found");
	return tap_done();
}
