/* Ctrl-Z stops the client with the terminal restored; fg brings it back. */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");
	struct pty *shell =
	    pty_start((const char *[]) { "sh", "-i", "-m", NULL });
	char command[512];

	pty_type(shell, "PS1=$(printf '\\n\\044 '); stty -echo\r");
	pty_expect_cursor(shell, "$", 2);
	/*
	 * The shell finds the terminal like this when the client has stopped.
	 */
	shell->before.c_lflag &= ~(tcflag_t)ECHO;
	(void)snprintf(command, sizeof(command), "%s -s %s -p -n javad 1\r",
	    pty_client_path(), server->address[0]);
	pty_type(shell, command);
	conn_expect(ali, "join * 1 javad");
	pty_expect(shell, "-- javad has joined #1");
	pty_type(shell, "typed bef");
	pty_expect_cursor(shell, "typed bef", 9);
	pty_expect_mode(shell, false);
	pty_type(shell, "\x1a");
	pty_expect_cursor(shell, "$", 2);
	pty_type(shell, "echo still $((6 * 7))\r");
	pty_expect(shell, "$ still 42");
	pty_expect_mode(shell, true);
	PASS("Ctrl-Z gives the terminal back to the shell");
	conn_say(ali, "send 1 meanwhile");
	conn_expect(ali, "msg * 1 ali meanwhile");
	pty_type(shell, "fg\r");
	pty_expect(shell, "ali: meanwhile");
	pty_expect_cursor(shell, "typed bef", 9);
	pty_expect_mode(shell, false);
	PASS("fg goes on where it was");
	pty_type(shell, "ore\r");
	conn_expect(ali, "msg * 1 javad typed before");
	pty_type(shell, "/quit\r");
	conn_expect(ali, "quit * javad");
	pty_expect_cursor(shell, "$", 2);
	pty_type(shell, "echo status $?\r");
	pty_expect(shell, "$ status 0");
	PASS("the line is whole, and the client ends well");
	pty_type(shell, "exit\r");
	MUST(pty_status(shell) == 0, "the shell did not end well");
	server_stop(server);
	return tap_done();
}
