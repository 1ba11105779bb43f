/* PRIVMSG: to a channel, to one, to oneself, to several; and whom it cannot
 * reach. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "ali", SAYS, "JOIN #1" },
	{ "ali", SEES, ":* 366 ..." },
	{ "bo", SAYS, "JOIN #1" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", GETS, ":bo!* JOIN #1" },
	{ "ali", SAYS, "PRIVMSG #1 :hello  you " },
	{ "bo", GETS, ":ali!ali@* PRIVMSG #1 :hello  you " },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "to a channel: not to oneself" },
	{ "ali", SAYS, "PRIVMSG bo hi" },
	{ "bo", GETS, ":ali!ali@* PRIVMSG bo :hi" },
	{ "ali", QUIET, NULL },
	{ "ali", SAYS, "PRIVMSG ali :me" },
	{ "ali", GETS, ":ali!* PRIVMSG ali :me" },
	{ NULL, HOLDS, "to one" },
	{ "ali", SAYS, "PRIVMSG bo,#1 :both" },
	{ "bo", GETS, ":ali!* PRIVMSG bo :both" },
	{ "bo", GETS, ":ali!* PRIVMSG #1 :both" },
	{ NULL, HOLDS, "to several" },
	{ "ali", SAYS, "PRIVMSG nobody :x" },
	{ "ali", GETS, ":* 401 ali nobody ..." },
	{ "ali", SAYS, "PRIVMSG #nowhere :x" },
	{ "ali", GETS, ":* 40* ali #nowhere ..." },
	{ "ali", SAYS, "PRIVMSG" },
	{ "ali", GETS, ":* 411 ali ..." },
	{ "ali", SAYS, "PRIVMSG bo" },
	{ "ali", GETS, ":* 412 ali ..." },
	{ "ali", SAYS, "PRIVMSG bo :" },
	{ "ali", GETS, ":* 412 ali ..." },
	{ "bo", QUIET, NULL },
	{ NULL, HOLDS, "what is wrong" },
	{ "ali", SAYS, "PRIVMSG #1 :VERSION" },
	{ "bo", GETS, ":ali!* PRIVMSG #1 :VERSION" },
	{ "ali", SAYS, "PRIVMSG #1 :bold" },
	{ "bo", GETS, ":ali!* PRIVMSG #1 :bold" },
	{ NULL, HOLDS, "CTCP and formatting pass" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
