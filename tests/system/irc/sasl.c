/* SASL PLAIN: before a name and after it, again, wrong, given up, too long, and
 * by what is no mechanism. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "ali", SAYS, "NS REGISTER secret" },
	{ "ali", SEES, ":NickServ!* NOTICE ali :Done..." },
	{ NULL, HOLDS, "an account is made" },
	{ "bo", COMES, NULL },
	{ "bo", SAYS, "CAP LS 302" },
	{ "bo", SEES, ":* CAP * LS ..." },
	{ "bo", SAYS, "AUTHENTICATE PLAIN" },
	{ "bo", SEES, ":* 904 * ..." },
	{ "bo", SAYS, "CAP REQ :sasl account-tag" },
	{ "bo", SEES, ":* CAP * ACK ..." },
	{ "bo", SAYS, "NICK bo" },
	{ "bo", SAYS, "USER bo 0 * :Bo" },
	{ "bo", SAYS, "AUTHENTICATE FOO" },
	{ "bo", GETS, ":* 908 bo PLAIN,* ..." },
	{ "bo", GETS, ":* 904 bo ..." },
	{ "bo", SAYS, "AUTHENTICATE PLAIN" },
	{ "bo", GETS, ":* AUTHENTICATE +" },
	{ "bo", SAYS, "AUTHENTICATE AGFsaQB3cm9uZw==" },
	{ "bo", GETS, ":* 904 bo ..." },
	{ "bo", SAYS, "AUTHENTICATE PLAIN" },
	{ "bo", GETS, ":* AUTHENTICATE +" },
	{ "bo", SAYS, "AUTHENTICATE *" },
	{ "bo", GETS, ":* 906 bo ..." },
	{ "bo", SAYS, "AUTHENTICATE PLAIN" },
	{ "bo", GETS, ":* AUTHENTICATE +" },
	{ "bo", SAYS,
	    "AUTHENTICATE AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
	{ "bo", GETS, ":* 905 bo ..." },
	{ "bo", SAYS, "AUTHENTICATE PLAIN" },
	{ "bo", GETS, ":* AUTHENTICATE +" },
	{ "bo", SAYS, "AUTHENTICATE AGFsaQBzZWNyZXQ=" },
	{ "bo", GETS, ":* 900 bo bo!bo@*.ip ali :..." },
	{ "bo", GETS, ":* 903 bo ..." },
	{ "cy", COMES, NULL },
	{ "cy", SAYS, "CAP REQ sasl" },
	{ "cy", GETS, ":* CAP * ACK :sasl" },
	{ "cy", SAYS, "AUTHENTICATE PLAIN" },
	{ "cy", GETS, ":* AUTHENTICATE +" },
	{ "cy", SAYS, "AUTHENTICATE AGFsaQBzZWNyZXQ=" },
	{ "cy", GETS, ":* 900 * *!*@*.ip ali :..." },
	{ "cy", GETS, ":* 903 * ..." },
	{ NULL, HOLDS, "before a name" },
	{ "bo", SAYS, "CAP END" },
	{ "bo", SEES, ":* 422 bo ..." },
	{ "bo", SAYS, "AUTHENTICATE PLAIN" },
	{ "bo", GETS, ":* AUTHENTICATE +" },
	{ "bo", SAYS, "AUTHENTICATE YWxpAGFsaQBzZWNyZXQ=" },
	{ "bo", GETS, ":* 900 bo bo!bo@*.ip ali :..." },
	{ "bo", GETS, ":* 903 bo ..." },
	{ NULL, HOLDS, "after it, again" },
};

int
main(void)
{
	return EXCHANGE(moves, "hash_rounds 4096\nregister before\n");
}
