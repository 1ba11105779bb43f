/* The beginning: NICK and USER in any order, the numerics that follow, and what
 * is refused before and after. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", COMES, NULL },
	{ "ali", SAYS, "USER ali 0 * :Ali" },
	{ "ali", SAYS, "JOIN #1" },
	{ "ali", GETS, ":* 451 * :You have not registered" },
	{ "ali", SAYS, "NICK" },
	{ "ali", GETS, ":* 431 * ..." },
	{ "ali", SAYS, "NICK :" },
	{ "ali", GETS, ":* 431 * ..." },
	{ "ali", SAYS, "NICK 9lives" },
	{ "ali", GETS, ":* 432 * 9lives ..." },
	{ "ali", SAYS, "NICK a@b" },
	{ "ali", GETS, ":* 432 * a@b ..." },
	{ "ali", SAYS, "NICK ali" },
	{ "ali", GETS, ":* 001 ali :Welcome ..." },
	{ "ali", GETS, ":* 002 ali :Your host is ..." },
	{ "ali", GETS, ":* 003 ali :..." },
	{ "ali", GETS, ":* 004 ali * forkcastd-* * * *" },
	{ "ali", GETS, ":* 005 ali ..." },
	{ "ali", SEES, ":* 422 ali ..." },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "the name is claimed when both are there" },
	{ "ali", SAYS, "USER x 0 * :y" },
	{ "ali", GETS, ":* 462 ali ..." },
	{ "ali", SAYS, "PASS x" },
	{ "ali", GETS, ":* 462 ali ..." },
	{ NULL, HOLDS, "that was once" },
	{ "bo", COMES, NULL },
	{ "bo", SAYS, "NICK ALI" },
	{ "bo", SAYS, "USER b.o 0 * :" },
	{ "bo", GETS, ":* 461 ALI USER ..." },
	{ "bo", SAYS, "USER b" },
	{ "bo", GETS, ":* 461 ALI USER ..." },
	{ "bo", SAYS, "USER b.o 0 * :Bo" },
	{ "bo", GETS, ":* 433 * ALI ..." },
	{ "bo", SAYS, "JOIN #1" },
	{ "bo", GETS, ":* 451 * ..." },
	{ "bo", SAYS, "NICK bo" },
	{ "bo", GETS, ":* 001 bo ..." },
	{ "bo", SEES, ":* 422 bo ..." },
	{ "bo", QUIET, NULL },
	{ NULL, HOLDS, "who finds the name taken takes another" },
	{ "javad", COMES, NULL },
	{ "javad", SAYS, "CAP LS 302" },
	{ "javad", SEES, ":* CAP * LS :..." },
	{ "javad", SAYS, "NICK javad" },
	{ "javad", SAYS, "USER javad 0 * :J" },
	{ "javad", SAYS, "PING here" },
	{ "javad", GETS, ":* PONG * :here" },
	{ "javad", SAYS, "CAP END" },
	{ "javad", GETS, ":* 001 javad ..." },
	{ NULL, HOLDS, "CAP END is waited for" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
