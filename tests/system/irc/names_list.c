/* NAMES and LIST: of channels that there are and that there are not. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "ali", SAYS, "JOIN #tea" },
	{ "ali", SEES, ":* 366 ..." },
	{ "bo", SAYS, "JOIN #tea,#cake" },
	{ "bo", SEES, ":* 366 bo #cake ..." },
	{ "ali", GETS, ":bo!* JOIN #tea" },
	{ "ali", SAYS, "NAMES #tea" },
	{ "ali", GETS, ":* 353 ali = #tea :..." },
	{ "ali", GETS, ":* 366 ali #tea ..." },
	{ "ali", SAYS, "NAMES #none" },
	{ "ali", GETS, ":* 366 ali #none ..." },
	{ "ali", SAYS, "NAMES" },
	{ "ali", GETS, ":* 366 ali * ..." },
	{ "ali", SAYS, "NAMES #tea,#none" },
	{ "ali", GETS, ":* 353 ali = #tea :..." },
	{ "ali", GETS, ":* 366 ali #tea ..." },
	{ "ali", GETS, ":* 366 ali #none ..." },
	{ NULL, HOLDS, "names" },
	{ "ali", SAYS, "LIST" },
	{ "ali", GETS, ":* 321 ..." },
	{ "ali", GETS, ":* 322 ali #* * :" },
	{ "ali", GETS, ":* 322 ali #* * :" },
	{ "ali", GETS, ":* 323 ali ..." },
	{ "ali", SAYS, "LIST >1" },
	{ "ali", GETS, ":* 321 ..." },
	{ "ali", GETS, ":* 322 ali #tea 2 :" },
	{ "ali", GETS, ":* 323 ali ..." },
	{ "ali", SAYS, "LIST <2" },
	{ "ali", GETS, ":* 321 ..." },
	{ "ali", GETS, ":* 322 ali #cake 1 :" },
	{ "ali", GETS, ":* 323 ali ..." },
	{ "ali", SAYS, "LIST #t*" },
	{ "ali", GETS, ":* 321 ..." },
	{ "ali", GETS, ":* 322 ali #tea 2 :" },
	{ "ali", GETS, ":* 323 ali ..." },
	{ "ali", SAYS, "LIST !#t*" },
	{ "ali", GETS, ":* 321 ..." },
	{ "ali", GETS, ":* 322 ali #cake 1 :" },
	{ "ali", GETS, ":* 323 ali ..." },
	{ "ali", SAYS, "LIST #CAKE,#none" },
	{ "ali", GETS, ":* 321 ..." },
	{ "ali", GETS, ":* 322 ali #cake 1 :" },
	{ "ali", GETS, ":* 323 ali ..." },
	{ NULL, HOLDS,
	    "channels, and which of them; kept ones that are empty are none" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
