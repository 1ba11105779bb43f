/*
 * Ctrl-Z stops the window with the terminal as it was; fg brings it back, with
 * new lines and the typed text.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/scene.h"

/* A shell with job control. */
static struct pty *
start_shell(size_t rows, size_t columns)
{
	struct pty *shell = pty_start_sized(
	    (const char *[]) { "sh", "-i", "-m", NULL }, rows, columns);

	pty_type(shell, "PS1=$(printf '\\n\\044 '); stty -echo\r");
	pty_expect_cursor(shell, "$", 2);
	/*
	 * The shell finds the terminal like this when the client has stopped.
	 */
	shell->before.c_lflag &= ~(tcflag_t)ECHO;
	return shell;
}

static struct pty *
start_in_shell(size_t rows, size_t columns)
{
	struct pty *shell = start_shell(rows, columns);
	char command[512];

	pty_type(shell, "echo before\r");
	pty_expect(shell, "$ before");
	(void)snprintf(command, sizeof(command),
	    "export TERM=xterm-256color; %s -s " SCENE " -n javad dev\r",
	    pty_client_path());
	pty_type(shell, command);
	pty_expect_has(shell, "-- nobody else is in #dev");
	pty_type(shell, "typed bef");
	pty_expect_row(shell, rows - 1, "[#dev] typed bef");
	return shell;
}

static void
by_key(const struct server *server)
{
	struct pty *shell = start_in_shell(24, 80);
	struct conn *sara = conn_member(server, "sara", "dev");

	pty_expect_second(shell, true);
	pty_type(shell, "\x1a");
	pty_expect_second(shell, false);
	pty_expect_cursor(shell, "$", 2);
	pty_type(shell, "echo still $((6 * 7))\r");
	pty_expect(shell, "$ still 42");
	pty_expect(shell, "$ before");
	pty_expect_left_well(shell);
	PASS("Ctrl-Z gives the terminal back to the shell");
	conn_say(sara, "send dev meanwhile");
	conn_wait_for(sara, "msg * dev sara meanwhile");
	pty_type(shell, "fg\r");
	pty_expect_screen(shell,
	    " #dev\n"
	    "...\n"
	    "[##:##] -- javad has joined #dev\n"
	    "[##:##] -- nobody else is in #dev\n"
	    "[##:##] -- sara has joined #dev\n"
	    "[##:##] sara: meanwhile\n"
	    "[1:#dev] 2 members                      "
	    "                     javad at ./s  ##:##\n"
	    "[#dev] typed bef");
	pty_expect_second(shell, true);
	pty_expect_mode(shell, false);
	PASS("fg goes on where it was");
	pty_type(shell, "ore\r");
	conn_wait_for(sara, "msg * dev javad typed before");
	pty_expect_has(shell, "] javad: typed before");
	pty_type(shell, "\x03\x03");
	pty_expect_second(shell, false);
	pty_expect_cursor(shell, "$", 2);
	pty_type(shell, "echo status $?\r");
	pty_expect(shell, "$ status 0");
	pty_expect_left_well(shell);
	PASS("the line is whole, and the client ends well");
	conn_quit(sara);
	pty_type(shell, "exit\r");
	MUST(pty_status(shell) == 0, "the shell does not end well");
}

/* Somebody else stops it, and lets it go on: nobody has given anything back. */
static void
from_outside(void)
{
	struct pty *pty = PTY_WINDOW(SCENE, 5, 20, "-n", "javad", "dev");

	pty_expect_has(pty, "nobody else");
	MUST(kill(pty->pid, SIGSTOP) == 0, "cannot stop");
	pty_resize_to(pty, 10, 40);
	MUST(kill(pty->pid, SIGCONT) == 0, "cannot continue");
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "-- javad has joined #dev\n"
	    "-- nobody else is in #dev\n"
	    "[1:#dev] 1 member    javad at ./s  ##:##\n"
	    "[#dev]");
	scene_leave(pty);
	PASS("whoever is stopped from outside goes on too");
}

int
main(void)
{
	struct server *server = scene_start();

	by_key(server);
	from_outside();
	server_stop(server);
	return tap_done();
}
