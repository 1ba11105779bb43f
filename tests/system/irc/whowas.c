/* WHOWAS: who has had a name, the last one first. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "bo", SAYS, "NICK dan" },
	{ "bo", GETS, ":bo!* NICK dan" },
	{ "ali", SAYS, "WHOWAS bo" },
	{ "ali", GETS, ":* 314 ali bo bo * * :bo's real name" },
	{ "ali", GETS, ":* 312 ali bo * :*" },
	{ "ali", GETS, ":* 369 ali bo ..." },
	{ NULL, HOLDS, "who has taken another name" },
	{ "dora", ENTERS, NULL },
	{ "dora", SAYS, "NICK bo" },
	{ "dora", GETS, ":dora!* NICK bo" },
	{ "dora", SAYS, "QUIT" },
	{ "dora", GETS, "ERROR ..." },
	{ "dora", ENDS, NULL },
	{ "ali", SAYS, "WHOWAS bo" },
	{ "ali", GETS, ":* 314 ali bo dora * * :dora's real name" },
	{ "ali", GETS, ":* 312 ali bo * :*" },
	{ "ali", GETS, ":* 314 ali bo bo * * :bo's real name" },
	{ "ali", GETS, ":* 312 ali bo * :*" },
	{ "ali", GETS, ":* 369 ali bo ..." },
	{ "ali", SAYS, "WHOWAS bo 1" },
	{ "ali", GETS, ":* 314 ali bo dora * * :dora's real name" },
	{ "ali", GETS, ":* 312 ali bo * :*" },
	{ "ali", GETS, ":* 369 ali bo ..." },
	{ "ali", SAYS, "WHOWAS bo -1" },
	{ "ali", GETS, ":* 314 ali bo dora ..." },
	{ "ali", SEES, ":* 314 ali bo bo ..." },
	{ "ali", SEES, ":* 369 ali bo ..." },
	{ "ali", SAYS, "WHOWAS bo 0" },
	{ "ali", GETS, ":* 314 ali bo dora ..." },
	{ "ali", SEES, ":* 314 ali bo bo ..." },
	{ "ali", SEES, ":* 369 ali bo ..." },
	{ NULL, HOLDS, "the last one first, and not more than wanted" },
	{ "ali", SAYS, "WHOWAS nobody" },
	{ "ali", GETS, ":* 406 ali nobody ..." },
	{ "ali", GETS, ":* 369 ali nobody ..." },
	{ "ali", SAYS, "WHOWAS" },
	{ "ali", GETS, ":* 431 ali ..." },
	{ NULL, HOLDS, "and nobody" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
