/*
 * NickServ and ChanServ: groups are registered and given up, by who is logged
 * in and may; what does not work is a notice. A secret that could be a group's
 * name is a secret, and a group's name is none.
 */
#include "tests/lib/exchange.h"
#include "tests/lib/keeper.h"

#define WRONG "Failed: "

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "ali", SAYS, "JOIN #tea" },
	{ "ali", SEES, ":* 366 ..." },
	{ "ali", SAYS, "PRIVMSG ChanServ :REGISTER #tea" },
	{ "ali", GETS,
	    ":ChanServ!ChanServ@* NOTICE ali :" WRONG "not logged in" },
	{ "ali", SAYS, "NS IDENTIFY ali tea" },
	{ "ali", GETS, ":NickServ!* NOTICE ali :" WRONG "..." },
	{ NULL, HOLDS, "it takes an account, and the group's name makes none" },
	{ "ali", SAYS, "NS REGISTER tea" },
	{ "ali", GETS, ":* 900 ali * ali ..." },
	{ "ali", GETS, ":NickServ!* NOTICE ali :Done: ali" },
	{ "ali", SAYS, "NS REGISTER tea" },
	{ "ali", GETS, ":NickServ!* NOTICE ali :" WRONG "already logged in" },
	{ "bo", SAYS, "NS REGISTER sesame" },
	{ "bo", SEES, ":NickServ!* NOTICE bo :Done: bo" },
	{ "bo", SAYS, "CS REGISTER #tea" },
	{ "bo", GETS,
	    ":ChanServ!* NOTICE bo :" WRONG "not a member of that channel" },
	{ "bo", SAYS, "CS DROP #tea" },
	{ "bo", GETS,
	    ":ChanServ!* NOTICE bo :" WRONG "your account has not registered "
	    "that channel, or you are not logged in" },
	{ NULL, HOLDS, "and to be the group's operator" },
	{ "ali", SAYS, "PRIVMSG chanserv :register #tea" },
	{ "ali", GETS, ":ChanServ!* NOTICE ali :Done: #tea" },
	{ "ali", SAYS, "PART #tea" },
	{ "ali", GETS, ":ali!* PART #tea" },
	{ "bo", SAYS, "JOIN #tea" },
	{ "bo", GETS, ":bo!* JOIN #tea" },
	{ "bo", GETS, ":* 353 bo = #tea :bo" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", SAYS, "JOIN #tea" },
	{ "ali", GETS, ":ali!* JOIN #tea" },
	{ "ali", GETS, ":* MODE #tea +o ali" },
	{ "ali", GETS, ":* 353 ali = #tea :@ali bo" },
	{ "ali", SEES, ":* 366 ..." },
	{ NULL, HOLDS, "who has registered it is its operator" },
	{ "ali", SAYS, "NICKSERV DROP #tea" },
	{ "ali", GETS, ":NickServ!* NOTICE ali :Done: #tea" },
	{ "ali", SAYS, "CHANSERV DROP #tea" },
	{ "ali", GETS, ":ChanServ!* NOTICE ali :" WRONG "..." },
	{ NULL, HOLDS, "until that is over" },
	{ "ali", SAYS, "CS REGISTER #a,b" },
	{ "ali", GETS, ":ChanServ!* NOTICE ali :" WRONG "..." },
	{ "ali", SAYS, "CS DROP tea" },
	{ "ali", GETS,
	    ":ChanServ!* NOTICE ali :Usage: REGISTER #G or DROP #G" },
	{ "ali", SAYS, "CS REGISTER secret" },
	{ "ali", GETS,
	    ":ChanServ!* NOTICE ali :Usage: REGISTER #G or DROP #G" },
	{ "ali", SAYS, "CS IDENTIFY ali tea" },
	{ "ali", GETS,
	    ":ChanServ!* NOTICE ali :Usage: REGISTER #G or DROP #G" },
	{ "ali", SAYS, "CS" },
	{ "ali", GETS,
	    ":ChanServ!* NOTICE ali :Usage: REGISTER #G or DROP #G" },
	{ NULL, HOLDS, "what it is not for is told so" },
};

int
main(void)
{
	return EXCHANGE(moves, KEEPER_QUICK);
}
