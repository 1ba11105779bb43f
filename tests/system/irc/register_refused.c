/*
 * Why REGISTER makes no account, each reason with the word that the IRCv3 draft
 * account-registration has for it, or other servers have.
 */
#include "tests/lib/exchange.h"
#include "tests/lib/keeper.h"

static const struct move moves[] = {
	{ "ali", ENTERS, "draft/account-registration" },
	{ "ali", SAYS, "CAP LS 302" },
	{ "ali", SEES,
	    ":* CAP * LS * :* * * * * * draft/account-registration="
	    "custom-account-name ..." },
	{ "ali", SAYS, "REGISTER Li * secret" },
	{ "ali", SEES, ":* REGISTER SUCCESS Li ..." },
	{ "ali", GETS, ":* 900 ali * Li ..." },
	{ "ali", SAYS, "REGISTER * * secret" },
	{ "ali", GETS, ":* FAIL REGISTER ALREADY_AUTHENTICATED ali :..." },
	{ NULL, HOLDS, "who is logged in has an account" },
	{ "bo", ENTERS, NULL },
	{ "bo", SAYS, "REGISTER LI * secret" },
	{ "bo", GETS, ":* FAIL REGISTER ACCOUNT_EXISTS LI :..." },
	{ "bo", SAYS, "REGISTER ali * secret" },
	{ "bo", GETS, ":* FAIL REGISTER USERNAME_EXISTS ali :..." },
	{ NULL, HOLDS, "an account is there once, and another's nick is none" },
	{ "bo", SAYS, "REGISTER 1st * secret" },
	{ "bo", GETS, ":* FAIL REGISTER BAD_ACCOUNT_NAME 1st :..." },
	{ "bo", SAYS, "REGISTER * * :sec\033ret" },
	{ "bo", GETS, ":* FAIL REGISTER UNACCEPTABLE_PASSWORD bo :..." },
	{ "bo", SAYS, "REGISTER * * :" },
	{ "bo", GETS, ":* FAIL REGISTER UNACCEPTABLE_PASSWORD bo :..." },
	{ NULL, HOLDS, "a name is to be one, and a secret too" },
	{ "javad", COMES, NULL },
	{ "javad", SAYS, "CAP REQ draft/account-registration" },
	{ "javad", GETS, ":* CAP * ACK ..." },
	{ "javad", SAYS, "REGISTER * * secret" },
	{ "javad", GETS, ":* FAIL REGISTER NEED_NICK * :..." },
	{ "javad", SAYS, "NICK javad" },
	{ "javad", SAYS, "REGISTER * * secret" },
	{ "javad", GETS,
	    ":* FAIL REGISTER COMPLETE_CONNECTION_REQUIRED javad :..." },
	{ NULL, HOLDS, "one has come before one makes one" },
};

int
main(void)
{
	return EXCHANGE(moves, KEEPER_QUICK);
}
