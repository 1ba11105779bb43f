/* KICK: an operator's alone, with a word and without, several at a time; and
 * whom it cannot reach. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "javad", ENTERS, NULL },
	{ "ali", SAYS, "JOIN #t" },
	{ "ali", SEES, ":* 366 ..." },
	{ "bo", SAYS, "JOIN #t" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", SEES, ":bo!* JOIN #t" },
	{ "javad", SAYS, "JOIN #t" },
	{ "javad", SEES, ":* 366 ..." },
	{ "ali", SEES, ":javad!* JOIN #t" },
	{ "bo", SEES, ":javad!* JOIN #t" },
	{ "bo", SAYS, "KICK #t javad :no" },
	{ "bo", GETS, ":* 482 bo #t ..." },
	{ "ali", SAYS, "KICK #t javad :be good" },
	{ "ali", GETS, ":ali!* KICK #t javad :be good" },
	{ "bo", GETS, ":ali!* KICK #t javad :be good" },
	{ "javad", GETS, ":ali!* KICK #t javad :be good" },
	{ NULL, HOLDS, "with a word" },
	{ "ali", SAYS, "KICK #t bo" },
	{ "ali", GETS, ":ali!* KICK #t bo :ali" },
	{ "bo", GETS, ":ali!* KICK #t bo :ali" },
	{ "bo", SAYS, "PRIVMSG #t :x" },
	{ "bo", GETS, ":* 404 bo #t ..." },
	{ NULL, HOLDS, "without" },
	{ "ali", SAYS, "KICK #t bo" },
	{ "ali", GETS, ":* 441 ali bo #t ..." },
	{ "ali", SAYS, "KICK #t nobody" },
	{ "ali", GETS, ":* 441 ali nobody #t ..." },
	{ "ali", SAYS, "KICK #none bo" },
	{ "ali", GETS, ":* 403 ali #none ..." },
	{ "bo", SAYS, "KICK #t ali" },
	{ "bo", GETS, ":* 442 bo #t ..." },
	{ "ali", SAYS, "KICK #t" },
	{ "ali", GETS, ":* 461 ali KICK ..." },
	{ NULL, HOLDS, "what is refused" },
	{ "bo", SAYS, "JOIN #t" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", SEES, ":bo!* JOIN #t" },
	{ "javad", SAYS, "JOIN #t" },
	{ "javad", SEES, ":* 366 ..." },
	{ "ali", SEES, ":javad!* JOIN #t" },
	{ "bo", SEES, ":javad!* JOIN #t" },
	{ "ali", SAYS, "KICK #t bo,javad :out" },
	{ "ali", GETS, ":ali!* KICK #t bo :out" },
	{ "ali", GETS, ":ali!* KICK #t javad :out" },
	{ NULL, HOLDS, "several" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
