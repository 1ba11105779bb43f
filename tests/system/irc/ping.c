/*
 * The server's PING has neither a source nor tags, whatever the client is
 * capable of: simple bots compare its first bytes. Who answers it stays.
 */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, "server-time message-tags" },
	{ "ali", GETS, "PING :irc.forkcast" },
	{ "ali", SAYS, "PONG :irc.forkcast" },
	{ "ali", GETS, "PING :irc.forkcast" },
	{ NULL, HOLDS, "PING alone, and again once it is answered" },
};

int
main(void)
{
	return EXCHANGE(
	    moves, "server_name irc.forkcast\nidle_time 1\nping_time 100\n");
}
