/*
 * echo-message covers what is said to NickServ and ChanServ: once, before the
 * answer, and with the label of the line. Commands are no messages.
 */
#include "tests/lib/exchange.h"
#include "tests/lib/keeper.h"

static const struct move moves[] = {
	{ "ali", ENTERS, "echo-message labeled-response batch" },
	{ "bo", ENTERS, NULL },
	{ "ali", SAYS, "PRIVMSG nickserv :REGISTER pw" },
	{ "ali", GETS, ":ali!ali@* PRIVMSG NickServ :REGISTER pw" },
	{ "ali", GETS, ":* 900 ..." },
	{ "ali", GETS, ":NickServ!* NOTICE ali :Done: ali" },
	{ "ali", SAYS, "JOIN #tea" },
	{ "ali", SEES, ":* 366 ..." },
	{ "ali", SAYS, "PRIVMSG ChanServ :REGISTER #tea" },
	{ "ali", GETS, ":ali!ali@* PRIVMSG ChanServ :REGISTER #tea" },
	{ "ali", GETS, ":ChanServ!* NOTICE ali :Done: #tea" },
	{ NULL, HOLDS, "it comes back, once" },
	{ "ali", SAYS, "@label=x PRIVMSG ChanServ :what?" },
	{ "ali", GETS, "@label=x :* BATCH +1 labeled-response" },
	{ "ali", GETS, "@batch=1 :ali!* PRIVMSG ChanServ :what?" },
	{ "ali", GETS, "@batch=1 :ChanServ!* NOTICE ali :Usage..." },
	{ "ali", GETS, ":* BATCH -1" },
	{ NULL, HOLDS, "as a part of the answer" },
	{ "ali", SAYS, "CS what?" },
	{ "ali", GETS, ":ChanServ!* NOTICE ali :Usage..." },
	{ "bo", SAYS, "PRIVMSG ChanServ :what?" },
	{ "bo", GETS, ":ChanServ!* NOTICE bo :Usage..." },
	{ NULL, HOLDS, "not of a command, nor to who does not want it" },
};

int
main(void)
{
	return EXCHANGE(moves, KEEPER_QUICK);
}
