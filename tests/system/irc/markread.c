/*
 * MARKREAD: how far one has read, asked, told, and sent with a join in front of
 * the end of the names; of the account on each of its connections.
 */
#include "tests/lib/exchange.h"

#define FIRST "timestamp=2019-01-04T14:33:26.123Z"
#define LATER "timestamp=2024-02-29T23:59:59.999Z"

static const struct move moves[] = {
	{ "ali", ENTERS, "draft/read-marker" },
	{ "ali", SAYS, "MARKREAD #none" },
	{ "ali", GETS, ":* MARKREAD #none *" },
	{ "ali", SAYS, "JOIN #tea" },
	{ "ali", GETS, ":ali!* JOIN #tea" },
	{ "ali", GETS, ":* MARKREAD #tea *" },
	{ "ali", SEES, ":* 366 ali #tea ..." },
	{ NULL, HOLDS, "nothing is known of it" },
	{ "ali", SAYS, "MARKREAD #tea " LATER },
	{ "ali", GETS, ":* MARKREAD #tea " LATER },
	{ "ali", SAYS, "MARKREAD #tea " FIRST },
	{ "ali", GETS, ":* MARKREAD #tea " LATER },
	{ "ali", SAYS, "PART #tea" },
	{ "ali", GETS, ":ali!* PART #tea" },
	{ "ali", SAYS, "JOIN #tea" },
	{ "ali", GETS, ":ali!* JOIN #tea" },
	{ "ali", GETS, ":* MARKREAD #tea " LATER },
	{ "ali", SEES, ":* 366 ali #tea ..." },
	{ "ali", SAYS, "MARKREAD bo " FIRST },
	{ "ali", GETS, ":* MARKREAD bo " FIRST },
	{ "ali", SAYS, "MARKREAD BO" },
	{ "ali", GETS, ":* MARKREAD BO " FIRST },
	{ NULL, HOLDS, "it rises, of a channel and of a person" },
	{ "ali", SAYS, "MARKREAD" },
	{ "ali", GETS, ":* FAIL MARKREAD NEED_MORE_PARAMS ..." },
	{ "ali", SAYS, "MARKREAD #tea *" },
	{ "ali", GETS, ":* FAIL MARKREAD INVALID_PARAMS * ..." },
	{ "ali", SAYS, "MARKREAD #tea timestamp=2024-02-30T00:00:00.000Z" },
	{ "ali", GETS, ":* FAIL MARKREAD INVALID_PARAMS ..." },
	{ "ali", SAYS, "MARKREAD #tea timestamp=yesterday" },
	{ "ali", GETS, ":* FAIL MARKREAD INVALID_PARAMS ..." },
	{ "ali", SAYS, "MARKREAD &tea " FIRST },
	{ "ali", GETS, ":* FAIL MARKREAD INVALID_PARAMS &tea ..." },
	{ "ali", SAYS, "MARKREAD :no nick" },
	{ "ali", GETS, ":* FAIL MARKREAD INVALID_PARAMS * :Invalid ..." },
	{ NULL, HOLDS, "each mistake" },
	{ "ali", SAYS, "NS REGISTER secret" },
	{ "ali", SEES, ":NickServ!* NOTICE ali :Done..." },
	{ "phone", ENTERS, "draft/read-marker" },
	{ "old", ENTERS, NULL },
	{ "phone", SAYS, "NS IDENTIFY ali secret" },
	{ "phone", SEES, ":NickServ!* NOTICE phone :Done..." },
	{ "old", SAYS, "NS IDENTIFY ali secret" },
	{ "old", SEES, ":NickServ!* NOTICE old :Done..." },
	{ "ali", SAYS, "MARKREAD #tea " FIRST },
	{ "ali", GETS, ":* MARKREAD #tea " FIRST },
	{ "phone", GETS, ":* MARKREAD #tea " FIRST },
	{ "old", QUIET, NULL },
	{ NULL, HOLDS, "the account's other connections are told" },
};

int
main(void)
{
	return EXCHANGE(moves, "hash_rounds 4096\n");
}
