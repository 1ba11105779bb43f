/* Mode C: of CTCP an ACTION alone comes in; of the rest who has said it is told
 * that it could not be sent, by PRIVMSG but not by NOTICE. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "ali", SAYS, "JOIN #t" },
	{ "ali", SEES, ":* 366 ..." },
	{ "ali", SAYS, "MODE #t +C" },
	{ "ali", GETS, ":ali!* MODE #t +C" },
	{ "bo", SAYS, "JOIN #t" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", GETS, ":bo!* JOIN #t" },
	{ "ali", SAYS, "PRIVMSG #t :\001ACTION waves\001" },
	{ "bo", GETS, ":ali!* PRIVMSG #t :\001ACTION waves\001" },
	{ NULL, HOLDS, "an ACTION comes in" },
	{ "ali", SAYS, "PRIVMSG #t :\001VERSION\001" },
	{ "ali", GETS, ":* 404 ali #t :..." },
	{ "ali", SAYS, "NOTICE #t :\001VERSION x\001" },
	{ "ali", QUIET, NULL },
	{ "bo", QUIET, NULL },
	{ NULL, HOLDS, "the rest does not" },
	{ "ali", SAYS, "PRIVMSG #t :hi \001VERSION\001" },
	{ "ali", GETS, ":* 404 ali #t :..." },
	{ "ali", SAYS, "PRIVMSG #t :\001ACTION waves\001\001VERSION\001" },
	{ "ali", GETS, ":* 404 ali #t :..." },
	{ "bo", QUIET, NULL },
	{ NULL, HOLDS, "nor behind a text, where a long one might be cut" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
