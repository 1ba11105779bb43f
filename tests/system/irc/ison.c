/* ISON and USERHOST: who of several is here, in one line. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "ali", SAYS, "ISON bo nobody ali" },
	{ "ali", GETS, ":* 303 ali :bo ali" },
	{ "ali", SAYS, "ISON :bo  b*" },
	{ "ali", GETS, ":* 303 ali :bo" },
	{ "ali", SAYS, "ISON x" },
	{ "ali", GETS, ":* 303 ali :" },
	{ "ali", SAYS, "ISON" },
	{ "ali", GETS, ":* 461 ali ISON ..." },
	{ NULL, HOLDS, "ISON" },
	{ "bo", SAYS, "AWAY :x" },
	{ "bo", GETS, ":* 306 ..." },
	{ "ali", SAYS, "USERHOST ali bo nobody" },
	{ "ali", GETS, ":* 302 ali :ali=+ali@* bo=-bo@*" },
	{ NULL, HOLDS, "USERHOST" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
