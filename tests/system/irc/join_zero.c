/* JOIN 0: of all channels one leaves, and of no others. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "bo", SAYS, "JOIN #c" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", SAYS, "JOIN #a,#b" },
	{ "ali", SEES, ":* 366 ..." },
	{ "ali", SEES, ":* 366 ali #b ..." },
	{ "ali", SAYS, "JOIN 0" },
	{ "ali", GETS, ":ali!* PART #*" },
	{ "ali", GETS, ":ali!* PART #*" },
	{ "ali", SAYS, "JOIN 0" },
	{ "ali", QUIET, NULL },
	{ "bo", QUIET, NULL },
	{ NULL, HOLDS, "it has left" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
