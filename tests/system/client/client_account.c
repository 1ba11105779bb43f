/*
 * A person creates an account and logs in: the secret is asked for, unseen; a
 * reserved name comes with its remedy; and account and secret are kept in the
 * configuration if the person says so.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"
#include "tests/lib/pty.h"
#include "tests/lib/scan.h"
#include "tests/lib/scratch.h"

#define OFFER "keep account ali and its secret in your configuration? (y/n)"

/* Only what reconnecting needs is kept. */
static void
in_memory(const struct pty *pty)
{
	const long places =
	    sanitized() ? -1 : scan_process(pty->pid, "pencil", true);

	if (places >= 0)
		TAP_NUM(places, 1, "the secret is in one place of the memory");
}

static void
registers(const char *address)
{
	struct pty *pty = PTY_CLIENT(address, "1");

	pty_expect_begin(pty, "what is your name?");
	pty_type(pty, "/register\r");
	pty_expect_has(pty, "!! the account gets your name; type your name");
	pty_type(pty, "ali\r");
	pty_expect(pty, "-- nobody else is in #1");
	pty_type(pty, "/register chalk\r");
	pty_expect_has(pty, "!! type /register alone to create an account:");
	pty_type(pty, "/register\r");
	pty_expect_begin(pty, "secret for the new account ali:");
	pty_type(pty, "pincel");
	pty_type(pty, "\x15pencil\r");
	pty_expect_begin(pty, "the same secret for ali again:");
	pty_type(pty, "pencel\r");
	pty_expect(pty, "!! the secrets differ; no account created");
	pty_type(pty, "/register\rpencim\x7fl\r");
	pty_expect_begin(pty, "the same secret for ali again:");
	pty_type(pty, "\x1b[200~pencil\x1b[201~\r");
	pty_expect(pty, "-- created account ali; you are logged in");
	pty_expect_has(pty, "-- this server keeps no accounts: yours lasts");
	pty_expect_begin(pty, OFFER);
	pty_expect_not(pty, "pinc");
	PASS("an account, whose secret nobody sees");
	in_memory(pty);
	pty_type(pty, "n\r");
	pty_type(pty, "/register #1\r");
	pty_expect_has(pty, "!! cannot register:");
	pty_type(pty, "/register\r");
	pty_expect_has(pty, "!! you are logged in; /register #G registers");
	pty_type(pty, "/join #own\r/register #own\r");
	pty_expect(pty, "-- registered #own for your account");
	pty_type(pty, "/oper ali\rp3nc1l\r");
	pty_expect_has(pty, "!! cannot become a server operator:");
	pty_expect_not(pty, "p3nc");
	pty_type(pty, "/enroll bob p3nc1l\r");
	pty_expect_has(pty, "!! cannot enroll:");
	PASS("nobody sees the secret of another command");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "it did not end well");
}

static void
logs_in(const char *address)
{
	struct pty *pty = PTY_CLIENT(address, "1");

	pty_expect_begin(pty, "what is your name?");
	pty_type(pty, "ali\r");
	pty_expect(pty, "-- if that is you, type /login ali");
	pty_type(pty, "/login ali\r");
	pty_expect_begin(pty, "secret for ali:");
	pty_type(pty, "crayon\x03/login ali\rcrayon\r");
	pty_expect_has(pty, "!! cannot log in as ali: no such account, or");
	pty_type(pty, "/login ali\r");
	pty_expect_begin(pty, "secret for ali:");
	pty_type(pty, "pencil\r");
	pty_expect(pty, "-- ali has joined #1");
	PASS("a reserved name after its login");
	pty_expect_begin(pty, OFFER);
	pty_type(pty, "y\r");
	pty_expect_has(pty, "-- saved in ");
	pty_expect_not(pty, "pencil");
	pty_expect_not(pty, "crayon");
	pty_type(pty, "/login ali pencil\r");
	pty_expect(pty, "-- logged in as ali");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "it did not end well");
}

/* Several people share the configuration of a restricted login. */
static void
is_restricted(const char *address)
{
	MUST(setenv("FORKCAST_RESTRICTED", "1", 1) == 0, "no memory");
	struct pty *pty = PTY_CLIENT(address, "-n", "bob", "1");

	pty_expect_has(pty, "-- bob has joined #1");
	pty_type(pty, "/register\rpen\rpen\r");
	pty_expect(pty, "-- created account bob; you are logged in");
	pty_type(pty, "/register\r");
	pty_expect_has(pty, "!! you are logged in; /register #G registers");
	pty_expect_not(pty, "keep account");
	PASS("nothing is kept with FORKCAST_RESTRICTED");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "it did not end well");
	MUST(unsetenv("FORKCAST_RESTRICTED") == 0, "no memory");
}

static void
was_kept(const char *address, const char *path)
{
	struct pty *pty = PTY_CLIENT(address, "1");
	struct stat info;

	pty_expect(pty, "-- ali has joined #1");
	MUST(stat(path, &info) == 0, "no file");
	TAP_NUM(info.st_mode & 0777, 0600, "what is kept is kept to oneself");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "it did not end well");
}

/* The command runs before the client does; it may say something. */
static void
has_command(const char *address)
{
	char text[512];

	(void)snprintf(text, sizeof(text),
	    "server %s\naccount ali\nsecret_command echo pencil\n", address);
	pty_config(text);
	struct pty *pty = PTY_CLIENT(address, "1");

	pty_expect(pty, "-- ali has joined #1");
	pty_type(pty, "/reconnect\r");
	pty_expect(pty, "-- reconnected");
	pty_expect_not(pty, "pencil");
	PASS("a command that prints the secret is not seen");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "it did not end well");
	(void)snprintf(text, sizeof(text),
	    "server %s\naccount ali\nsecret_command exit 5\n", address);
	pty_config(text);
	pty = PTY_CLIENT(address, "1");
	pty_expect_begin(pty, "secret for ali:");
	pty_type(pty, "pencil\r");
	pty_expect(pty, "-- ali has joined #1");
	PASS("the person is asked if it fails");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "it did not end well");
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = KEEPER_QUICK });
	const char *address = server->address[0];
	char text[512], path[SCRATCH_PATH];

	(void)snprintf(text, sizeof(text), "server %s\n", address);
	pty_config(text);
	scratch_path(path, "config/forkcast/config");
	MUST(chmod(path, 0600) == 0, "chmod fails");
	registers(address);
	logs_in(address);
	was_kept(address, path);
	has_command(address);
	pty_config(text);
	is_restricted(address);
	server_stop(server);
	return tap_done();
}
