/* TOPIC: set, shown with who and when, cleared, and of a channel one is not in.
 */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "ali", SAYS, "JOIN #1" },
	{ "ali", SEES, ":* 366 ..." },
	{ "ali", SAYS, "TOPIC #1" },
	{ "ali", GETS, ":* 331 ali #1 ..." },
	{ "ali", SAYS, "TOPIC #1 :of tea" },
	{ "ali", GETS, ":ali!* TOPIC #1 :of tea" },
	{ "ali", SAYS, "TOPIC #1" },
	{ "ali", GETS, ":* 332 ali #1 :of tea" },
	{ "ali", GETS, ":* 333 ali #1 ali *" },
	{ "ali", SAYS, "TOPIC #1 :" },
	{ "ali", SEES, ":ali!* TOPIC #1 :" },
	{ "ali", SAYS, "TOPIC #1" },
	{ "ali", GETS, ":* 331 ali #1 ..." },
	{ NULL, HOLDS, "it is set and cleared" },
	{ "ali", SAYS, "TOPIC #1 :-" },
	{ "ali", GETS, ":ali!* TOPIC #1 :-" },
	{ "ali", SAYS, "TOPIC #1" },
	{ "ali", GETS, ":* 332 ali #1 :-" },
	{ "ali", GETS, ":* 333 ali #1 ali *" },
	{ "ali", SAYS, "LIST #1" },
	{ "ali", SEES, ":* 322 ali #1 1 :-" },
	{ "ali", GETS, ":* 323 ..." },
	{ "bo", SAYS, "JOIN #1" },
	{ "bo", SEES, ":* 332 bo #1 :-" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", GETS, ":bo!* JOIN #1" },
	{ "bo", SAYS, "PART #1" },
	{ "bo", GETS, ":bo!* PART #1" },
	{ "ali", GETS, ":bo!* PART #1" },
	{ "ali", SAYS, "TOPIC #1 :" },
	{ "ali", SEES, ":ali!* TOPIC #1 :" },
	{ "ali", SAYS, "TOPIC #1" },
	{ "ali", GETS, ":* 331 ali #1 ..." },
	{ NULL, HOLDS, "a dash is a topic as any other" },
	{ "bo", SAYS, "TOPIC #1 :no" },
	{ "bo", GETS, ":* 442 bo #1 ..." },
	{ "bo", SAYS, "TOPIC #none" },
	{ "bo", GETS, ":* 403 bo #none ..." },
	{ "bo", SAYS, "TOPIC #none :no" },
	{ "bo", GETS, ":* 403 bo #none ..." },
	{ "bo", SAYS, "TOPIC &x" },
	{ "bo", GETS, ":* 403 bo &x ..." },
	{ "bo", SAYS, "TOPIC" },
	{ "bo", GETS, ":* 461 bo TOPIC ..." },
	{ NULL, HOLDS, "what is refused" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
