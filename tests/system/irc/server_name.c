/* What the configuration says of the server: its name and that of its network.
 */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", COMES, NULL },
	{ "ali", SAYS, "NICK ali" },
	{ "ali", SAYS, "USER ali 0 * :Ali" },
	{ "ali", GETS,
	    ":irc.example 001 ali :Welcome to the Tea network, ali" },
	{ "ali", GETS, ":irc.example 002 ali :Your host is irc.example, ..." },
	{ "ali", GETS, ":irc.example 003 ali :This server was created 20*" },
	{ "ali", GETS, ":irc.example 004 ali irc.example forkcastd-* * * *" },
	{ "ali", SEES, ":irc.example 422 ali ..." },
	{ "ali", SAYS, "PING x" },
	{ "ali", GETS, ":irc.example PONG irc.example :x" },
	{ NULL, HOLDS, "it says who it is" },
};

int
main(void)
{
	return EXCHANGE(moves, "server_name irc.example\nnetwork Tea\n");
}
