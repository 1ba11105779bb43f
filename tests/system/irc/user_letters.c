/*
 * USER is what a client takes from the system: letters that no user may have
 * are left out, what is too long is cut, and if nothing is left it is "u".
 * Nobody is refused for it.
 */
#include "tests/lib/exchange.h"

#define COMES_AS(who, user)                               \
	{ who, COMES, NULL }, { who, SAYS, "NICK " who }, \
	    { who, SAYS, "USER " user " 0 * :Somebody" }, \
	    { who, GETS, ":* 001 " who " :Welcome ..." }, \
	{                                                 \
		who, SEES, ":* 422 " who " ..."           \
	}
#define IS(who, user)                                                    \
	{ "ali", SAYS, "WHOIS " who },                                   \
	    { "ali", GETS, ":* 311 ali " who " " user " * * :Some..." }, \
	{                                                                \
		"ali", SEES, ":* 318 ..."                                \
	}

static const struct move moves[] = {
	COMES_AS("ali", "Jos\u00e9"),
	IS("ali", "Jos"),
	COMES_AS("bo", "a+b!c@d"),
	IS("bo", "abcd"),
	COMES_AS("cy", "~x._-Y9"),
	IS("cy", "~x._-Y9"),
	COMES_AS("dan", "++abcdefghijklm"),
	IS("dan", "abcdefghij"),
	{ NULL, HOLDS, "what may not stand there is left out" },
	COMES_AS("eve", "\u0639\u0644\u06cc"),
	IS("eve", "u"),
	COMES_AS("fay", "*"),
	IS("fay", "u"),
	{ NULL, HOLDS, "if that is all, it is a u" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
