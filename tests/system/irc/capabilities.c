/* CAP: what is offered, taken, given back and refused, whole or not at all. */
#include "tests/lib/exchange.h"

#define ONE "multi-prefix "
#define TEN ONE ONE ONE ONE ONE ONE ONE ONE ONE ONE

/* The first line has no byte to spare. */
#define SOME TEN TEN TEN ONE ONE ONE ONE ONE ONE ONE "batch"
#define REST "batch batch"

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
	{ "ali", SAYS, "CAP REQ :-cap-notify" },
	{ "ali", GETS, ":* CAP * NAK :-cap-notify" },
	{ "ali", SAYS, "CAP REQ :batch -cap-notify" },
	{ "ali", GETS, ":* CAP * NAK :batch -cap-notify" },
	{ "ali", SAYS, "CAP REQ :cap-notify" },
	{ "ali", GETS, ":* CAP * ACK :cap-notify" },
	{ "ali", SAYS, "CAP LIST" },
	{ "ali", GETS, ":* CAP * LIST :cap-notify echo-message" },
	{ "bo", COMES, NULL },
	{ "bo", SAYS, "CAP LS" },
	{ "bo", SEES, ":* CAP * LS ..." },
	{ "bo", SAYS, "CAP REQ :cap-notify" },
	{ "bo", GETS, ":* CAP * ACK :cap-notify" },
	{ "bo", SAYS, "CAP REQ :-cap-notify" },
	{ "bo", GETS, ":* CAP * ACK :-cap-notify" },
	{ NULL, HOLDS, "cap-notify stays with who has asked as of 302" },
	{ "ali", SAYS, "CAP REQ :" SOME " " REST },
	{ "ali", GETS, ":* CAP * ACK :" SOME },
	{ "ali", GETS, ":* CAP * ACK :" REST },
	{ "ali", SAYS, "CAP REQ :-batch -multi-prefix" },
	{ "ali", GETS, ":* CAP * ACK :-batch -multi-prefix" },
	{ NULL, HOLDS, "all that was asked for is acknowledged, in two lines" },
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
	return EXCHANGE(moves, "server_name tea.example\n");
}
