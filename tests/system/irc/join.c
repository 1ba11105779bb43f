/* JOIN: what one is told, what the others are, several at a time, and what is
 * no channel. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "ali", SAYS, "JOIN #1" },
	{ "ali", GETS, ":ali!ali@* JOIN #1" },
	{ "ali", GETS, ":* 353 ali = #1 :ali" },
	{ "ali", GETS, ":* 366 ali #1 ..." },
	{ "ali", QUIET, NULL },
	{ "bo", SAYS, "JOIN #1,#2" },
	{ "bo", GETS, ":bo!bo@* JOIN #1" },
	{ "bo", GETS, ":* 353 bo = #1 :..." },
	{ "bo", GETS, ":* 366 bo #1 ..." },
	{ "bo", GETS, ":bo!bo@* JOIN #2" },
	{ "bo", GETS, ":* 353 bo = #2 :..." },
	{ "bo", GETS, ":* 366 bo #2 ..." },
	{ "ali", GETS, ":bo!bo@* JOIN #1" },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "all are told" },
	{ "bo", SAYS, "JOIN #1" },
	{ "bo", QUIET, NULL },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "to be in it already is nothing" },
	{ "ali", SAYS, "JOIN &x" },
	{ "ali", GETS, ":* 403 ali &x ..." },
	{ "ali", SAYS, "JOIN #a!b" },
	{ "ali", GETS, ":* 476 ali #a!b ..." },
	{ "ali", SAYS,
	    "JOIN "
	    "#aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
	{ "ali", GETS, ":* 403 ali #aaa* ..." },
	{ "ali", SAYS, "JOIN" },
	{ "ali", GETS, ":* 461 ali JOIN ..." },
	{ "ali", SAYS, "JOIN :#a b" },
	{ "ali", GETS, ":* 476 ali * ..." },
	{ NULL, HOLDS, "what is no channel" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
