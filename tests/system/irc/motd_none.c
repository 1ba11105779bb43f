/* Where there is no message of the day, that is said in its place. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", COMES, NULL },
	{ "ali", SAYS, "NICK ali" },
	{ "ali", SAYS, "USER ali 0 * :Ali" },
	{ "ali", SEES, ":* 266 ali ..." },
	{ "ali", GETS, ":* 422 ali :There is no message of the day" },
	{ "ali", QUIET, NULL },
	{ "ali", SAYS, "MOTD" },
	{ "ali", GETS, ":* 422 ali :There is no message of the day" },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "that there is none is told, at once and when asked" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
