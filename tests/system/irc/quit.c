/*
 * QUIT always says why. What a client says, native or of IRC, stands behind
 * "Quit: ", so that none can be taken for what the server says itself.
 */
#include "tests/lib/exchange.h"
#include "tests/lib/keeper.h"

static const struct move first[] = {
	{ "ali", ENTERS, NULL },
};

static const struct move moves[] = {
	{ "ali", SAYS, "OPER ali pw" },
	{ "ali", SEES, ":ali MODE ali +o" },
	{ "ali", SAYS, "JOIN #t" },
	{ "ali", SEES, ":* 366 ..." },
	{ "bo", ENTERS, NULL },
	{ "bo", SAYS, "JOIN #t" },
	{ "ali", SEES, ":bo!* JOIN #t" },
	{ "bo", SAYS, "QUIT :Ping timeout: 240 seconds" },
	{ "ali", GETS, ":bo!* QUIT :Quit: Ping timeout: 240 seconds" },
	{ "cy", ENTERS, NULL },
	{ "cy", SAYS, "JOIN #t" },
	{ "ali", SEES, ":cy!* JOIN #t" },
	{ "cy", SAYS, "QUIT" },
	{ "ali", GETS, ":cy!* QUIT :Connection closed" },
	{ NULL, HOLDS, "of IRC" },
	{ "dan", NATIVE, NULL },
	{ "dan", SAYS, "join t" },
	{ "ali", SEES, ":dan!* JOIN #t" },
	{ "dan", SAYS, "quit Killed (ali (spam))" },
	{ "ali", GETS, ":dan!* QUIT :Quit: Killed (ali (spam))" },
	{ "eva", NATIVE, NULL },
	{ "eva", SAYS, "join t" },
	{ "ali", SEES, ":eva!* JOIN #t" },
	{ "eva", GOES, NULL },
	{ "ali", GETS, ":eva!* QUIT :Connection closed" },
	{ NULL, HOLDS, "native" },
	{ "fei", ENTERS, NULL },
	{ "fei", SAYS, "JOIN #t" },
	{ "ali", SEES, ":fei!* JOIN #t" },
	{ "ali", SAYS, "KILL fei :go  away" },
	{ "ali", GETS, ":fei!* QUIT :Killed (ali (go  away))" },
	{ "fei", SEES, "ERROR :Closing link: fei (killed by ali: go  away)" },
	{ NULL, HOLDS, "who is killed" },
	{ "cy", ENTERS, NULL },
	{ "cy", SAYS, "NS REGISTER pw" },
	{ "cy", SEES, ":NickServ!* NOTICE cy :Done..." },
	{ "dan", ENTERS, NULL },
	{ "dan", SAYS, "NS IDENTIFY cy pw" },
	{ "dan", SEES, ":NickServ!* NOTICE dan :Done..." },
	{ "cy", SAYS, "JOIN #t" },
	{ "ali", SEES, ":cy!* JOIN #t" },
	{ "dan", SAYS, "NS GHOST cy" },
	{ "ali", GETS, ":cy!* QUIT :Killed (dan (name reclaimed))" },
	{ NULL, HOLDS, "whose name is taken back" },
};

int
main(void)
{
	const struct setup setup = { .config = KEEPER_QUICK "oper ali\n" };
	const struct server *server = exchange_begin(&setup);

	EXCHANGE_GO_ON(first);
	keeper_add(server, "ali");
	EXCHANGE_GO_ON(moves);
	return exchange_end();
}
