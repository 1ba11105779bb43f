/*
 * Members of board_group may read the scoreboard and check the server over the
 * control socket, and nothing else; they do not keep the operator out. Other
 * users may do neither, even after an upgrade.
 */
#define _DEFAULT_SOURCE /* setgroups */
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/io.h"
#include "shared/score.h"
#include "tests/lib/child.h"
#include "tests/lib/here.h"
#include "tests/lib/upgrade.h"

#define GROUP 4711
#define LOOKERS 4
#define USER 12345

static struct {
	struct server *server;
	char board[64];
	char control[256];
} test;

static void
become(gid_t group)
{
	MUST(
	    setgroups(1, &group) == 0 && setgid(USER) == 0 && setuid(USER) == 0,
	    "cannot become another user");
}

/* In a child: 0 if all is as it should be. */
static int
may_look(void)
{
	static const struct step steps[] = {
		{ "ping", "ok ping" },
		{ "stop", "err only root and the server's user may do this" },
		{ "drain", "err only root and the server's ..." },
		{ "kick javad", "err only root and the server's ..." },
		{ "ban 192.0.2.1", "err only root and the server's ..." },
		{ "unban 192.0.2.1", "err only root and the server's ..." },
		{ "bans", "err only root and the server's ..." },
		{ "accounts list", "err only root and the server's ..." },
		{ "groups", "err only root and the server's ..." },
		{ "groups -m", "err only root and the server's ..." },
		{ "boxes", "err only root and the server's ..." },
		{ "box remove 1", "err only root and the server's ..." },
		{ "say 1 hi", "err only root and the server's ..." },
		{ "reload", "err only root and the server's ..." },
		{ "upgrade", "err only root and the server's ..." },
		{ "ping", "ok ping" },
	};
	struct conn *control;

	become(GROUP);
	if (access(test.board, R_OK) != 0)
		return 1;
	if (access(test.board, W_OK) == 0)
		return 2;
	control = conn_open_at(test.control);
	conn_steps(control, steps);
	conn_close(control);
	return 0;
}

static int
may_not(void)
{
	struct addr addr;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	bool refused;

	become(USER);
	MUST(fd != -1 && addr_parse(&addr, test.control) == NULL, "no address");
	refused = connect(fd, &addr.to.any, addr.len) == -1 && errno == EACCES;
	io_close(&fd);
	return refused && access(test.board, R_OK) != 0 ? 0 : 1;
}

/* As many as may, who ask nothing more, and then some. */
static int
is_in_nobodys_way(void)
{
	struct conn *looker[LOOKERS], *more;

	become(GROUP);
	for (size_t i = 0; i < COUNT(looker); i++) {
		looker[i] = conn_open_at(test.control);
		conn_ask(looker[i], "ping", "ok ping");
	}
	for (int i = 0; i < 2 * LOOKERS; i++) {
		more = conn_open_at(test.control);
		conn_expect(more, "err too many connections; try again later");
		conn_close(more);
	}
	for (size_t i = 0; i < COUNT(looker); i++)
		conn_ask(looker[i], "ping", "ok ping");
	return 0;
}

static void
expect_all(const char *when)
{
	struct conn *operator[LOOKERS];
	struct stat info;

	TAP_OK(stat(test.board, &info) == 0 && info.st_gid == GROUP &&
		(info.st_mode & 07777) == 0640,
	    "%s: the scoreboard is the group's", when);
	TAP_OK(stat(test.control, &info) == 0 && info.st_gid == GROUP &&
		(info.st_mode & 07777) == 0660,
	    "so is the control socket");
	TAP_NUM(child_run(may_look), 0, "its members may look");
	TAP_NUM(child_run(may_not), 0, "nobody else may");
	TAP_NUM(child_run(is_in_nobodys_way), 0, "only so many at once");
	TAP_NUM(server_logged(test.server, "control: refused: ..."), 0,
	    "they do not fill the log");
	for (size_t i = 0; i < COUNT(operator); i++) {
		operator[i] = conn_open_at(test.control);
		conn_ask(operator[i], "ping", "ok ping");
	}
	conn_ask(operator[0], "groups", "- ...");
	for (size_t i = 0; i < COUNT(operator); i++)
		conn_close(operator[i]);
}

static void
find_board(void)
{
	(void)snprintf(test.board, sizeof(test.board),
	    SCORE_DIRECTORY "/forkcastd.%ld", (long)test.server->pid);
}

/* In the directory that the server makes for its user. */
static void
test_own_directory(void)
{
	char script[SCRATCH_PATH + 64];

	(void)snprintf(script, sizeof(script),
	    "unset RUNTIME_DIRECTORY; exec %s \"$@\"",
	    upgrade_program(UPGRADE_THIS)); /* fits */
	for (int i = 0; i < 2; i++) {
		test.server = server_start(
		    &(struct setup) { .exec = upgrade_script("here", script),
			.config = i == 0 ? NULL : "board_group 4711\n" });
		if (i > 0) {
			find_board();
			(void)snprintf(test.control, sizeof(test.control),
			    "/var/run/forkcastd.%lu/forkcastd.%ld.control",
			    (unsigned long)65534, (long)test.server->pid);
			TAP_NUM(child_run(may_look), 0,
			    "in a directory that is there already");
			TAP_NUM(child_run(may_not), 0, "and nobody else");
		}
		server_stop(test.server);
	}
}

/* An ordinary user, who can give nothing to that group. */
static int
is_told_that_it_is_no_member(void)
{
	const char *program = upgrade_program(UPGRADE_THIS);
	int status;
	pid_t child = fork();

	MUST(child != -1, "cannot fork");
	if (child == 0) {
		become(USER);
		(void)execl(program, "forkcastd", "-t", "-f",
		    test.server->config, (char *)NULL);
		_exit(126);
	}
	MUST(waitpid(child, &status, 0) == child, "no child");
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int
main(void)
{
	char scratch[SCRATCH_PATH];

	here_several_users();
	scratch_path(scratch, "x");
	*strrchr(scratch, '/') = '\0';
	MUST(chmod(scratch, 0755) == 0, "cannot chmod %s", scratch);
	test.server =
	    server_start(&(struct setup) { .config = "board_group 4711\n" });
	find_board();
	(void)snprintf(
	    test.control, sizeof(test.control), "%s", test.server->control);
	expect_all("at start");
	upgrade_to(test.server, UPGRADE_LATER);
	expect_all("after an upgrade");
	MUST(chmod(test.server->config, 0644) == 0, "cannot chmod");
	TAP_NUM(is_told_that_it_is_no_member(), 77,
	    "who is not root has to be a member");
	server_stop(test.server);
	test_own_directory();
	return tap_done();
}
