/*
 * forkcast logs in to the account of the configuration file before it sends its
 * name, for a person and in scripts, and does not show the secret, which is the
 * rest of the line: a # begins no comment.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/lib/filter.h"
#include "tests/lib/keeper.h"
#include "tests/lib/pty.h"
#include "tests/lib/scratch.h"
#include "tests/lib/shell.h"

static char path[SCRATCH_PATH];

static const struct shell_case wrong[] = {
	{ "forkcast send 1 x", 77, "",
	    "forkcast send: cannot log in as ali: ...\n" },
};

static void
write_config(const char *text, mode_t mode)
{
	scratch_write(path, text);
	MUST(chmod(path, mode) == 0, "chmod fails");
}

static void
test_scripts(const struct server *server, struct conn *bo)
{
	write_config("account ali\nsecret open #sesame  \n", 0600);
	(void)shell_start(server->address[0], "forkcast send -n ali 1 hello");
	conn_wait_for(bo, "join * 1 ali!*!ali!- ali");
	conn_wait_for(bo, "msg * 1 ali!*!ali!- hello");
	conn_wait_for(bo, "quit ...");
	PASS("a script has the name of its account");
	(void)shell_start(server->address[0], "forkcast send 1 bye");
	conn_wait_for(bo, "msg * 1 ali-*!*!ali!- bye");
	conn_wait_for(bo, "quit ...");
	PASS("also with its own process ID");
	write_config("account ali\nsecret sesame\n", 0600);
	shell_cases(server->address[0], wrong);
	write_config("account ali # mine\n#secret #\nsecret #1\n", 0600);
	shell_cases(server->address[0], wrong);
	write_config("account ali\nsecret open #sesame\n", 0640);
	shell_run("forkcast send 1 x", 78, "",
	    "forkcast send: *: contains a secret and is accessible to others; "
	    "run: ...\n");
	write_config("account ali\n", 0600);
	shell_run("forkcast send 1 x", 78, "",
	    "forkcast send: *: account and secret (or secret_command) must both "
	    "be set\n");
	write_config("secret_command echo x\n", 0600);
	shell_run("forkcast send 1 x", 78, "",
	    "forkcast send: *: account and secret (or secret_command) must both "
	    "be set\n");
	write_config("account a\nsecret x\nsecret_command echo x\n", 0600);
	shell_run("forkcast send 1 x", 78, "",
	    "forkcast send: *:3: secret_command: there is a secret; delete one "
	    "of the two\n");
	write_config("secret x\n", 0600);
	shell_run("forkcast send 1 x", 78, "",
	    "forkcast send: *: account and secret (or secret_command) must both "
	    "be set\n");
}

/* A command prints the secret, of which nothing else is seen. */
static void
test_command(const struct server *server, struct conn *bo)
{
	static struct filter filter;

	write_config("account ali\nsecret_command echo open '#sesame'\n", 0644);
	(void)shell_start(server->address[0], "forkcast send -n ali 1 hello");
	conn_wait_for(bo, "msg * 1 ali!*!ali!- hello");
	conn_wait_for(bo, "quit ...");
	PASS("a script gets the secret from a command");
	MUST(FILTER_RUN(&filter, server->address[0], "", "-n", "ali") == 0,
	    "it did not end well: %s", filter.complained);
	PASS("and a filter");
	write_config(
	    "account ali\nsecret_command echo no key >&2; exit 2\n", 0644);
	shell_run("forkcast send 1 x", 77, "",
	    "no key\nforkcast send: cannot log in as ali: secret_command: exit "
	    "status 2\n");
	shell_run("forkcast 1 </dev/null", 77, "",
	    "no key\nforkcast: cannot log in as ali: secret_command: exit "
	    "status 2\n");
}

/* What the commands of a bot print is said by its account. */
static void
test_bot(const struct server *server, struct conn *bo)
{
	write_config("account ali\nsecret open #sesame\n", 0600);
	struct shell *bot = shell_start(server->address[0],
	    "exec forkcast bot -n robo -x 'echo \"to #1 yes\"' 1");

	conn_wait_for(bo, "join * 1 robo!*!ali!- robo");
	conn_say(bo, "send 1 really?");
	conn_wait_for(bo, "msg * 1 robo!*!ali!- yes");
	shell_signal(bot, SIGTERM);
	TAP_NUM(shell_status(bot), SHELL_SIGNAL + SIGTERM, "a bot, too");
}

static void
test_people(const struct server *server)
{
	static struct filter filter;
	struct pty *pty;

	write_config("account ali\nsecret open #sesame\nname ali\n", 0600);
	MUST(FILTER_RUN(&filter, server->address[0], "join 1\n", "-n", "ali") ==
		0,
	    "it did not end well: %s", filter.complained);
	TAP_STR(str_from(filter.said),
	    STR("-- ok name ali\n-- join 1 ali\n-- bye quit goodbye\n"),
	    "a filter, which does not mention it");
	pty = PTY_CLIENT(server->address[0], "-n", "ali", "1");
	pty_expect(pty, "-- ali has joined #1");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "it did not end well");
	PASS("and a person");
	write_config("account ali\nsecret sesame\n", 0600);
	TAP_NUM(FILTER_RUN(&filter, server->address[0], "", "-n", "zoe"), 77,
	    "a filter ends if it is refused");
	TAP_OK(strstr(filter.complained, "login refused: ") != NULL,
	    "and says so");
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = KEEPER_QUICK });
	struct conn *ali = conn_named(server, "ali");
	struct conn *bo = conn_member(server, "bo", "1");
	char directory[SCRATCH_PATH];

	conn_ask(bo, "want full", "ok want full");
	conn_ask(ali, "register open #sesame", "ok register ali");
	conn_ask(ali, "quit", "bye quit ...");
	conn_close(ali);
	server_expect(server, "ended: ali ...");
	shell_environment(server->address[0]);
	scratch_path(directory, "config");
	MUST(mkdir(directory, 0700) == 0, "mkdir fails");
	scratch_path(directory, "config/forkcast");
	MUST(mkdir(directory, 0700) == 0, "mkdir fails");
	scratch_path(path, "config/forkcast/config");
	test_scripts(server, bo);
	test_command(server, bo);
	test_bot(server, bo);
	test_people(server);
	server_stop(server);
	return tap_done();
}
