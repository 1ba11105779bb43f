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
	{ "bo", COMES, NULL },
	{ "bo", SAYS, "CAP LS" },
	{ "bo", GETS, ":irc.example CAP * LS :..." },
	{ "javad", COMES, NULL },
	{ "javad", SAYS, "NICK" },
	{ "javad", GETS, ":irc.example 431 * ..." },
	{ "sara", COMES, NULL },
	{ "sara", SAYS, ":x FOO" },
	{ "sara", GETS, ":irc.example 421 * FOO ..." },
	{ NULL, HOLDS, "in its first line as well, whatever that answers" },
};

int
main(void)
{
	return EXCHANGE(moves, "server_name irc.example\nnetwork Tea\n");
}
