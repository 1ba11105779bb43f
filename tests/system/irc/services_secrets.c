/*
 * The secret that NickServ is told is the one that counts: a colon before the
 * last parameter is none of it, an e-mail address behind it is named as
 * ignored, and a secret that would be cut makes no account.
 */
#include "tests/lib/exchange.h"
#include "tests/lib/keeper.h"

#define FAILED ":NickServ!* NOTICE * :Failed: "
#define SPACES FAILED "the secret has a space in it..."

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "ali", SAYS, "NS REGISTER :sesame" },
	{ "ali", SEES, ":NickServ!* NOTICE ali :Done: ali" },
	{ "bo", ENTERS, NULL },
	{ "bo", SAYS, "NS IDENTIFY ali sesame" },
	{ "bo", SEES, ":NickServ!* NOTICE bo :Done: ali" },
	{ "bo", SAYS, "NS IDENTIFY ali :sesame" },
	{ "bo", SEES, ":NickServ!* NOTICE bo :Done: ali" },
	{ "ali", SAYS, "NS :IDENTIFY sesame" },
	{ "ali", SEES, ":NickServ!* NOTICE ali :Done: ali" },
	{ "ali", SAYS, "NS IDENTIFY :sesame" },
	{ "ali", SEES, ":NickServ!* NOTICE ali :Done: ali" },
	{ NULL, HOLDS, "the colon is none of the secret" },
	{ "ali", SAYS, "JOIN #tea" },
	{ "ali", SEES, ":* 366 ..." },
	{ "ali", SAYS, "CS REGISTER :#tea" },
	{ "ali", SEES, ":ChanServ!* NOTICE ali :Done: #tea" },
	{ NULL, HOLDS, "nor of a channel" },
	{ "cy", ENTERS, NULL },
	{ "cy", SAYS, "PRIVMSG NickServ :REGISTER open sesame" },
	{ "cy", GETS, SPACES },
	{ "cy", SAYS, "NS REGISTER :open se@me now" },
	{ "cy", GETS, SPACES },
	{ "cy", SAYS, "NS REGISTER open se same" },
	{ "cy", GETS, SPACES },
	{ "cy", SAYS, "NS REGISTER open @sesame" },
	{ "cy", GETS, SPACES },
	{ "cy", SAYS, "NS REGISTER" },
	{ "cy", GETS, FAILED "..." },
	{ NULL, HOLDS, "a secret that would be cut is refused" },
	{ "cy", SAYS, "PRIVMSG NickServ :REGISTER open cy@tea.org" },
	{ "cy", GETS,
	    ":NickServ!* NOTICE cy :The secret is the first word. The server "
	    "ignores the e-mail address." },
	{ "cy", GETS, ":* 900 cy * cy ..." },
	{ "cy", GETS, ":NickServ!* NOTICE cy :Done: cy" },
	{ "bo", SAYS, "NS IDENTIFY cy open" },
	{ "bo", SEES, ":NickServ!* NOTICE bo :Done: cy" },
	{ NULL, HOLDS, "an e-mail address is told to be ignored" },
	{ "dan", ENTERS, NULL },
	{ "dan", SAYS, "REGISTER * * :open sesame" },
	{ "dan", SEES, ":* 900 dan * dan ..." },
	{ "bo", SAYS, "NS IDENTIFY dan :open sesame" },
	{ "bo", SEES, ":NickServ!* NOTICE bo :Done: dan" },
	{ "ali", SAYS, "NS IDENTIFY dan open sesame" },
	{ "ali", SEES, ":NickServ!* NOTICE ali :Done: dan" },
	{ NULL, HOLDS, "one with a space is good for IDENTIFY, with a name" },
};

int
main(void)
{
	return EXCHANGE(moves, KEEPER_QUICK);
}
