/* Lists of a channel: bans, exemptions, invitations, each set, shown and in
 * force. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "ali", SAYS, "JOIN #t" },
	{ "ali", SEES, ":* 366 ..." },
	{ "ali", SAYS, "MODE #t b" },
	{ "ali", GETS, ":* 368 ali #t ..." },
	{ "ali", SAYS, "MODE #t +b bo!*@*" },
	{ "ali", GETS, ":ali!* MODE #t +b bo!*@*" },
	{ "ali", SAYS, "MODE #t +b" },
	{ "ali", GETS, ":* 367 ali #t bo!*@* ali 1*" },
	{ "ali", GETS, ":* 368 ali #t ..." },
	{ "bo", SAYS, "JOIN #t" },
	{ "bo", GETS, ":* 474 bo #t ..." },
	{ NULL, HOLDS, "bans" },
	{ "ali", SAYS, "MODE #t +e bo" },
	{ "ali", GETS, ":ali!* MODE #t +e bo!*@*" },
	{ "ali", SAYS, "MODE #t e" },
	{ "ali", GETS, ":* 348 ali #t bo!*@* * 1*" },
	{ "ali", GETS, ":* 349 ali #t ..." },
	{ "bo", SAYS, "JOIN #t" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", GETS, ":bo!* JOIN #t" },
	{ NULL, HOLDS, "exemptions" },
	{ "ali", SAYS, "MODE #t -b+I bo!*@* x!*@*" },
	{ "ali", GETS, ":ali!* MODE #t -b bo!*@*" },
	{ "ali", GETS, ":ali!* MODE #t +I x!*@*" },
	{ "ali", SAYS, "MODE #t I" },
	{ "ali", GETS, ":* 346 ali #t x!*@* * 1*" },
	{ "ali", GETS, ":* 347 ali #t ..." },
	{ NULL, HOLDS, "invitations" },
	{ "ali", SAYS, "MODE #t +b *.spam.net" },
	{ "ali", GETS, ":ali!* MODE #t +b *!*@*.spam.net" },
	{ "ali", SAYS, "MODE #t +bb ~m:2001:db8:* a.b!c" },
	{ "ali", GETS, ":ali!* MODE #t +b ~m:*!*@2001:db8:*" },
	{ "ali", GETS, ":ali!* MODE #t +b a.b!c@*" },
	{ "ali", SAYS, "MODE #t +eI 10.* ~a:a.b" },
	{ "ali", GETS, ":ali!* MODE #t +e *!*@10.*" },
	{ "ali", GETS, ":ali!* MODE #t +I ~a:a.b" },
	{ "ali", SAYS, "MODE #t -b *.spam.net" },
	{ "ali", GETS, ":ali!* MODE #t -b *!*@*.spam.net" },
	{ NULL, HOLDS, "a word alone is a host, if there is a dot in it" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
