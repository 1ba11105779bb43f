/* MONITOR: who of one's list comes and goes, what is on it, and how long it is.
 */
#include "tests/lib/exchange.h"

#define FORTY "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd"

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
	{ "ali", SAYS, "MONITOR C" },
	{ "ali", SAYS, "MONITOR L" },
	{ "ali", GETS, ":* 733 ali ..." },
	{ NULL, HOLDS, "the list can be cleared" },
	{ "ali", SAYS, "MONITOR + bo" },
	{ "ali", GETS, ":* 731 ali :bo" },
	{ "ali", SAYS, "MONITOR + a!b@c," FORTY ",*" },
	{ "ali", GETS, ":* 731 ali :a!b@c" },
	{ "ali", GETS, ":* 731 ali :" FORTY },
	{ "ali", GETS, ":* 731 ali :*" },
	{ "ali", SAYS, "MONITOR - a!b@c," FORTY },
	{ "ali", SAYS, "MONITOR L" },
	{ "ali", GETS, ":* 732 ali :bo" },
	{ "ali", GETS, ":* 733 ali ..." },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "a mask or a nick that is too long is never there" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
