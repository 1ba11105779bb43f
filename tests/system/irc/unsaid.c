/*
 * Whoever may not speak in a channel is seen there to be away, to come and to
 * go, but none of its texts is; and it keeps its nick.
 */
#include "tests/lib/exchange.h"

#define CAPS "away-notify setname extended-join"

static const struct move moves[] = {
	{ "ali", ENTERS, CAPS },
	{ "bo", ENTERS, CAPS },
	{ "ali", SAYS, "JOIN #t" },
	{ "ali", SEES, ":* 366 ..." },
	{ "bo", SAYS, "JOIN #t" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", GETS, ":bo!* JOIN #t * :bo's real name" },
	{ "ali", SAYS, "MODE #t +m" },
	{ "ali", GETS, ":ali!* MODE #t +m" },
	{ "bo", GETS, ":ali!* MODE #t +m" },
	{ "bo", SAYS, "AWAY :buy this" },
	{ "bo", GETS, ":* 306 bo ..." },
	{ "ali", GETS, ":bo!* AWAY :away" },
	{ "bo", SAYS, "AWAY :and this" },
	{ "bo", GETS, ":* 306 bo ..." },
	{ "ali", QUIET, NULL },
	{ "bo", SAYS, "AWAY" },
	{ "bo", GETS, ":* 305 bo ..." },
	{ "ali", GETS, ":bo!* AWAY" },
	{ NULL, HOLDS, "AWAY" },
	{ "bo", SAYS, "SETNAME :Buy this" },
	{ "bo", GETS, ":bo!* SETNAME :Buy this" },
	{ "ali", QUIET, NULL },
	{ "ali", SAYS, "WHOIS bo" },
	{ "ali", GETS, ":* 311 ali bo bo * * :Buy this" },
	{ "ali", SEES, ":* 318 ..." },
	{ NULL, HOLDS, "SETNAME, which whoever asks is told" },
	{ "bo", SAYS, "NICK buythis" },
	{ "bo", GETS, ":* 435 bo buythis #t :Cannot change ..." },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "NICK" },
	{ "bo", SAYS, "PART #t :buy this" },
	{ "bo", GETS, ":bo!* PART #t" },
	{ "ali", GETS, ":bo!* PART #t" },
	{ "bo", SAYS, "AWAY :buy this" },
	{ "bo", GETS, ":* 306 bo ..." },
	{ "bo", SAYS, "JOIN #t" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", GETS, ":bo!* JOIN #t * :bo" },
	{ "ali", GETS, ":bo!* AWAY :away" },
	{ NULL, HOLDS, "PART and JOIN" },
	{ "bo", SAYS, "QUIT :buy this" },
	{ "bo", GETS, "ERROR :..." },
	{ "bo", ENDS, NULL },
	{ "ali", GETS, ":bo!* QUIT :Connection closed" },
	{ NULL, HOLDS, "QUIT" },
	{ "dan", ENTERS, NULL },
	{ "dan", SAYS, "NS REGISTER pw" },
	{ "dan", SEES, ":NickServ!* NOTICE dan :Done..." },
	{ "dan_", ENTERS, NULL },
	{ "dan_", SAYS, "NS IDENTIFY dan pw" },
	{ "dan_", SEES, ":NickServ!* NOTICE dan_ :Done..." },
	{ "dan_", SAYS, "JOIN #t" },
	{ "dan_", SEES, ":* 366 ..." },
	{ "ali", GETS, ":dan_!* JOIN #t dan :dan_" },
	{ "dan_", SAYS, "NICK daniel" },
	{ "dan_", GETS, ":* 435 dan_ daniel #t ..." },
	{ "dan_", SAYS, "NS GHOST dan" },
	{ "dan_", SEES, ":NickServ!* NOTICE dan_ :Done..." },
	{ "dan", GETS, "ERROR :..." },
	{ "dan", ENDS, NULL },
	{ "dan_", SAYS, "NICK dan" },
	{ "dan_", GETS, ":dan_!* NICK dan" },
	{ "ali", GETS, ":dan_!* NICK dan" },
	{ NULL, HOLDS, "but who comes back to its account gets its nick" },
};

int
main(void)
{
	return EXCHANGE(moves, "hash_rounds 4096\n");
}
