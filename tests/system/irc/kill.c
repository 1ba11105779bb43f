/*
 * KILL: by an operator of the server, who gives a reason; the other is told
 * both, and nobody else may. REHASH likewise; STATS tells how long it is up.
 */
#include "tests/lib/exchange.h"
#include "tests/lib/keeper.h"

static const struct move first[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
};

static const struct move moves[] = {
	{ "ali", SAYS, "KILL bo :go" },
	{ "ali", GETS,
	    ":* 481 ali :Permission Denied- You're not an IRC operator" },
	{ "ali", SAYS, "REHASH" },
	{ "ali", GETS, ":* 481 ali :Permission Denied- ..." },
	{ "bo", QUIET, NULL },
	{ NULL, HOLDS, "who is no operator may not" },
	{ "ali", SAYS, "OPER ali pw" },
	{ "ali", SEES, ":ali MODE ali +o" },
	{ "ali", SAYS, "KILL bo" },
	{ "ali", GETS, ":* 461 ali KILL :..." },
	{ "ali", SAYS, "KILL bo :" },
	{ "ali", GETS, ":* 461 ali KILL :..." },
	{ "ali", SAYS, "KILL nobody :go" },
	{ "ali", GETS, ":* 401 ali nobody :..." },
	{ "ali", SAYS, "KILL #t :go" },
	{ "ali", GETS, ":* 401 ali #t :..." },
	{ "ali", SAYS, "JOIN #t" },
	{ "ali", SEES, ":* 366 ..." },
	{ "bo", SAYS, "JOIN #t" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", SEES, ":bo!* JOIN #t" },
	{ "ali", SAYS, "KILL bo :go  away" },
	{ "ali", GETS, ":bo!* QUIT :Killed (ali (go  away))" },
	{ "bo", GETS, "ERROR :Closing link: bo (killed by ali: go  away)" },
	{ "bo", ENDS, NULL },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "who is one ends a connection" },
	{ "javad", ENTERS, NULL },
	{ "javad", SAYS, "WALLOPS :hear me" },
	{ "javad", GETS, ":* 481 javad ..." },
	{ "sara", ENTERS, NULL },
	{ "zoe", NATIVE, NULL },
	{ "zoe", SAYS, "flag +w" },
	{ "zoe", GETS, "ok flag w" },
	{ "javad", SAYS, "MODE javad +w" },
	{ "javad", GETS, ":javad MODE javad +w" },
	{ "ali", SAYS, "WALLOPS :hear  me" },
	{ "ali", QUIET, NULL },
	{ "javad", GETS, ":ali!* WALLOPS :hear  me" },
	{ "zoe", GETS, "alarm * ali hear  me" },
	{ "sara", QUIET, NULL },
	{ "ali", SAYS, "WALLOPS" },
	{ "ali", GETS, ":* 461 ali WALLOPS ..." },
	{ NULL, HOLDS, "and says something to all who want it" },
	{ "ali", SAYS, "REHASH" },
	{ "ali", GETS, ":* 382 ali forkcastd.conf :Rehashing" },
	{ NULL, HOLDS, "and has the configuration read" },
	{ "javad", SAYS, "STATS u" },
	{ "javad", GETS, ":* 242 javad :Server Up 0 days 0:0*" },
	{ "javad", GETS, ":* 219 javad u :End of /STATS report" },
	{ "javad", SAYS, "STATS o" },
	{ "javad", GETS, ":* 219 javad o :End of /STATS report" },
	{ "javad", SAYS, "STATS" },
	{ "javad", GETS, ":* 461 javad STATS :..." },
	{ NULL, HOLDS, "anybody may ask how long the server is up" },
};

int
main(void)
{
	const struct setup setup = { .config = KEEPER_QUICK "oper ali\n" };
	const struct server *server = exchange_begin(&setup);

	EXCHANGE_GO_ON(first);
	keeper_add(server, "ali");
	EXCHANGE_GO_ON(moves);
	return exchange_end();
}
