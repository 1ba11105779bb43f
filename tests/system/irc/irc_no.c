/*
 * With "irc no" nobody speaks IRC: its commands are not names, and its lines
 * end the connection like any other unknown line. A connection that spoke IRC
 * before a reload still does.
 */
#include <signal.h>

#include "tests/lib/exchange.h"
#include "tests/lib/scratch.h"

static const struct move before[] = {
	{ "ali", ENTERS, NULL },
};

static const struct move moves[] = {
	{ "bo", COMES, NULL },
	{ "bo", SAYS, "NICK bo" },
	{ "bo", GETS, "bye protocol ..." },
	{ "bo", ENDS, NULL },
	{ "javad", COMES, NULL },
	{ "javad", SAYS, "@a=b PING x" },
	{ "javad", GETS, "bye protocol ..." },
	{ "javad", ENDS, NULL },
	{ NULL, HOLDS, "its lines are foreign" },
	{ "sara", COMES, NULL },
	{ "sara", SAYS, "CAP" },
	{ "sara", GETS, "err name bad-name ..." },
	{ "sara", SAYS, "name nick" },
	{ "sara", GETS, "ok name nick" },
	{ NULL, HOLDS, "its words alone are no names" },
	{ "ali", SAYS, "PING x" },
	{ "ali", GETS, ":* PONG * :x" },
	{ NULL, HOLDS, "who spoke it before goes on" },
};

int
main(void)
{
	struct server *server = exchange_begin(NULL);

	EXCHANGE_GO_ON(before);
	server_configure(server, "irc no\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	EXCHANGE_GO_ON(moves);
	return exchange_end();
}
