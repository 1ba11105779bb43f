/*
 * The targets of a message: each gets it once, however often it is named; and
 * with more than four of them none does.
 */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, "message-tags" },
	{ "bo", ENTERS, "message-tags" },
	{ "ali", SAYS, "JOIN #t" },
	{ "ali", SEES, ":* 366 ..." },
	{ "bo", SAYS, "JOIN #t" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", GETS, ":bo!* JOIN #t" },
	{ "ali", SAYS, "PRIVMSG bo,bo,BO,bo,bo :once" },
	{ "bo", GETS, "* :ali!* PRIVMSG bo :once" },
	{ "bo", QUIET, NULL },
	{ "ali", SAYS, "PRIVMSG #t,bo,#T,,bo :twice" },
	{ "bo", GETS, "* :ali!* PRIVMSG #t :twice" },
	{ "bo", GETS, "* :ali!* PRIVMSG bo :twice" },
	{ "bo", QUIET, NULL },
	{ "bo", SAYS, "PRIVMSG @#t,+#t,#t,@#t :parts" },
	{ "ali", GETS, "* :bo!* PRIVMSG @#t :parts" },
	{ "ali", GETS, "* :bo!* PRIVMSG +#t :parts" },
	{ "ali", GETS, "* :bo!* PRIVMSG #t :parts" },
	{ "ali", QUIET, NULL },
	{ "ali", SAYS, "NOTICE bo,bo :once" },
	{ "bo", GETS, "* :ali!* NOTICE bo :once" },
	{ "ali", SAYS, "@+x=y TAGMSG bo,bo" },
	{ "bo", GETS, "@*;+x=y :ali!* TAGMSG bo" },
	{ "bo", QUIET, NULL },
	{ "ali", SAYS, "PRIVMSG , :nobody" },
	{ "ali", GETS, ":* 411 ali ..." },
	{ NULL, HOLDS, "each gets it once" },
	{ "ali", SAYS, "PRIVMSG bo,a,bo,b,bo,c,a :four" },
	{ "bo", GETS, "* :ali!* PRIVMSG bo :four" },
	{ "ali", GETS, ":* 401 ali a ..." },
	{ "ali", GETS, ":* 401 ali b ..." },
	{ "ali", GETS, ":* 401 ali c ..." },
	{ "ali", SAYS, "PRIVMSG bo,a,b,c,d,e :five" },
	{ "ali", GETS, ":* 407 ali d ..." },
	{ "ali", SAYS, "NOTICE bo,a,b,c,d :five" },
	{ "ali", SAYS, "@+x=y TAGMSG bo,a,b,c,d" },
	{ "ali", GETS, ":* 407 ali d ..." },
	{ "ali", QUIET, NULL },
	{ "bo", QUIET, NULL },
	{ NULL, HOLDS, "more than four get nothing" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
