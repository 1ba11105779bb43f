/* LINKS: there is one server, which is on the list, and no other. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, NULL },
	{ "ali", SAYS, "LINKS" },
	{ "ali", GETS, ":* 364 ali tea.example tea.example :0 forkcastd-*" },
	{ "ali", GETS, ":* 365 ali * :..." },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "the server itself" },
};

int
main(void)
{
	return EXCHANGE(moves, "server_name tea.example\n");
}
