/* HELP and HELPOP: of a subject, without one, and of what there is none. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "ali", SAYS, "HELP" },
	{ "ali", GETS, ":* 704 ali * :..." },
	{ "ali", GETS, ":* 705 ali * :..." },
	{ "ali", GETS, ":* 706 ali * :..." },
	{ "ali", SAYS, "HELPOP join" },
	{ "ali", GETS, ":* 704 ali JOIN :..." },
	{ "ali", SEES, ":* 706 ali JOIN :..." },
	{ NULL, HOLDS, "there is help" },
	{ "ali", SAYS, "HELP nothing" },
	{ "ali", GETS, ":* 524 ali nothing ..." },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "or there is none" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
