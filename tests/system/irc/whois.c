/* WHOIS: who somebody is and where, also that he is away, a bot, or oneself;
 * and of nobody. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "ali", SAYS, "JOIN #t" },
	{ "ali", SEES, ":* 366 ..." },
	{ "bo", SAYS, "JOIN #t" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", SEES, ":bo!* JOIN #t" },
	{ "bo", SAYS, "JOIN #u" },
	{ "bo", SEES, ":* 366 ..." },
	{ "bo", SAYS, "AWAY :tea" },
	{ "bo", GETS, ":* 306 ..." },
	{ "ali", SAYS, "WHOIS bo" },
	{ "ali", GETS, ":* 311 ali bo bo * * :bo's real name" },
	{ "ali", GETS, ":* 312 ali bo * :*" },
	{ "ali", GETS, ":* 317 ali bo * 1* :seconds idle, signon time" },
	{ "ali", GETS, ":* 319 ali bo :#t @#u" },
	{ "ali", GETS, ":* 301 ali bo :tea" },
	{ "ali", GETS, ":* 318 ali bo ..." },
	{ "ali", SAYS, "WHOIS ali" },
	{ "ali", SEES, ":* 319 ali ali :@#t" },
	{ "ali", GETS, ":* 378 ali ali :is connecting from 127.0.0.1..." },
	{ "ali", GETS, ":* 318 ali ali ..." },
	{ "ali", SAYS, "WHOIS server bo" },
	{ "ali", SEES, ":* 318 ali bo ..." },
	{ "bo", SAYS, "WHOIS ali" },
	{ "bo", SAYS, "JOIN 0" },
	{ "bo", SEES, ":* 319 bo ali :@#t" },
	{ "bo", GETS, ":* 318 bo ali ..." },
	{ "bo", GETS, ":bo!* PART #t" },
	{ "bo", GETS, ":bo!* PART #u" },
	{ "ali", GETS, ":bo!* PART #t" },
	{ NULL, HOLDS, "who that is" },
	{ "ali", SAYS, "WHOIS nobody" },
	{ "ali", GETS, ":* 401 ali nobody ..." },
	{ "ali", GETS, ":* 318 ali nobody ..." },
	{ "ali", SAYS, "WHOIS a!b" },
	{ "ali", GETS, ":* 401 ali a!b ..." },
	{ "ali", GETS, ":* 318 ali a!b ..." },
	{ "ali", SAYS, "WHOIS" },
	{ "ali", GETS, ":* 431 ali ..." },
	{ NULL, HOLDS, "and nobody" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
