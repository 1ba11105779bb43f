/*
 * profile_rate: how often a minute an owner may log in again to get back a role
 * that it has lost. A login that gives none back counts for nothing.
 */
#include "tests/lib/exchange.h"
#include "tests/lib/keeper.h"

#define DONE ":NickServ!* NOTICE ali :Done: ali"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "ali", SAYS, "NS REGISTER pw" },
	{ "ali", SEES, DONE },
	{ "ali", SAYS, "JOIN #tea" },
	{ "ali", SEES, ":* 366 ..." },
	{ "ali", SAYS, "CS REGISTER #tea" },
	{ "ali", SEES, ":ChanServ!* NOTICE ali :Done: #tea" },
	{ "ali", SAYS, "NS IDENTIFY pw" },
	{ "ali", GETS, ":* 900 ali ..." },
	{ "ali", GETS, DONE },
	{ "ali", SAYS, "MODE #tea -o ali" },
	{ "ali", SEES, ":ali!* MODE #tea -o ali" },
	{ "ali", SAYS, "NS IDENTIFY pw" },
	{ "ali", GETS, ":* MODE #tea +o ali" },
	{ "ali", GETS, ":* 900 ali ..." },
	{ "ali", GETS, DONE },
	{ NULL, HOLDS, "it gets its role back" },
	{ "ali", SAYS, "MODE #tea -o ali" },
	{ "ali", SEES, ":ali!* MODE #tea -o ali" },
	{ "ali", SAYS, "NS IDENTIFY pw" },
	{ "ali", GETS, ":NickServ!* NOTICE ali :Failed: ..." },
	{ "ali", SAYS, "MODE #tea -s" },
	{ "ali", GETS, ":* 482 ali #tea ..." },
	{ NULL, HOLDS, "but not more often than profile_rate" },
};

int
main(void)
{
	return EXCHANGE(moves, KEEPER_QUICK "profile_rate 1\n");
}
