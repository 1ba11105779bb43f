/* client/text/colour: a name has one colour, and names have many. */
#include "client/text/colour.h"

#include "tests/lib/tap.h"

int
main(void)
{
	static const char *const names[] = { "ali", "sara", "javad", "reza",
		"mina", "omid", "nima", "leila", "hamid", "zahra" };
	size_t others = 0;

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct str colour = colour_of(str_from(names[i]));
		TAP_OK(colour.len == COLOUR_LEN, "%s has one", names[i]);
		others += !str_eq(colour, colour_of(STR("ali")));
	}
	TAP_STR(colour_of(STR("Ali")), colour_of(STR("aLI")),
	    "it does not depend on case");
	TAP_OK(others >= 5, "they are not all alike");
	return tap_done();
}
