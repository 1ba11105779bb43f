/*
 * forkcastctl accounts lists, creates and removes accounts and changes their
 * secrets, which it reads from standard input and which appear in no command
 * line or log.
 */
#include "tests/lib/keeper.h"
#include "tests/lib/pty.h"
#include "tests/lib/shell.h"

#define CTL "forkcastctl -p $SERVER accounts "

static void
makes(struct conn *ali, struct conn *bob)
{
	shell_run(CTL, 0, "", "");
	shell_run("echo open sesame | " CTL "add ali", 0,
	    "account ali created\n", "");
	shell_run(CTL "list", 0, "ali *T*Z\n", "");
	conn_ask(bob, "ali", "err name name-taken ...");
	conn_ask(ali, "login ali open sesame", "ok login ali");
	PASS("what was made is there");
}

/* On a terminal, it is asked for twice. */
static void
asks_twice(void)
{
	for (int same = 0; same < 2; same++) {
		struct pty *pty = pty_start(
		    (const char *const[]) { "sh", "-c", CTL "add eva", NULL });
		pty_expect_begin(pty, "secret:");
		pty_type(pty, "mine\r");
		pty_expect_begin(pty, "again:");
		pty_type(pty, same ? "mine\r" : "mint\r");
		pty_expect_begin(pty,
		    same ? "account eva created" :
			   "forkcastctl: the secrets differ");
		TAP_NUM(pty_status(pty), same ? 0 : 65, "as it was typed");
	}
	shell_run(CTL "remove eva", 0, "account eva removed\n", "");
}

static void
changes(struct conn *bob)
{
	shell_run("echo other | " CTL "passwd ali", 0,
	    "account ali has a new secret\n", "");
	conn_ask(bob, "login ali open sesame", "err login not-allowed ...");
	conn_ask(bob, "login ali other", "ok login ali");
	PASS("it has another secret");
}

static void
removes(struct conn *ali, struct conn *bob)
{
	conn_ask(ali, "zoe", "ok name zoe");
	conn_ask(ali, "seen tea 5", "ok seen tea 5");
	shell_run(CTL "remove ali", 0, "account ali removed\n", "");
	conn_ask(ali, "logout", "err logout not-allowed ...");
	conn_ask(bob, "login ali other", "err login not-allowed ...");
	conn_ask(bob, "ali", "ok name ali");
	PASS("it is no more, and nobody is logged in to it");
	shell_run("echo new | " CTL "add ali", 0, "account ali created\n", "");
	conn_ask(ali, "login ali new", "ok login ali");
	conn_ask(ali, "seen tea", "ok seen tea 0");
	PASS("nor does the next of that name know what it has read");
}

static void
refuses(void)
{
	shell_run("echo x | " CTL "add ALI", 1, "",
	    "forkcastctl: refused: an account with that ...\n");
	shell_run("echo x | " CTL "add 1st", 1, "",
	    "forkcastctl: refused: invalid name: ...\n");
	shell_run("echo x | " CTL "passwd nobody", 1, "",
	    "forkcastctl: refused: no such account\n");
	shell_run(CTL "remove nobody", 1, "",
	    "forkcastctl: refused: no such account\n");
	shell_run(CTL "add bob </dev/null", 65, "",
	    "forkcastctl: no secret on standard input\n");
	shell_run("echo | " CTL "add bob", 65, "",
	    "forkcastctl: secret must be 1 to 1000 bytes\n");
	shell_run(CTL "add", 64, "", "usage: ...\n");
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = keeper_config() });
	struct conn *ali = conn_open(server), *bob = conn_open(server);

	shell_set_number("SERVER", server->pid);
	makes(ali, bob);
	refuses();
	asks_twice();
	changes(bob);
	removes(ali, bob);
	TAP_OK(strstr(server_log(server), "sesame") == NULL &&
		strstr(server_log(server), "other") == NULL,
	    "no secret is logged");
	server_expect(server, "control: uid *: accounts add ali");
	conn_close(conn_open(server));
	shell_run("forkcastctl -p $SERVER status | sed -n 's/;.*//; /^lines/p'",
	    0, "lines in *, out *\n", "");
	server_stop(server);
	return tap_done();
}
