/* Who speaks IRC is told from the first word, be it in whatever case, and from
 * tags and sources; others are as they were. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", COMES, NULL },
	{ "ali", SAYS, "nick ali" },
	{ "ali", SAYS, "user ali 0 * :Ali" },
	{ "ali", SEES, ":* 422 ..." },
	{ NULL, HOLDS, "in small letters" },
	{ "bo", COMES, NULL },
	{ "bo", SAYS, "Cap LS" },
	{ "bo", GETS, ":* CAP * LS ..." },
	{ NULL, HOLDS, "capabilities first" },
	{ "user", COMES, NULL },
	{ "user", SAYS, "USER u 0 * :U" },
	{ "user", SAYS, "PING x" },
	{ "user", GETS, ":* PONG * :x" },
	{ "sasl", COMES, NULL },
	{ "sasl", SAYS, "authenticate PLAIN" },
	{ "sasl", GETS, ":* 904 * ..." },
	{ NULL, HOLDS, "a user, or what is to be proved, first" },
	{ "dan", COMES, NULL },
	{ "dan", SAYS, "@a=b PING x" },
	{ "dan", GETS, ":* PONG * :x" },
	{ NULL, HOLDS, "tags first" },
	{ "eva", COMES, NULL },
	{ "eva", SAYS, ":eva PING x" },
	{ "eva", GETS, ":* PONG * :x" },
	{ NULL, HOLDS, "a source first" },
	{ "fei", COMES, NULL },
	{ "fei", SAYS, "PASS x" },
	{ "fei", SAYS, "NICK fei" },
	{ "fei", SAYS, "USER fei 0 * :Fei" },
	{ "fei", GETS, ":* 001 fei ..." },
	{ NULL, HOLDS, "PASS in capitals first" },
	{ "pass", COMES, NULL },
	{ "pass", SAYS, "pass x" },
	{ "pass", GETS, "ok pass..." },
	{ NULL, HOLDS, "in small letters it is native" },
	{ "nickel", COMES, NULL },
	{ "nickel", SAYS, "nickel" },
	{ "nickel", GETS, "ok name nickel" },
	{ NULL, HOLDS, "a longer word is a name" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
