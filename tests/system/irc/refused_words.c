/* 263 and 400 say which command it was, as clients expect their parameters. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "ali", SAYS, "JOIN #1" },
	{ "ali", SEES, ":* 366 ..." },
	{ "ali", SAYS, "JOIN #2" },
	{ "ali", GETS, ":* 263 ali JOIN :Please wait a while and try again." },
	{ "ali", SAYS, "NICK bo" },
	{ "ali", GETS, ":ali!* NICK bo" },
	{ "ali", SAYS, "NICK cy" },
	{ "ali", GETS, ":* 263 bo NICK :Please wait a while and try again." },
	{ NULL, HOLDS, "who is to wait is told with what" },
	{ "ali", SAYS, "TOPIC #1 :a\033b" },
	{ "ali", GETS, ":* 400 bo TOPIC :Text contains control characters" },
	{ "ali", SAYS, "AWAY :a\033b" },
	{ "ali", GETS, ":* 400 bo AWAY :Text contains control characters" },
	{ "ali", SAYS, "KICK #1 bo :a\033b" },
	{ "ali", GETS, ":* 400 bo KICK :Text contains control characters" },
	{ NULL, HOLDS, "and so is who says what cannot be said" },
};

int
main(void)
{
	return EXCHANGE(moves, "join_rate 1\nrename_rate 1\n");
}
