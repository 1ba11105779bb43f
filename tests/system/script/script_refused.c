/*
 * Each command for scripts has its exit status if something is refused or ends.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

static const struct shell_case refused[] = {
	{ "forkcast send -n ali 1 x", 77, "",
	    "forkcast send: name ali refused: name already in use\n" },
	{ "FORKCAST_NAME=ali forkcast names 1", 77, "",
	    "forkcast names: name ali refused: ...\n" },
	{ "forkcast send -n quit 1 x", 64, "",
	    "forkcast send: name \"quit\": ...\n" },
	{ "forkcast send 'a b' x", 64, "",
	    "forkcast send: group \"a b\": ...\n" },
	{ "forkcast names nobody", 77, "",
	    "forkcast names: cannot list nobody: no such group\n" },
	{ "forkcast send -s no@where 1 x", 64, "",
	    "forkcast send: invalid address \"no@where\": ...\n" },
	{ "forkcast send", 64, "",
	    "forkcast send: missing group\nusage: forkcast send ...\n  ...\n  ...\n" },
	{ "forkcast ping -c 0", 64, "",
	    "forkcast ping: -c 0: must be a number from 1 to ...\n" },
};

static void
not_reached(void)
{
	static const struct shell_case cases[] = {
		{ "forkcast send 1 x", 69, "",
		    "forkcast send: cannot connect to *: Connection refused; "
		    "is forkcastd running?\n" },
		{ "forkcast send -s ./none 1 x", 69, "",
		    "forkcast send: cannot connect to ./none: No such file or "
		    "directory; is forkcastd running?\n" },
	};
	struct fake fake;

	fake_hold(&fake);
	shell_cases(fake.address, cases);
	fake_stop(&fake);
}

static void
server_full(void)
{
	static const struct shell_case full[] = {
		{ "forkcast send 1 x", 69, "",
		    "forkcast send: disconnected by the server: "
		    "...\n" },
	};
	struct server *server =
	    server_start(&(struct setup) { .args = { "-m", "1" } });
	struct conn *ali = conn_named(server, "ali");

	shell_cases(server->address[0], full);
	conn_close(ali);
	server_stop(server);
}

/*
 * The server takes the connection and the name, and then says nothing. While
 * the command leaves, for 2 s at most, it sleeps: else no time would pass.
 */
static void
timed_out(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start_paced(
	    fake.address, "exec forkcast send -t 60 -n javad 1 hello");
	fake_welcome(&fake, "javad");
	fake_expect_next(&fake, "send 1 hello");
	shell_pace(shell, 59 * SEC);
	fake_say(&fake, "ping\n");
	fake_expect_next(&fake, "ping");
	PASS("it waits for the answer");
	shell_pace(shell, SEC);
	fake_expect_next(&fake, "quit");
	shell_pace(shell, 2 * SEC);
	TAP_NUM(shell_status(shell), 75, "no answer ends with 75");
	TAP_STR(str_from(shell_complained(shell)),
	    STR("forkcast send: no reply from the server for 60 s\n"
		"forkcast send: 1 line: no reply\n"),
	    "and it says what it does not know");
	fake_stop(&fake);
}

static void
refused_line(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start(
	    fake.address, "printf 'a\\n\\nb\\n' | forkcast send -n javad 1");
	fake_welcome(&fake, "javad");
	fake_expect(&fake, "send 1 b");
	fake_say(&fake,
	    "msg 1700000000000001 1 javad a\n"
	    "err send not-member you are not in that group\n");
	fake_expect(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), 77, "a refused line ends with 77");
	TAP_STR(str_from(shell_complained(shell)),
	    STR("forkcast send: line 3 refused: you are not in "
		"that group\n"),
	    "and it says which");
	fake_stop(&fake);
}

static void
thrown_out(void)
{
	struct server *server = server_start(NULL);
	struct shell *shell =
	    shell_start(server->address[0], "exec forkcast listen -n javad 1");

	shell_await(server->address[0], "javad", "1");
	MUST(kill(server_worker(server, "javad"), SIGTERM) == 0, "cannot kill");
	TAP_NUM(shell_status(shell), 76, "to be kicked ends with 76");
	TAP_OK(shell_matches("forkcast listen: disconnected by the server: "
			     "...\n",
		   shell_complained(shell)),
	    "it says so");
	shell = shell_start(server->address[0],
	    "mkfifo f && exec 3<>f && exec forkcast send -n javad 1 <f");
	shell_await(server->address[0], "javad", "1");
	server_signal(server, SIGKILL);
	TAP_NUM(shell_status(shell), 69,
	    "a server that is killed while we wait ends with 69");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_named(server, "ali");

	shell_cases(server->address[0], refused);
	conn_close(ali);
	server_stop(server);
	not_reached();
	server_full();
	timed_out();
	refused_line();
	thrown_out();
	return tap_done();
}
