/*
 * extended-monitor: who has it is told, of those on its list, that they are
 * away, are another account or have another real name; who has it not is told
 * that of those it shares a channel with, and of no others.
 */
#include "tests/lib/exchange.h"
#include "tests/lib/keeper.h"

#define CAPS "away-notify account-notify setname"

static const struct move moves[] = {
	{ "ali", ENTERS, "extended-monitor " CAPS },
	{ "sara", ENTERS, CAPS },
	{ "bo", ENTERS, NULL },
	{ "ali", SAYS, "MONITOR + bo" },
	{ "ali", GETS, ":* 730 ali :bo!bo@*" },
	{ "sara", SAYS, "MONITOR + bo" },
	{ "sara", GETS, ":* 730 sara :bo!bo@*" },
	{ "bo", SAYS, "AWAY :at lunch" },
	{ "bo", GETS, ":* 306 bo ..." },
	{ "ali", GETS, ":bo!* AWAY :at lunch" },
	{ "bo", SAYS, "SETNAME :Bo B" },
	{ "ali", GETS, ":bo!* SETNAME :Bo B" },
	{ "bo", SAYS, "NS REGISTER sesame" },
	{ "ali", GETS, ":bo!* ACCOUNT bo" },
	{ "bo", SEES, ":NickServ!* NOTICE bo :Done..." },
	{ "sara", QUIET, NULL },
	{ NULL, HOLDS, "who has it is told, and nobody else" },
	{ "ali", SAYS, "CAP REQ :-extended-monitor" },
	{ "ali", GETS, ":* CAP ali ACK :-extended-monitor" },
	{ "sara", SAYS, "CAP REQ :extended-monitor -away-notify" },
	{ "sara", GETS, ":* CAP sara ACK :extended-monitor -away-notify" },
	{ "ali", QUIET, NULL },
	{ "sara", QUIET, NULL },
	{ "bo", SAYS, "AWAY" },
	{ "bo", GETS, ":* 305 bo ..." },
	{ "bo", SAYS, "SETNAME :Bo" },
	{ "sara", GETS, ":bo!* SETNAME :Bo" },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "it can be taken and given back, and needs the others" },
	{ "ali", SAYS, "JOIN #1" },
	{ "ali", SEES, ":* 366 ..." },
	{ "bo", SAYS, "JOIN #1" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", GETS, ":bo!* JOIN #1" },
	{ "bo", SAYS, "AWAY :again" },
	{ "ali", GETS, ":bo!* AWAY :again" },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "in a channel it is told anyhow, once" },
};

int
main(void)
{
	return EXCHANGE(moves, KEEPER_QUICK);
}
