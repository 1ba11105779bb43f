/* JOIN of what not everybody may enter: key, limit; a key opens, and so does
 * an invitation. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "ali", SAYS, "JOIN #t" },
	{ "ali", SEES, ":* 366 ..." },
	{ "ali", SAYS, "MODE #t +k tea" },
	{ "ali", GETS, ":ali!* MODE #t +k tea" },
	{ "bo", SAYS, "JOIN #t" },
	{ "bo", GETS, ":* 475 bo #t ..." },
	{ "bo", SAYS, "JOIN #t,#u cake" },
	{ "bo", GETS, ":* 475 bo #t ..." },
	{ "bo", GETS, ":bo!* JOIN #u" },
	{ "bo", SEES, ":* 366 bo #u ..." },
	{ "bo", SAYS, "JOIN #t tea" },
	{ "bo", GETS, ":bo!* JOIN #t" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", GETS, ":bo!* JOIN #t" },
	{ "ali", SAYS, "TOPIC #t :green" },
	{ "ali", GETS, ":ali!* TOPIC #t :green" },
	{ "bo", GETS, ":ali!* TOPIC #t :green" },
	{ "bo", SAYS, "JOIN #t tea" },
	{ "bo", QUIET, NULL },
	{ "bo", SAYS, "PART #t" },
	{ "bo", GETS, ":bo!* PART #t" },
	{ "ali", GETS, ":bo!* PART #t" },
	{ "bo", SAYS, "JOIN #v,#t cake,tea" },
	{ "bo", SEES, ":* 366 bo #v ..." },
	{ "bo", GETS, ":bo!* JOIN #t" },
	{ "bo", GETS, ":* 332 bo #t :green" },
	{ "bo", SEES, ":* 366 bo #t ..." },
	{ "ali", GETS, ":bo!* JOIN #t" },
	{ NULL, HOLDS, "keys" },
	{ "bo", SAYS, "PART #t" },
	{ "bo", GETS, ":bo!* PART #t" },
	{ "ali", GETS, ":bo!* PART #t" },
	{ "ali", SAYS, "MODE #t -k *" },
	{ "ali", SEES, ":ali!* MODE #t -k..." },
	{ "ali", SAYS, "MODE #t +l 1" },
	{ "ali", GETS, ":ali!* MODE #t +l 1" },
	{ "bo", SAYS, "JOIN #t" },
	{ "bo", GETS, ":* 471 bo #t ..." },
	{ "ali", SAYS, "INVITE bo #t" },
	{ "ali", GETS, ":* 341 ali bo #t" },
	{ "bo", GETS, ":ali!* INVITE bo #t" },
	{ "bo", SAYS, "JOIN #t" },
	{ "bo", GETS, ":bo!* JOIN #t" },
	{ "bo", SEES, ":* 366 ..." },
	{ "bo", SAYS, "PART #t" },
	{ "bo", GETS, ":bo!* PART #t" },
	{ "bo", SAYS, "JOIN #t" },
	{ "bo", GETS, ":* 471 bo #t ..." },
	{ NULL, HOLDS, "limits, but for who was asked to come, once" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
