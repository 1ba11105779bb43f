/* NAMES tells by "@" that a channel is secret, which it is to nobody in it. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "ali", SAYS, "JOIN #tea" },
	{ "ali", GETS, ":ali!* JOIN #tea" },
	{ "ali", GETS, ":* 353 ali = #tea :@ali" },
	{ "ali", GETS, ":* 366 ali #tea ..." },
	{ "ali", SAYS, "MODE #tea -n+s" },
	{ "ali", GETS, ":ali!* MODE #tea -n" },
	{ "ali", GETS, ":ali!* MODE #tea +s" },
	{ "ali", SAYS, "NAMES #tea" },
	{ "ali", GETS, ":* 353 ali @ #tea :@ali" },
	{ "ali", GETS, ":* 366 ali #tea ..." },
	{ "ali", SAYS, "MODE #tea -s" },
	{ "ali", GETS, ":ali!* MODE #tea -s" },
	{ "ali", SAYS, "NAMES #tea" },
	{ "ali", GETS, ":* 353 ali = #tea :@ali" },
	{ "ali", GETS, ":* 366 ali #tea ..." },
	{ NULL, HOLDS, "as long as it is secret" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
