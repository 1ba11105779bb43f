/*
 * 433 says why where somebody else does not simply have that name: it is kept
 * for the owner of an account, or looks like one that is in use.
 */
#include "tests/lib/exchange.h"
#include "tests/lib/keeper.h"

static const struct move moves[] = {
	{ "modern", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "modern", SAYS, "NS REGISTER pw" },
	{ "modern", SEES, ":NickServ!* NOTICE modern :Done..." },
	{ "bo", SAYS, "NICK Modern" },
	{ "bo", GETS, ":* 433 bo Modern :Nickname is already in use" },
	{ "bo", SAYS, "NICK rnodern" },
	{ "bo", GETS, ":* 433 bo rnodern :name looks like one in use: modern" },
	{ "modern", SAYS, "NICK other" },
	{ "modern", GETS, ":modern!* NICK other" },
	{ "bo", SAYS, "NICK modern" },
	{ "bo", GETS,
	    ":* 433 bo modern :name reserved for the owner of account modern" },
	{ NULL, HOLDS, "to who has a name" },
	{ "javad", COMES, NULL },
	{ "javad", SAYS, "NICK modern" },
	{ "javad", SAYS, "USER j 0 * :J" },
	{ "javad", GETS,
	    ":* 433 * modern :name reserved for the owner of account modern" },
	{ "javad", SAYS, "NICK 0ther" },
	{ "javad", GETS, ":* 432 * 0ther :..." },
	{ "javad", SAYS, "NICK OTHER" },
	{ "javad", GETS, ":* 433 * OTHER :Nickname is already in use" },
	{ NULL, HOLDS, "to who has none yet" },
};

int
main(void)
{
	return EXCHANGE(moves, KEEPER_QUICK);
}
