/* What is no command, has too few words, is too long or no UTF-8: told, and
 * nothing more. */
#include "tests/lib/exchange.h"

/* 180 bytes. */
#define SHORT "a text of as many bytes as there are here, twenty and forty...."
#define LONG SHORT SHORT SHORT

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
	{ "ali", SAYS, "PING :a b" },
	{ "ali", GETS, ":* PONG * :a b" },
	{ "ali", SAYS, "PING :" },
	{ "ali", GETS, ":* 409 ali ..." },
	{ "ali", SAYS, "PRIVMSG ali :\x1b[2J" },
	{ "ali", GETS, ":* 404 ali ali ..." },
	{ "ali", SAYS, "PRIVMSG ali :" LONG LONG LONG },
	{ "ali", GETS, ":* 417 ali ..." },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "and the connection goes on" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
