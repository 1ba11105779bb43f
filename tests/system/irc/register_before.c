/*
 * With `register before` an account is made before one has come, which CAP
 * says, and one comes in as logged in to it.
 */
#include "tests/lib/exchange.h"
#include "tests/lib/keeper.h"

static const struct move moves[] = {
	{ "ali", COMES, NULL },
	{ "ali", SAYS, "CAP LS 302" },
	{ "ali", SEES,
	    ":* CAP * LS * :* * * * * * draft/account-registration="
	    "custom-account-name,before-connect ..." },
	{ "ali", SAYS, "NICK ali" },
	{ "ali", SAYS, "REGISTER * * secret" },
	{ "ali", SEES, ":* REGISTER SUCCESS ali :..." },
	{ "ali", GETS, ":* 900 ali * ali :..." },
	{ "ali", SAYS, "USER ali 0 * :Ali" },
	{ "ali", SAYS, "CAP END" },
	{ "ali", SEES, ":* 422 ali ..." },
	{ "ali", SAYS, "WHOIS ali" },
	{ "ali", SEES, ":* 330 ali ali ali ..." },
	{ NULL, HOLDS, "before one has come" },
	{ "bo", COMES, NULL },
	{ "bo", SAYS, "NICK ali" },
	{ "bo", SAYS, "REGISTER * * other" },
	{ "bo", GETS, ":* FAIL REGISTER ACCOUNT_EXISTS ali :..." },
	{ NULL, HOLDS, "but for what is another's" },
};

int
main(void)
{
	return EXCHANGE(moves, KEEPER_QUICK "register before\n");
}
