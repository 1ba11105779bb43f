/* echo-message: one gets one's own, as the others do. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, "echo-message" },
	{ "bo", ENTERS, NULL },
	{ "ali", SAYS, "JOIN #1" },
	{ "ali", SEES, ":* 366 ..." },
	{ "bo", SAYS, "JOIN #1" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", GETS, ":bo!* JOIN #1" },
	{ "ali", SAYS, "PRIVMSG #1 :x" },
	{ "ali", GETS, ":ali!* PRIVMSG #1 :x" },
	{ "bo", GETS, ":ali!* PRIVMSG #1 :x" },
	{ "ali", SAYS, "NOTICE bo :y" },
	{ "ali", GETS, ":ali!* NOTICE bo :y" },
	{ "bo", GETS, ":ali!* NOTICE bo :y" },
	{ "ali", SAYS, "PRIVMSG nobody :z" },
	{ "ali", GETS, ":* 401 ..." },
	{ "ali", QUIET, NULL },
	{ "bo", SAYS, "PRIVMSG #1 :w" },
	{ "ali", GETS, ":bo!* PRIVMSG #1 :w" },
	{ "bo", SAYS, "PRIVMSG ali :v" },
	{ "ali", GETS, ":bo!* PRIVMSG ali :v" },
	{ "bo", QUIET, NULL },
	{ NULL, HOLDS, "what is said comes back, to who wants that" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
