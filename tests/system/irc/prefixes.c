/* Signs of roles: the highest, or all for who wants them, with whole masks
 * likewise; and messages to the operators alone. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, "multi-prefix userhost-in-names" },
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
	{ "ali", SAYS, "MODE #t +v ali" },
	{ "ali", SEES, ":ali!* MODE ..." },
	{ "bo", SEES, ":ali!* MODE ..." },
	{ "javad", SEES, ":ali!* MODE ..." },
	{ "bo", SAYS, "NAMES #t" },
	{ "bo", GETS, ":* 353 bo = #t :@+ali!ali@* bo!bo@* javad!javad@*" },
	{ "bo", GETS, ":* 366 ..." },
	{ "javad", SAYS, "NAMES #t" },
	{ "javad", GETS, ":* 353 javad = #t :@ali bo javad" },
	{ "javad", GETS, ":* 366 ..." },
	{ "bo", SAYS, "PRIVMSG @#t :help" },
	{ "ali", GETS, ":bo!* PRIVMSG @#t :help" },
	{ "javad", QUIET, NULL },
	{ "bo", QUIET, NULL },
	{ "ali", SAYS, "MODE #t +v javad" },
	{ "ali", SEES, ":ali!* MODE ..." },
	{ "bo", SEES, ":ali!* MODE ..." },
	{ "javad", SEES, ":ali!* MODE ..." },
	{ "bo", SAYS, "NOTICE +#t :hear" },
	{ "ali", GETS, ":bo!* NOTICE +#t :hear" },
	{ "javad", GETS, ":bo!* NOTICE +#t :hear" },
	{ "bo", QUIET, NULL },
	{ NULL, HOLDS, "to some of them" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
