/* AWAY: the answers, and what one is told who writes to somebody that is away.
 */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "ali", SAYS, "AWAY :at tea" },
	{ "ali", GETS, ":* 306 ali ..." },
	{ "bo", SAYS, "PRIVMSG ali :hi" },
	{ "bo", GETS, ":* 301 bo ali :at tea" },
	{ "ali", GETS, ":bo!* PRIVMSG ali :hi" },
	{ "bo", SAYS, "NOTICE ali :hi" },
	{ "ali", GETS, ":bo!* NOTICE ali :hi" },
	{ "bo", QUIET, NULL },
	{ NULL, HOLDS, "who is away is so said" },
	{ "ali", SAYS, "AWAY" },
	{ "ali", GETS, ":* 305 ali ..." },
	{ "bo", SAYS, "PRIVMSG ali :hi" },
	{ "bo", QUIET, NULL },
	{ NULL, HOLDS, "who is back is not" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
