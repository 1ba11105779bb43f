/* INVITE: who is asked is told, and so are others who want to know; what a
 * client is invited to; and what is refused. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, "invite-notify" },
	{ "bo", ENTERS, NULL },
	{ "javad", ENTERS, "invite-notify" },
	{ "eva", ENTERS, NULL },
	{ "ali", SAYS, "JOIN #t" },
	{ "ali", SEES, ":* 366 ..." },
	{ "javad", SAYS, "JOIN #t" },
	{ "javad", SEES, ":* 366 ..." },
	{ "ali", SEES, ":javad!* JOIN #t" },
	{ "ali", SAYS, "INVITE bo #t" },
	{ "ali", GETS, ":* 341 ali bo #t" },
	{ "bo", GETS, ":ali!* INVITE bo #t" },
	{ "javad", GETS, ":ali!* INVITE bo #t" },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "who is asked is told" },
	{ "bo", SAYS, "INVITE" },
	{ "bo", GETS, ":* 336 bo #t" },
	{ "bo", GETS, ":* 337 bo ..." },
	{ "javad", SAYS, "INVITE" },
	{ "javad", GETS, ":* 337 javad ..." },
	{ NULL, HOLDS, "and can look" },
	{ "ali", SAYS, "INVITE nobody #t" },
	{ "ali", GETS, ":* 401 ali nobody ..." },
	{ "ali", SAYS, "INVITE javad #t" },
	{ "ali", GETS, ":* 443 ali javad #t ..." },
	{ "ali", SAYS, "INVITE bo #none" },
	{ "ali", GETS, ":* 403 ali #none ..." },
	{ "eva", SAYS, "INVITE bo #t" },
	{ "eva", GETS, ":* 442 eva #t ..." },
	{ "ali", SAYS, "MODE #t +i" },
	{ "ali", GETS, ":ali!* MODE #t +i" },
	{ "javad", GETS, ":ali!* MODE #t +i" },
	{ "javad", SAYS, "INVITE eva #t" },
	{ "javad", GETS, ":* 482 javad #t ..." },
	{ "eva", SAYS, "JOIN #t" },
	{ "eva", GETS, ":* 473 eva #t ..." },
	{ "ali", SAYS, "INVITE eva #t" },
	{ "ali", GETS, ":* 341 ali eva #t" },
	{ "eva", GETS, ":ali!* INVITE eva #t" },
	{ "eva", SAYS, "JOIN #t" },
	{ "eva", GETS, ":eva!* JOIN #t" },
	{ "ali", GETS, ":eva!* JOIN #t" },
	{ "ali", SAYS, "INVITE bo" },
	{ "ali", GETS, ":* 461 ali INVITE ..." },
	{ NULL, HOLDS, "who may ask, and enter" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
