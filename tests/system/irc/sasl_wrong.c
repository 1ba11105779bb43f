/*
 * What is wrong with SASL: base64 that is none and what is given up are told,
 * and do not count; words that are missing and another account than one's own
 * are 904; the end of the registration gives it up; the third wrong secret is
 * the last.
 */
#include "tests/lib/exchange.h"
#include "tests/lib/keeper.h"

/*
 * In base64, NULs as "|": AGFsaQB3cm9uZw== is "|ali|wrong", Ym8AYWxpAHBhc3M=
 * "bo|ali|pass", AGFsaQBwYXNz "|ali|pass", AABwYXNz "||pass", AGFsaQA= "|ali|",
 * YWxpAHBhc3M= "ali|pass", and AGFsaQBwYQBzcw== "|ali|pa|ss".
 */
static const struct move moves[] = {
	{ "ali", ENTERS, "sasl" },
	{ "ali", SAYS, "NS REGISTER pass" },
	{ "ali", SEES, ":NickServ!* NOTICE ali :Done..." },
	{ "ali", SAYS, "AUTHENTICATE" },
	{ "ali", GETS, ":* 461 ali AUTHENTICATE ..." },
	{ "bo", COMES, NULL },
	{ "bo", SAYS, "CAP REQ sasl" },
	{ "bo", GETS, ":* CAP * ACK :sasl" },
	{ "bo", SAYS, "AUTHENTICATE PLAIN" },
	{ "bo", GETS, ":* AUTHENTICATE +" },
	{ "bo", SAYS, "AUTHENTICATE !!!!" },
	{ "bo", GETS, ":* 904 * ..." },
	{ "bo", SAYS, "AUTHENTICATE PLAIN" },
	{ "bo", GETS, ":* AUTHENTICATE +" },
	{ "bo", SAYS, "AUTHENTICATE AGFsaQBwYXNz=" },
	{ "bo", GETS, ":* 904 * ..." },
	{ "bo", SAYS, "AUTHENTICATE PLAIN" },
	{ "bo", GETS, ":* AUTHENTICATE +" },
	{ "bo", SAYS, "AUTHENTICATE :AGFs aQBwYXNz" },
	{ "bo", GETS, ":* 904 * ..." },
	{ "bo", SAYS, "AUTHENTICATE PLAIN" },
	{ "bo", GETS, ":* AUTHENTICATE +" },
	{ "bo", SAYS, "AUTHENTICATE +" },
	{ "bo", GETS, ":* 904 * ..." },
	{ "bo", SAYS, "AUTHENTICATE PLAIN" },
	{ "bo", GETS, ":* AUTHENTICATE +" },
	{ "bo", SAYS, "AUTHENTICATE *" },
	{ "bo", GETS, ":* 906 * ..." },
	{ NULL, HOLDS, "no base64, nothing at all, and what is given up" },
	{ "cy", COMES, NULL },
	{ "cy", SAYS, "CAP REQ sasl" },
	{ "cy", GETS, ":* CAP * ACK :sasl" },
	{ "cy", SAYS, "AUTHENTICATE PLAIN" },
	{ "cy", GETS, ":* AUTHENTICATE +" },
	{ "cy", SAYS, "AUTHENTICATE Ym8AYWxpAHBhc3M=" },
	{ "cy", GETS, ":* 904 * ..." },
	{ "cy", SAYS, "AUTHENTICATE PLAIN" },
	{ "cy", GETS, ":* AUTHENTICATE +" },
	{ "cy", SAYS, "AUTHENTICATE AGFsaQA=" },
	{ "cy", GETS, ":* 904 * ..." },
	{ "dan", COMES, NULL },
	{ "dan", SAYS, "CAP REQ sasl" },
	{ "dan", GETS, ":* CAP * ACK :sasl" },
	{ "dan", SAYS, "AUTHENTICATE PLAIN" },
	{ "dan", GETS, ":* AUTHENTICATE +" },
	{ "dan", SAYS, "AUTHENTICATE AABwYXNz" },
	{ "dan", GETS, ":* 904 * ..." },
	{ "dan", SAYS, "AUTHENTICATE PLAIN" },
	{ "dan", GETS, ":* AUTHENTICATE +" },
	{ "dan", SAYS, "AUTHENTICATE AGFsaQBwYQBzcw==" },
	{ "dan", GETS, ":* 904 * ..." },
	{ "eva", COMES, NULL },
	{ "eva", SAYS, "CAP REQ sasl" },
	{ "eva", GETS, ":* CAP * ACK :sasl" },
	{ "eva", SAYS, "AUTHENTICATE PLAIN" },
	{ "eva", GETS, ":* AUTHENTICATE +" },
	{ "eva", SAYS, "AUTHENTICATE YWxpAHBhc3M=" },
	{ "eva", GETS, ":* 904 * ..." },
	{ NULL, HOLDS, "another authzid, words that are missing, or too many" },
	{ "bo", SAYS, "NICK bo" },
	{ "bo", SAYS, "USER bo 0 * :Bo" },
	{ "bo", SAYS, "AUTHENTICATE PLAIN" },
	{ "bo", GETS, ":* AUTHENTICATE +" },
	{ "bo", SAYS, "CAP END" },
	{ "bo", GETS, ":* 906 bo ..." },
	{ "bo", GETS, ":* 001 bo ..." },
	{ "bo", SEES, ":* 422 bo ..." },
	{ NULL, HOLDS, "the registration ends it" },
	{ "bo", SAYS, "AUTHENTICATE PLAIN" },
	{ "bo", GETS, ":* AUTHENTICATE +" },
	{ "bo", SAYS, "AUTHENTICATE AGFsaQB3cm9uZw==" },
	{ "bo", GETS, ":* 904 bo ..." },
	{ "bo", SAYS, "AUTHENTICATE PLAIN" },
	{ "bo", GETS, ":* AUTHENTICATE +" },
	{ "bo", SAYS, "AUTHENTICATE AGFsaQB3cm9uZw==" },
	{ "bo", GETS, ":* 904 bo ..." },
	{ "bo", SAYS, "AUTHENTICATE PLAIN" },
	{ "bo", GETS, ":* AUTHENTICATE +" },
	{ "bo", SAYS, "AUTHENTICATE AGFsaQB3cm9uZw==" },
	{ "bo", GETS, "ERROR :Closing link: bo (too many wrong ..." },
	{ "bo", ENDS, NULL },
	{ NULL, HOLDS, "three wrong ones are too many" },
};

int
main(void)
{
	return EXCHANGE(moves, KEEPER_QUICK);
}
