/* message-tags: a client's own go to those who take any, with TAGMSG alone;
 * others are dropped, and a native client gets the text. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, "message-tags" },
	{ "bo", ENTERS, "message-tags" },
	{ "eva", ENTERS, NULL },
	{ "nc", NATIVE, NULL },
	{ "ali", SAYS, "JOIN #1" },
	{ "ali", SEES, ":* 366 ..." },
	{ "bo", SAYS, "JOIN #1" },
	{ "bo", SEES, ":* 366 ..." },
	{ "eva", SAYS, "JOIN #1" },
	{ "eva", SEES, ":* 366 ..." },
	{ "nc", SAYS, "join 1" },
	{ "nc", GETS, "join * 1 nc" },
	{ "ali", SEES, ":nc!* JOIN #1" },
	{ "bo", SEES, ":nc!* JOIN #1" },
	{ "eva", GETS, ":nc!* JOIN #1" },
	{ "ali", SAYS, "@+a=b;c=d;+e;+draft/reply=1\\:2 PRIVMSG #1 :hi" },
	{ "bo", GETS,
	    "@msgid=*;+a=b;+e;+draft/reply=1\\:2 :ali!* PRIVMSG #1 :hi" },
	{ "eva", GETS, ":ali!* PRIVMSG #1 :hi" },
	{ "nc", GETS, "msg * 1 ali hi" },
	{ NULL, HOLDS, "a client's own tags" },
	{ "ali", SAYS, "@+typing=active TAGMSG #1" },
	{ "bo", GETS, "@msgid=*;+typing=active :ali!* TAGMSG #1" },
	{ "eva", QUIET, NULL },
	{ "nc", QUIET, NULL },
	{ "ali", SAYS, "@+x TAGMSG bo" },
	{ "bo", GETS, "@msgid=*;+x :ali!* TAGMSG bo" },
	{ "ali", SAYS, "TAGMSG bo" },
	{ "ali", SAYS, "@x TAGMSG bo" },
	{ "bo", QUIET, NULL },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "tags alone" },
	{ "ali", SAYS, "@+typing=active TAGMSG #none" },
	{ "ali", SAYS, "@+draft/typing=done;+x TAGMSG nobody,#none" },
	{ "ali", QUIET, NULL },
	{ "ali", SAYS, "@+react=x TAGMSG #none" },
	{ "ali", GETS, ":* 404 ali #none :..." },
	{ NULL, HOLDS, "that one types is refused in silence" },
	{ "nc", SAYS, "tags time=1970;+a" },
	{ "nc", SAYS, "send 1 forged" },
	{ "nc", GETS, "msg * 1 nc forged" },
	{ "bo", GETS, "@msgid=* :nc!* PRIVMSG #1 :forged" },
	{ "nc", SAYS, "tags time=1970;+a" },
	{ "nc", SAYS, "signal 1" },
	{ "nc", GETS, "ok signal..." },
	{ "bo", QUIET, NULL },
	{ NULL, HOLDS, "nobody can forge the server's" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
