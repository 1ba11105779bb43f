/* MODE of oneself: shown and changed; of others never. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "ali", SAYS, "MODE ali" },
	{ "ali", GETS, ":* 221 ali +" },
	{ "ali", SAYS, "MODE ali +iB" },
	{ "ali", GETS, ":ali MODE ali +i" },
	{ "ali", GETS, ":ali MODE ali +B" },
	{ "ali", SAYS, "MODE ali" },
	{ "ali", GETS, ":* 221 ali +Bi" },
	{ "ali", SAYS, "MODE ali -i" },
	{ "ali", GETS, ":ali MODE ali -i" },
	{ "ali", SAYS, "MODE ali" },
	{ "ali", GETS, ":* 221 ali +B" },
	{ "ali", SAYS, "MODE ali +o" },
	{ "ali", QUIET, NULL },
	{ "ali", SAYS, "MODE ali +Q" },
	{ "ali", GETS, ":* 501 ali ..." },
	{ NULL, HOLDS, "one's own" },
	{ "ali", SAYS, "MODE bo +i" },
	{ "ali", GETS, ":* 401 ali bo :..." },
	{ "ali", SAYS, "MODE bo" },
	{ "ali", GETS, ":* 401 ali bo :..." },
	{ "ali", SAYS, "MODE &local" },
	{ "ali", GETS, ":* 401 ali &local :..." },
	{ "ali", SAYS, "MODE 9:" },
	{ "ali", GETS, ":* 401 ali 9: :..." },
	{ "bo", ENTERS, "message-tags" },
	{ "bo", SAYS, "JOIN #t" },
	{ "bo", SEES, "* 366 ..." },
	{ "bo", SAYS, "AWAY :x" },
	{ "bo", GETS, ":* 306 ..." },
	{ "ali", SAYS, "MODE bo +i" },
	{ "ali", GETS, ":* 502 ali ..." },
	{ "ali", SAYS, "MODE BO" },
	{ "ali", GETS, ":* 502 ali ..." },
	{ NULL, HOLDS, "another's not; and that there is nobody is told" },
	{ "ali", SAYS, "PRIVMSG bo :x" },
	{ "bo", GETS, "@msgid=*;bot :ali!* PRIVMSG bo :x" },
	{ NULL, HOLDS, "a bot's messages are so marked" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
