/*
 * Faulty control clients and scoreboards get a clear message and harm nobody
 * else.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/forge.h"
#include "tests/lib/shell.h"

#define MANY 20 /* more than are served at once */

#define OTHER 12345 /* a user who is nobody here */

static const struct step steps[] = {
	{ "ping", "ok ping" },
	{ "nose", "err unknown command; ..." },
	{ " ping", "err unknown command; ..." },
	{ "ping x", "err too many arguments" },
	{ "kick", "err missing argument" },
	{ "kick ", "err missing argument" },
	{ "kick 99999999999999999999", "err no such client" },
	{ "kick 0", "err no such client" },
	{ "\xff\x1b[2J", "err unknown command; ..." },
	{ "ban 1/2/3", "err ..." },
	{ "say 1", "err ..." },
	{ "say 1 \x1b[2J", "err ..." },
};

static void
test_rubbish(const struct server *server)
{
	struct conn *control = conn_open_at(server->control);
	char rubbish[3 * LIMIT_LINE];

	conn_steps(control, steps);
	memset(rubbish, 'x', sizeof(rubbish));
	conn_send(control, rubbish, sizeof(rubbish));
	conn_expect(control, "err line too long");
	conn_close(control);
	control = conn_open_at(server->control);
	conn_send(control, "ping", 4);
	conn_finish(control);
	conn_expect_end(control);
	PASS("half a line is none");
	conn_close(control);
}

/* They hold all places; the next one is served when they have gone. */
static void
test_silent(const struct server *server)
{
	struct conn *silent[MANY];
	struct conn *control;

	for (size_t i = 0; i < MANY; i++)
		silent[i] = conn_open_at(server->control);
	control = conn_open_at(server->control);
	for (size_t i = 0; i < MANY; i++)
		conn_close(silent[i]);
	conn_ask(control, "ping", "ok ping");
	PASS("who is silent keeps nobody out for good");
	conn_close(control);
}

/* In a child, which has let go of what is ours: 0 if it was refused. */
static int
be_other(const char *path)
{
	static const char refusal[] = "err only root and the server's ";
	struct addr addr;
	char line[128];
	ssize_t count;
	int fd;

	if (setuid(OTHER) != 0 || addr_parse(&addr, path) != NULL)
		return 1;
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd == -1 || connect(fd, &addr.to.any, addr.len) != 0)
		return 2;
	count = io_read(fd, line, sizeof(line));
	return count > (ssize_t)sizeof(refusal) &&
		memcmp(line, refusal, sizeof(refusal) - 1) == 0 ?
	    0 :
	    3;
}

/* Whatever the modes of the socket and its directory allow. */
static int
talk_as_other(const struct server *server)
{
	char directory[SCRATCH_PATH];
	pid_t child;
	int status;

	memcpy(directory, server->control, sizeof(directory));
	*strrchr(directory, '/') = '\0';
	MUST(chmod(directory, 0711) == 0 && chmod(server->control, 0666) == 0,
	    "cannot change modes");
	child = fork();
	MUST(child != -1, "cannot fork");
	if (child == 0)
		_exit(be_other(server->control));
	MUST(waitpid(child, &status, 0) == child, "no child");
	return status;
}

static void
test_others(struct server *server)
{
	struct shell *shell;
	struct conn *conn;

	if (geteuid() != 0)
		return;
	MUST(setenv("SOCKET", server->control, 1) == 0, "out of memory");
	shell = shell_start("1", "stat -c %a $SOCKET");
	MUST(shell_status(shell) == 0, "no socket");
	TAP_STR(str_from(shell_said(shell)), STR("600\n"), "its mode");
	TAP_NUM(talk_as_other(server), 0, "another user is refused");
	server_expect(server, "control: refused: uid 12345");
	conn = conn_open_at(server->control);
	conn_ask(conn, "ping", "ok ping");
	PASS("and root is not");
	conn_close(conn);
}

/* Scoreboards that a process of ours has locked. */
static void
test_boards(void)
{
	struct forged forged = { .owner = geteuid(), .rows_max = 16 };

	shell_set_number("LOCKED", (size_t)forge_living(&forged));
	shell_run("forkcastctl -p $LOCKED clients", 0, "", "");
	forged.size = 100;
	shell_set_number("LOCKED", (size_t)forge_living(&forged));
	shell_run("forkcastctl -p $LOCKED clients", 65, "",
	    "forkcastctl: the scoreboard of server * is truncated\n");
	shell_run("forkcastctl -p $LOCKED check", 3,
	    "FORKCAST UNKNOWN - the scoreboard of server * is truncated\n", "");
}

/* The configuration can want what cannot be, or nothing at all. */
static void
test_off(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = "control off\nboard no\n" });

	TAP_OK(
	    access(server->control, F_OK) != 0, "there is no control socket");
	server_stop(server);
	server_refuses(&(struct setup) { .config = "control /nonexistent/x\n" },
	    73, "forkcastd: cannot listen on /nonexistent/x: ...");
	server_refuses(&(struct setup) { .config = "control nose\n" }, 78,
	    "forkcastd: *:1: control nose: must be a path with a \"/\", or off");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");

	test_rubbish(server);
	test_silent(server);
	test_others(server);
	conn_expect_nothing(javad);
	conn_close(javad);
	server_stop(server);
	test_boards();
	test_off();
	return tap_done();
}
