/*
 * forkcast send, post and put with -d end with 0 only once the server has
 * answered that everything is on its disk; and with 69 if it cannot say so.
 */
#include <stdio.h>

#include "tests/lib/fake.h"
#include "tests/lib/keeper.h"
#include "tests/lib/shell.h"

static const struct {
	const char *script, *line, *answer;
} commands[] = {
	{ "exec forkcast send -n javad -d 1 one", "send 1 one",
	    "msg 17 1 javad one\n" },
	{ "exec forkcast post -n javad -d 1 two", "post 1 two",
	    "ok post 1 17\n" },
	{ "exec forkcast put -n javad -d 1 k three", "put 1 k three",
	    "ok put 1 k 17\n" },
};

/* Starts the command, and lets it say all; then it waits for the sync. */
static struct shell *
begin(struct fake *fake, size_t i)
{
	struct shell *shell;

	fake_start(fake);
	shell = shell_start(fake->address, commands[i].script);
	fake_welcome(fake, "javad");
	fake_expect(fake, commands[i].line);
	fake_say(fake, commands[i].answer);
	fake_expect_next(fake, "sync");
	fake_say(fake, "ping\n");
	fake_expect_next(fake, "ping");
	return shell;
}

static void
waits(size_t i)
{
	struct fake fake;
	struct shell *shell = begin(&fake, i);

	fake_say(&fake, "ok sync 17\nok ping\n");
	fake_expect_next(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	TAP_NUM(shell_status(shell), 0, "%s: on disk", commands[i].line);
	fake_stop(&fake);
	shell = begin(&fake, i);
	fake_say(&fake, "err sync unavailable no disk\nok ping\n");
	fake_expect_next(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	TAP_NUM(shell_status(shell), 69, "%s: not there", commands[i].line);
	TAP_OK(shell_matches("forkcast *: not known to be on the server's "
			     "disk: no disk\n",
		   shell_complained(shell)),
	    "and why");
	fake_stop(&fake);
}

/* What a server has on disk then. */
static const struct shell_case stored[] = {
	{ "forkcast send -n javad -d 1 one; grep ' o msg ' "
	  "state/history/1.0/2*",
	    0, "* o msg javad!* one\n", "" },
	{ "forkcast post -n javad -d 1 two; grep -o 'javad two$' "
	  "state/boxes/1.0",
	    0, "javad two\n", "" },
	{ "forkcast put -n javad -d 1 k three; cat state/tables/1.0", 0,
	    "*\nput k * javad three\n", "" },
};

static const struct shell_case without[] = {
	{ "forkcast send -d 1 one", 69, "",
	    "forkcast send: not known to be on the server's disk: ...\n" },
};

int
main(void)
{
	struct server *server;

	for (size_t i = 0; i < COUNT(commands); i++)
		waits(i);
	server = server_start(&(struct setup) {
	    .config = keeper_config_with("history all\nbox 1\ntable 1\n") });
	shell_cases(server->address[0], stored);
	server_stop(server);
	server = server_start(NULL);
	shell_cases(server->address[0], without);
	server_stop(server);
	return tap_done();
}
