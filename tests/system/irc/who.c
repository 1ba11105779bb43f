/* WHO: of a channel, of a name, of a mask; who is away, an operator, a bot; and
 * the fields of WHOX. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "ali", SAYS, "JOIN #t" },
	{ "ali", SEES, ":* 366 ..." },
	{ "bo", SAYS, "JOIN #t" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", SEES, ":bo!* JOIN #t" },
	{ "bo", SAYS, "AWAY :x" },
	{ "bo", GETS, ":* 306 ..." },
	{ "bo", SAYS, "MODE bo +B" },
	{ "bo", GETS, ":bo MODE bo +B" },
	{ "ali", SAYS, "WHO bo" },
	{ "ali", GETS, ":* 352 ali * bo * * bo GB :0 bo's real name" },
	{ "ali", GETS, ":* 315 ali bo ..." },
	{ "bo", SAYS, "WHO #t" },
	{ "bo", GETS, ":* 352 bo #t ali * * ali H@ :0 ali's real name" },
	{ "bo", GETS, ":* 352 bo #t bo * * bo GB :0 bo's real name" },
	{ "bo", GETS, ":* 315 bo #t ..." },
	{ "ali", SAYS, "WHO bo*" },
	{ "ali", GETS, ":* 352 ali * bo * * bo GB :0 ..." },
	{ "ali", GETS, ":* 315 ali * ..." },
	{ "ali", SAYS, "WHO nobody" },
	{ "ali", GETS, ":* 315 ali nobody ..." },
	{ "ali", SAYS, "WHO #none" },
	{ "ali", GETS, ":* 315 ali #none ..." },
	{ NULL, HOLDS, "who is where" },
	{ "ali", SAYS, "WHO ali %tcnfar,42" },
	{ "ali", GETS, ":* 354 ali 42 * ali H 0 :ali's real name" },
	{ "ali", GETS, ":* 315 ali ali ..." },
	{ "ali", SAYS, "WHO #t %cnf" },
	{ "ali", GETS, ":* 354 ali #t ali H@" },
	{ "ali", GETS, ":* 354 ali #t bo GB" },
	{ "ali", GETS, ":* 315 ali #t ..." },
	{ "ali", SAYS, "WHO ali %tcuihsnfdlaor,7" },
	{ "ali", GETS,
	    ":* 354 ali 7 * ali 255.255.255.255 * * ali H 0 * 0 n/a :ali's real "
	    "name" },
	{ "ali", GETS, ":* 315 ..." },
	{ "ali", SAYS, "WHO bo %na" },
	{ "ali", GETS, ":* 354 ali bo 0" },
	{ "ali", GETS, ":* 315 ..." },
	{ "ali", SAYS, "WHO bo %nuhs" },
	{ "ali", GETS, ":* 354 ali bo * * bo" },
	{ "ali", GETS, ":* 315 ..." },
	{ "ali", SAYS, "WHO bo o" },
	{ "ali", GETS, ":* 315 ..." },
	{ NULL, HOLDS, "and their fields" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
