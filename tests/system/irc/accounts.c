/* Accounts by REGISTER, by NickServ and by PASS; their names in tags, joins and
 * notices of them. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS,
	    "draft/account-registration account-notify extended-join" },
	{ "ali", SAYS, "REGISTER * * secret" },
	{ "ali", SEES, ":* REGISTER SUCCESS ali ..." },
	{ "ali", GETS, ":* 900 ali * ali ..." },
	{ "ali", SAYS, "REGISTER ali * other" },
	{ "ali", GETS, ":* FAIL REGISTER * ali ..." },
	{ "ali", SAYS, "REGISTER ali *" },
	{ "ali", GETS, ":* 461 ali REGISTER ..." },
	{ NULL, HOLDS, "REGISTER" },
	{ "ali", SAYS, "JOIN #t" },
	{ "ali", GETS, ":ali!* JOIN #t ali :..." },
	{ "ali", SEES, ":* 366 ..." },
	{ "bo", COMES, NULL },
	{ "bo", SAYS, "PASS ali:secret" },
	{ "bo", SAYS, "NICK bo" },
	{ "bo", SAYS, "USER bo 0 * :Bo" },
	{ "bo", SEES, ":* 900 * ..." },
	{ "bo", SEES, ":* 422 bo ..." },
	{ "bo", SAYS, "JOIN #t" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", GETS, ":bo!* JOIN #t ali :Bo" },
	{ NULL, HOLDS, "PASS" },
	{ "javad", ENTERS, NULL },
	{ "javad", SAYS, "JOIN #t" },
	{ "javad", SEES, ":* 366 ..." },
	{ "ali", GETS, ":javad!* JOIN #t * :..." },
	{ "javad", SAYS, "PRIVMSG NickServ :IDENTIFY ali wrong" },
	{ "javad", GETS, ":NickServ!* NOTICE javad :Failed: ..." },
	{ "javad", SAYS, "PRIVMSG NickServ :IDENTIFY ali secret" },
	{ "javad", GETS, ":* 900 javad * ali ..." },
	{ "javad", GETS, ":NickServ!* NOTICE javad :Done..." },
	{ "ali", GETS, ":javad!* ACCOUNT ali" },
	{ "sara", ENTERS, "account-tag" },
	{ "javad", SAYS, "PRIVMSG sara :hi" },
	{ "sara", GETS, "@account=ali :javad!* PRIVMSG sara :hi" },
	{ "sara", SAYS, "PRIVMSG sara :alone" },
	{ "sara", GETS, ":sara!* PRIVMSG sara :alone" },
	{ "javad", SAYS, "PRIVMSG nickserv :what" },
	{ "javad", GETS, ":NickServ!* NOTICE javad :Usage: ..." },
	{ NULL, HOLDS, "NickServ" },
};

int
main(void)
{
	return EXCHANGE(moves, "hash_rounds 4096\nregister before\n");
}
