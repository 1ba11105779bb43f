/* One in IRC and one at nc talk in the same group. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "nc", NATIVE, NULL },
	{ "nc", SAYS, "join 1" },
	{ "nc", GETS, "join * 1 nc" },
	{ "ali", SAYS, "JOIN #1" },
	{ "ali", SEES, ":* 366 ..." },
	{ "nc", GETS, "join * 1 ali" },
	{ "nc", SAYS, "send 1 hello" },
	{ "nc", GETS, "msg * 1 nc hello" },
	{ "ali", GETS, ":nc!* PRIVMSG #1 :hello" },
	{ "ali", SAYS, "PRIVMSG #1 :hi" },
	{ "nc", GETS, "msg * 1 ali hi" },
	{ "nc", SAYS, "tell ali psst" },
	{ "nc", GETS, "tell * nc ali psst" },
	{ "ali", GETS, ":nc!* PRIVMSG ali :psst" },
	{ "ali", SAYS, "PRIVMSG nc :what" },
	{ "nc", GETS, "tell * ali nc what" },
	{ "ali", SAYS, "NOTICE #1 :n" },
	{ "nc", GETS, "msg * 1 ali n" },
	{ "nc", SAYS, "topic 1 tea" },
	{ "nc", GETS, "topic * 1 nc tea" },
	{ "ali", GETS, ":nc!* TOPIC #1 :tea" },
	{ "nc", SAYS, "name nd" },
	{ "nc", GETS, "name * nc nd" },
	{ "ali", GETS, ":nc!* NICK nd" },
	{ "nc", SAYS, "leave 1 by" },
	{ "nc", GETS, "leave * 1 nd by" },
	{ "ali", GETS, ":nd!* PART #1 :by" },
	{ NULL, HOLDS, "they talk" },
	{ "nc", SAYS, "join 1" },
	{ "nc", GETS, "join * 1 nd" },
	{ "ali", GETS, ":nd!* JOIN #1" },
	{ "ali", SAYS, "QUIT :over" },
	{ "ali", GETS, "ERROR :..." },
	{ "ali", ENDS, NULL },
	{ "nc", GETS, "quit * ali Quit: over" },
	{ NULL, HOLDS, "and end" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
