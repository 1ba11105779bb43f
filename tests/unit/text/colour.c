/*
 * client/text/colour: a name has one colour, whatever its case, and names have
 * many.
 */
#include "client/text/colour.h"

#include <stdio.h>

#include "tests/lib/must.h"

/* Some hundreds of names. */
#define MANY 500

static struct str
nth_name(size_t i, char room[16])
{
	const int len = snprintf(room, 16, "name%zu", i);

	return (struct str) { room, (size_t)len };
}

static size_t
count_different(enum depth depth)
{
	struct str seen[64];
	size_t count = 0;
	char room[16];

	for (size_t i = 0; i < MANY && count < COUNT(seen); i++) {
		const struct str it = colour_of_name(nth_name(i, room), depth);
		size_t j = 0;
		while (j < count && !str_eq(seen[j], it))
			j++;
		if (j == count)
			seen[count++] = it;
	}
	return count;
}

int
main(void)
{
	TAP_STR(colour_of_name(STR("ali"), DEPTH_NONE), STR(""),
	    "none without colours");
	for (int depth = DEPTH_16; depth <= DEPTH_TRUE; depth++)
		TAP_STR(colour_of_name(STR("Ali"), (enum depth)depth),
		    colour_of_name(STR("aLI"), (enum depth)depth),
		    "depth %d: it does not depend on case", depth);
	TAP_OK(count_different(DEPTH_16) >= 6, "some of 16");
	TAP_OK(count_different(DEPTH_256) >= 20, "more of 256");
	TAP_OK(count_different(DEPTH_TRUE) >= 30, "many of all");
	/* A name keeps its colour from one version to the next. */
	TAP_STR(
	    colour_of_name(STR("sara"), DEPTH_16), STR("\033[94m"), "sara's");
	return tap_done();
}
