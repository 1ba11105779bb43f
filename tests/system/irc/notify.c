/* away-notify, setname, extended-join, server-time: who can is told. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, "away-notify setname extended-join" },
	{ "bo", ENTERS, NULL },
	{ "eva", ENTERS, "server-time setname" },
	{ "ali", SAYS, "JOIN #1" },
	{ "ali", GETS, ":ali!* JOIN #1 * :ali's real name" },
	{ "ali", SEES, ":* 366 ..." },
	{ "bo", SAYS, "AWAY :tea" },
	{ "bo", GETS, ":* 306 ..." },
	{ "bo", SAYS, "JOIN #1" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", GETS, ":bo!* JOIN #1 * :bo's real name" },
	{ "ali", GETS, ":bo!* AWAY :tea" },
	{ "bo", SAYS, "AWAY" },
	{ "bo", GETS, ":* 305 ..." },
	{ "ali", GETS, ":bo!* AWAY" },
	{ "ali", SAYS, "AWAY :too" },
	{ "ali", GETS, ":* 306 ..." },
	{ "bo", QUIET, NULL },
	{ "ali", SAYS, "AWAY" },
	{ "ali", GETS, ":* 305 ..." },
	{ NULL, HOLDS, "away" },
	{ "eva", SAYS, "JOIN #1" },
	{ "eva", GETS, "@time=20*-*-*T*:*:*.*Z :eva!* JOIN #1" },
	{ "eva", SEES, "* :* 366 ..." },
	{ "ali", GETS, ":eva!* JOIN #1 * :..." },
	{ "bo", GETS, ":eva!* JOIN #1" },
	{ "ali", SAYS, "SETNAME :New Name" },
	{ "ali", GETS, ":ali!* SETNAME :New Name" },
	{ "eva", GETS, "* :ali!* SETNAME :New Name" },
	{ "bo", QUIET, NULL },
	{ "ali", SAYS, "SETNAME :" },
	{ "ali", GETS, ":* FAIL SETNAME INVALID_REALNAME ..." },
	{ NULL, HOLDS, "real names" },
	{ "eva", SAYS, "NICK Eva2" },
	{ "eva", GETS, "* :eva!eva@* NICK Eva2" },
	{ "eva", SAYS, "SETNAME :Eve" },
	{ "eva", GETS, "* :Eva2!eva@* SETNAME :Eve" },
	{ "ali", GETS, ":eva!eva@* NICK Eva2" },
	{ "ali", GETS, ":Eva2!eva@* SETNAME :Eve" },
	{ "javad", ENTERS, "setname" },
	{ "javad", SAYS, "SETNAME :Javad" },
	{ "javad", GETS, ":javad!javad@* SETNAME :Javad" },
	{ NULL, HOLDS, "by whom it is, from the first moment on" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
