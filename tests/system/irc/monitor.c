/* MONITOR: who of one's list comes and goes, what is on it, and how long it is.
 */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "ali", SAYS, "MONITOR + bo" },
	{ "ali", GETS, ":* 731 ali :bo" },
	{ "ali", SAYS, "MONITOR L" },
	{ "ali", GETS, ":* 732 ali :bo" },
	{ "ali", GETS, ":* 733 ali ..." },
	{ "ali", SAYS, "MONITOR S" },
	{ "ali", GETS, ":* 731 ali :bo" },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "what is on the list" },
	{ "bo", ENTERS, NULL },
	{ "ali", GETS, ":* 730 ali :bo!bo@*" },
	{ NULL, HOLDS, "who comes is told" },
	{ "ali", SAYS, "MONITOR L" },
	{ "ali", GETS, ":* 732 ali :bo" },
	{ "ali", GETS, ":* 733 ali ..." },
	{ "ali", SAYS, "MONITOR S" },
	{ "ali", GETS, ":* 730 ali :bo!bo@*" },
	{ "ali", SAYS, "MONITOR + javad,ali" },
	{ "ali", GETS, ":* 731 ali :javad" },
	{ "ali", GETS, ":* 730 ali :ali!ali@*" },
	{ NULL, HOLDS, "and those who are here" },
	{ "bo", SAYS, "NICK javad" },
	{ "bo", GETS, ":bo!* NICK javad" },
	{ "ali", GETS, ":* 731 ali :bo" },
	{ "ali", GETS, ":* 730 ali :javad!bo@*" },
	{ "bo", SAYS, "NICK Javad" },
	{ "bo", GETS, ":javad!* NICK Javad" },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "a change of name is both, but one of case is none" },
	{ "ali", SAYS, "MONITOR - javad" },
	{ "ali", QUIET, NULL },
	{ "bo", SAYS, "QUIT" },
	{ "bo", GETS, "ERROR :..." },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "who is taken off is not told of" },
	{ "ali", SAYS, "MONITOR + a!b@c" },
	{ "ali", SAYS, "MONITOR C" },
	{ "ali", SAYS, "MONITOR L" },
	{ "ali", GETS, ":* 733 ali ..." },
	{ NULL, HOLDS, "a mask is never there, and the list can be cleared" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
