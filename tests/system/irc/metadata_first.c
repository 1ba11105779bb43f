/*
 * METADATA before there is a name: it is held, and set when there is; and what
 * does not fit is refused.
 */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", COMES, NULL },
	{ "ali", SAYS, "CAP LS 302" },
	{ "ali", SEES, ":* CAP * LS ..." },
	{ "ali", SAYS, "CAP REQ :draft/metadata-3 batch" },
	{ "ali", SEES, ":* CAP * ACK ..." },
	{ "ali", SAYS, "METADATA * SET display-name :Ali" },
	{ "ali", GETS, ":* 761 * * display-name * :Ali" },
	{ "ali", SAYS, "METADATA * SET colour red" },
	{ "ali", GETS, ":* 761 * * colour * :red" },
	{ "ali", SAYS, "METADATA * SET display-name :Ali the First" },
	{ "ali", GETS, ":* 761 * * display-name * :Ali the First" },
	{ "ali", SAYS, "METADATA * SET mood fine" },
	{ "ali", GETS, ":* 761 * * mood * :fine" },
	{ "ali", SAYS, "METADATA * SET mood" },
	{ "ali", GETS, ":* 766 * * mood ..." },
	{ "ali", SAYS, "METADATA * SUB mood" },
	{ "ali", GETS, ":* 770 * mood" },
	{ "ali", SAYS, "METADATA * LIST" },
	{ "ali", GETS, ":* BATCH +* metadata *" },
	{ "ali", GETS, "@batch=* :* 761 * * colour * :red" },
	{ "ali", GETS, "@batch=* :* 761 * * display-name * :Ali the First" },
	{ "ali", GETS, ":* BATCH -*" },
	{ "ali", SAYS, "METADATA bo GET colour" },
	{ "ali", GETS, ":* FAIL METADATA INVALID_TARGET bo ..." },
	{ "ali", SAYS, "METADATA * SYNC" },
	{ "ali", GETS, ":* 451 * ..." },
	{ NULL, HOLDS, "it is held" },
	{ "ali", SAYS, "NICK ali" },
	{ "ali", SAYS, "USER ali 0 * :Ali" },
	{ "ali", SAYS, "CAP END" },
	{ "ali", SEES, ":* 422 ali ..." },
	{ "ali", GETS, ":* BATCH +* metadata ali" },
	{ "ali", GETS, "@batch=* :* 761 ali ali colour * :red" },
	{ "ali", GETS,
	    "@batch=* :* 761 ali ali display-name * :Ali the First" },
	{ "ali", GETS, ":* BATCH -*" },
	{ "bo", ENTERS, NULL },
	{ "bo", SAYS, "METADATA ali GET colour" },
	{ "bo", GETS, ":* 761 bo ali colour * :red" },
	{ "ali", SAYS, "JOIN #tea" },
	{ "ali", SEES, ":* 366 ali #tea ..." },
	{ "bo", SAYS, "JOIN #tea" },
	{ "bo", SEES, ":* 366 bo #tea ..." },
	{ "ali", GETS, ":bo!* JOIN #tea" },
	{ "bo", SAYS, "METADATA * SET mood fine" },
	{ "bo", GETS, ":* 761 bo bo mood * :fine" },
	{ "ali", GETS, ":* 761 ali bo mood * :fine" },
	{ NULL, HOLDS, "and set and heard of when there is a name" },
	{ "ali", SAYS, "METADATA * SET mood better" },
	{ "ali", GETS, ":* 761 ali ali mood * :better" },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "who sets it is told once" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
