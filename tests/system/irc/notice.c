/* NOTICE: as PRIVMSG, but never answered by an error. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "ali", SAYS, "JOIN #1" },
	{ "ali", SEES, ":* 366 ..." },
	{ "bo", SAYS, "JOIN #1" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", GETS, ":bo!* JOIN #1" },
	{ "ali", SAYS, "NOTICE #1 :hello" },
	{ "bo", GETS, ":ali!* NOTICE #1 :hello" },
	{ "ali", SAYS, "NOTICE bo :hi" },
	{ "bo", GETS, ":ali!* NOTICE bo :hi" },
	{ NULL, HOLDS, "it is a notice" },
	{ "ali", SAYS, "NOTICE nobody :x" },
	{ "ali", SAYS, "NOTICE #nowhere :x" },
	{ "ali", SAYS, "NOTICE" },
	{ "ali", SAYS, "NOTICE bo" },
	{ "ali", SAYS, "NOTICE a!b :x" },
	{ "ali", QUIET, NULL },
	{ "bo", QUIET, NULL },
	{ NULL, HOLDS, "nothing is said to it" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
