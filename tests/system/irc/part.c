/* PART: with a word and without, of several channels, and of what one is not
 * in. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "ali", SAYS, "JOIN #1,#2" },
	{ "ali", SEES, ":* 366 ali #2 ..." },
	{ "bo", SAYS, "JOIN #1" },
	{ "bo", SEES, ":* 366 bo #1 ..." },
	{ "ali", GETS, ":bo!* JOIN #1" },
	{ "bo", SAYS, "PART #1 :see you" },
	{ "bo", GETS, ":bo!* PART #1 :see you" },
	{ "ali", GETS, ":bo!* PART #1 :see you" },
	{ "ali", SAYS, "PART #1,#2" },
	{ "ali", GETS, ":ali!* PART #1" },
	{ "ali", GETS, ":ali!* PART #2" },
	{ NULL, HOLDS, "who leaves and who stays are told" },
	{ "ali", SAYS, "PART #1" },
	{ "ali", GETS, ":* 442 ali #1 ..." },
	{ "ali", SAYS, "PART &y" },
	{ "ali", GETS, ":* 403 ali &y ..." },
	{ "ali", SAYS, "PART" },
	{ "ali", GETS, ":* 461 ali PART ..." },
	{ "bo", QUIET, NULL },
	{ NULL, HOLDS, "one leaves what one is in" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
