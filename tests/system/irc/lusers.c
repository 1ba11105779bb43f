/* LUSERS, MOTD, VERSION, INFO, TIME: what the server says of itself. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
	{ "javad", COMES, NULL },
	{ "javad", SAYS, ":javad PING x" },
	{ "javad", GETS, ":* PONG ..." },
	{ "ali", SAYS, "LUSERS" },
	{ "ali", GETS,
	    ":* 251 ali :There are 2 users and 0 invisible on 1 servers" },
	{ "ali", GETS, ":* 252 ali 0 ..." },
	{ "ali", GETS, ":* 253 ali 1 ..." },
	{ "ali", GETS, ":* 254 ali 3 ..." },
	{ "ali", GETS, ":* 255 ali ..." },
	{ "ali", GETS, ":* 265 ali 2 2 ..." },
	{ "ali", GETS, ":* 266 ali 2 2 ..." },
	{ "ali", SAYS, "MOTD" },
	{ "ali", GETS, ":* 422 ali ..." },
	{ "ali", SAYS, "VERSION" },
	{ "ali", GETS, ":* 351 ali forkcastd-* * :..." },
	{ "ali", SEES, ":* 005 ..." },
	{ "ali", SAYS, "INFO" },
	{ "ali", SEES, ":* 374 ali ..." },
	{ "ali", SAYS, "TIME" },
	{ "ali", GETS, ":* 391 ali tea.example :20*-*-*T*" },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "each its numerics" },
	{ "cy", COMES, NULL },
	{ "cy", SAYS, "NICK cy" },
	{ "cy", SAYS, "PING x" },
	{ "cy", GETS, ":* PONG * :x" },
	{ "ali", SAYS, "LUSERS" },
	{ "ali", SEES, ":* 253 ali 2 ..." },
	{ "ali", SEES, ":* 266 ali 2 2 ..." },
	{ "cy", SAYS, "QUIT" },
	{ "cy", GETS, "ERROR :..." },
	{ "bo", SAYS, "QUIT" },
	{ "bo", GETS, "ERROR :..." },
	{ "ali", SAYS, "LUSERS" },
	{ "ali", SEES, ":* 253 ali 1 ..." },
	{ "ali", SEES, ":* 266 ali 1 2 ..." },
	{ NULL, HOLDS, "who has gone is not counted" },
};

int
main(void)
{
	return EXCHANGE(moves, "server_name tea.example\n");
}
