/* CAP: what is offered, taken, given back and refused, whole or not at all. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", COMES, NULL },
	{ "ali", SAYS, "CAP LS 302" },
	{ "ali", GETS, ":* CAP * LS * :account-notify ..." },
	{ "ali", GETS, ":* CAP * LS :*..." },
	{ "ali", SAYS, "CAP REQ :echo-message server-time" },
	{ "ali", GETS, ":* CAP * ACK :echo-message server-time" },
	{ "ali", SAYS, "CAP LIST" },
	{ "ali", SEES, "* :* CAP * LIST :cap-notify echo-message server-time" },
	{ "ali", SAYS, "CAP REQ :-server-time" },
	{ "ali", SEES, "* :* CAP * ACK :-server-time" },
	{ "ali", SAYS, "CAP LIST" },
	{ "ali", GETS, ":* CAP * LIST :cap-notify echo-message" },
	{ NULL, HOLDS, "they are taken and given back" },
	{ "ali", SAYS, "CAP REQ :batch no-such-thing" },
	{ "ali", GETS, ":* CAP * NAK :batch no-such-thing" },
	{ "ali", SAYS, "CAP LIST" },
	{ "ali", GETS, ":* CAP * LIST :cap-notify echo-message" },
	{ NULL, HOLDS, "all, or none" },
	{ "ali", SAYS, "CAP" },
	{ "ali", GETS, ":* 461 * CAP ..." },
	{ "ali", SAYS, "CAP FOO" },
	{ "ali", GETS, ":* 410 * FOO ..." },
	{ "ali", SAYS, "NICK ali" },
	{ "ali", SAYS, "USER ali 0 * :Ali" },
	{ "ali", SAYS, "CAP END" },
	{ "ali", SEES, ":* 422 ali ..." },
	{ "ali", SAYS, "CAP LIST" },
	{ "ali", GETS, ":* CAP ali LIST :cap-notify echo-message" },
	{ "ali", SAYS, "CAP END" },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "with a name as well" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
