/* A server that wants a password: PASS first, and without it, or with a wrong
 * one, there is no name. */
#include <stdio.h>

#include "tests/lib/exchange.h"
#include "tests/lib/scratch.h"

static const struct move moves[] = {
	{ "ali", COMES, NULL },
	{ "ali", SAYS, "PASS sesame" },
	{ "ali", SAYS, "NICK ali" },
	{ "ali", SAYS, "USER ali 0 * :Ali" },
	{ "ali", GETS, ":tea.example 001 ali ..." },
	{ "ali", SEES, ":* 422 ali ..." },
	{ NULL, HOLDS, "the right one" },
	{ "bo", COMES, NULL },
	{ "bo", SAYS, "CAP LS 302" },
	{ "bo", SEES, ":tea.example CAP * LS :..." },
	{ "bo", SAYS, "NICK bo" },
	{ "bo", SAYS, "USER bo 0 * :Bo" },
	{ "bo", SAYS, "CAP END" },
	{ "bo", GETS, ":* 464 * :Password incorrect" },
	{ "bo", SAYS, "REGISTER * * secret" },
	{ "bo", GETS,
	    ":* FAIL REGISTER NEED_NICK * :Send NICK first, or again if it was "
	    "refused" },
	{ "bo", SAYS, "PASS wrong" },
	{ "bo", GETS, ":* 464 * :Password incorrect" },
	{ "bo", SAYS, "PASS sesame" },
	{ "bo", SAYS, "NICK bo" },
	{ "bo", GETS, ":* 001 bo ..." },
	{ "bo", SEES, ":* 422 bo ..." },
	{ "ali", SAYS, "WHOIS bo" },
	{ "ali", GETS, ":* 311 ali bo bo * * :Bo" },
	{ "ali", SEES, ":* 318 ..." },
	{ NULL, HOLDS, "none, a wrong one, and the right one after all" },
};

int
main(void)
{
	static char file[SCRATCH_PATH], config[SCRATCH_PATH + 100];

	scratch_path(file, "password");
	scratch_write(file, "sesame\n");
	(void)snprintf(config, sizeof(config),
	    "password_file %s\npassword_time 0\nserver_name tea.example\n",
	    file); /* fits */
	return EXCHANGE(moves, config);
}
