/* What is no command, has too few words, is too long or no UTF-8: told, and
 * nothing more. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "ali", SAYS, "FOO bar" },
	{ "ali", GETS, ":* 421 ali FOO ..." },
	{ "ali", SAYS, "12 x" },
	{ "ali", GETS, ":* 421 ali 12 ..." },
	{ "ali", SAYS, "" },
	{ "ali", SAYS, "  " },
	{ "ali", SAYS, "PRIVMSG ali :\xff" },
	{ "ali", GETS, ":* FAIL PRIVMSG INVALID_UTF8 ..." },
	{ "ali", SAYS, "PING" },
	{ "ali", GETS, ":* 461 ali PING ..." },
	{ "ali", SAYS, "PING :" },
	{ "ali", GETS, ":* 409 ali ..." },
	{ "ali", SAYS, "PRIVMSG ali :\x1b[2J" },
	{ "ali", GETS, ":* 404 ali ali ..." },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "and the connection goes on" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
