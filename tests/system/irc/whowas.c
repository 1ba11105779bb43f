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
