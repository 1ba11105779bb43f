/* NICK with a name already: who shares a channel is told, and what is refused.
 */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, "setname" },
	{ "bo", ENTERS, NULL },
	{ "ali", SAYS, "JOIN #1" },
	{ "ali", SEES, ":* 366 ..." },
	{ "bo", SAYS, "JOIN #1" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", GETS, ":bo!* JOIN #1" },
	{ "ali", SAYS, "NICK dan" },
	{ "ali", GETS, ":ali!ali@* NICK dan" },
	{ "bo", GETS, ":ali!ali@* NICK dan" },
	{ "ali", SAYS, "PRIVMSG #1 x" },
	{ "bo", GETS, ":dan!ali@* PRIVMSG #1 :x" },
	{ "ali", SAYS, "SETNAME Dan" },
	{ "ali", GETS, ":dan!ali@* SETNAME :Dan" },
	{ NULL, HOLDS, "all are told, and it is another in all" },
	{ "ali", SAYS, "NICK bo" },
	{ "ali", GETS, ":* 433 dan bo ..." },
	{ "ali", SAYS, "NICK 9" },
	{ "ali", GETS, ":* 432 dan 9 ..." },
	{ "ali", SAYS, "NICK" },
	{ "ali", GETS, ":* 431 dan ..." },
	{ "bo", QUIET, NULL },
	{ "ali", SAYS, "NICK dan" },
	{ "ali", QUIET, NULL },
	{ "bo", QUIET, NULL },
	{ "ali", SAYS, "NICK Dan" },
	{ "ali", GETS, ":dan!* NICK Dan" },
	{ "bo", GETS, ":dan!* NICK Dan" },
	{ "ali", SAYS, "NICK dan" },
	{ "ali", GETS, ":Dan!* NICK dan" },
	{ "bo", GETS, ":Dan!* NICK dan" },
	{ NULL, HOLDS, "what is refused, and what is no change" },
	{ "bo", SAYS, "QUIT :gone" },
	{ "bo", GETS, "ERROR :..." },
	{ "bo", ENDS, NULL },
	{ "ali", GETS, ":bo!* QUIT :Quit: gone" },
	{ "ali", SAYS, "NICK bo" },
	{ "ali", GETS, ":dan!ali@* NICK bo" },
	{ NULL, HOLDS, "a name is free with its end" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
