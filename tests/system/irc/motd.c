/* The message of the day: at the end of the registration, and when asked for;
 * each of its lines, an empty one too. */
#include <stdio.h>

#include "tests/lib/exchange.h"
#include "tests/lib/scratch.h"

static const struct move moves[] = {
	{ "ali", COMES, NULL },
	{ "ali", SAYS, "NICK ali" },
	{ "ali", SAYS, "USER ali 0 * :Ali" },
	{ "ali", SEES, ":* 266 ali ..." },
	{ "ali", GETS, ":tea.example 375 ali :- tea.example Message of ..." },
	{ "ali", GETS, ":tea.example 372 ali :- Welcome to  tea" },
	{ "ali", GETS, ":tea.example 372 ali :- ..." },
	{ "ali", GETS, ":tea.example 372 ali :- at five" },
	{ "ali", GETS, ":tea.example 376 ali :End of /MOTD command." },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "it is told to who has come" },
	{ "ali", SAYS, "MOTD" },
	{ "ali", GETS, ":tea.example 375 ali :- tea.example Message of ..." },
	{ "ali", GETS, ":tea.example 372 ali :- Welcome to  tea" },
	{ "ali", GETS, ":tea.example 372 ali :- ..." },
	{ "ali", GETS, ":tea.example 372 ali :- at five" },
	{ "ali", GETS, ":tea.example 376 ali :End of /MOTD command." },
	{ "ali", QUIET, NULL },
	{ NULL, HOLDS, "and to who asks" },
};

int
main(void)
{
	static char file[SCRATCH_PATH], config[SCRATCH_PATH + 100];

	scratch_path(file, "motd");
	scratch_write(file, "Welcome to  tea\n\nat five\n");
	(void)snprintf(config, sizeof(config),
	    "motd %s\nserver_name tea.example\n", file); /* fits */
	return EXCHANGE(moves, config);
}
