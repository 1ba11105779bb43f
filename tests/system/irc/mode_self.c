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
	{ "ali", SAYS, "MODE bo +i" },
	{ "ali", GETS, ":* 502 ali ..." },
	{ NULL, HOLDS, "one's own" },
	{ "bo", ENTERS, "message-tags" },
	{ "ali", SAYS, "PRIVMSG bo :x" },
	{ "bo", GETS, "@msgid=*;bot :ali!* PRIVMSG bo :x" },
	{ NULL, HOLDS, "a bot's messages are so marked" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
