/* LINKS: there is one server, so the list has its end alone. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "ali", SAYS, "LINKS" },
	{ "ali", GETS, ":* 365 ali * :..." },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "the end of an empty list" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
