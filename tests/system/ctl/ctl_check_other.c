/*
 * forkcastctl check by a user who may read the scoreboard but not use the
 * control socket asks the server as a client, even if it hangs.
 */
#define _DEFAULT_SOURCE /* setgroups */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/here.h"
#include "tests/lib/login.h"
#include "tests/lib/shell.h"

static gid_t
group_of(const char *name)
{
	const struct passwd *entry = getpwnam(name);

	if (entry == NULL)
		tap_skip("there is no such user");
	return entry->pw_gid;
}

/* Takes the identity of another user with the server's group. */
static void
be_other(uid_t user, gid_t group, int out)
{
	if (setgroups(1, &group) != 0 || setgid(group) != 0 ||
	    setuid(user) != 0 || dup2(out, STDOUT_FILENO) == -1)
		_exit(126);
	(void)execlp("forkcastctl", "forkcastctl", "check", (char *)NULL);
	_exit(127);
}

static void
check(uid_t user, gid_t group, int status, const char *wanted)
{
	char text[512] = "";
	int end[2], ended;
	pid_t child;

	MUST(pipe(end) == 0, "no pipe: %s", strerror(errno));
	child = fork();
	MUST(child != -1, "cannot fork");
	if (child == 0)
		be_other(user, group, end[1]);
	io_close(&end[1]);
	MUST(waitpid(child, &ended, 0) == child &&
		io_read(end[0], text, sizeof(text) - 1) >= 0,
	    "no answer");
	io_close(&end[0]);
	TAP_OK(WIFEXITED(ended) && WEXITSTATUS(ended) == status &&
		shell_matches(wanted, text),
	    "ends with %d and says %s", status, text);
}

int
main(void)
{
	const uid_t user = login_nobodys();
	gid_t group;
	struct server *server;

	here_several_users();
	group = group_of("nobody");
	server = server_start(NULL);
	shell_environment(server->address[0]);
	check(user, group, 0, "FORKCAST OK - running, * of * clients | ...\n");
	server_expect(server, "ended: - 127.0.0.1:* pid *, bye quit, ...");
	PASS("it has come as a client");
	check(user, user, 3,
	    "FORKCAST UNKNOWN - the scoreboard of server * cannot be read: "
	    "Permission denied\n");
	server_signal(server, SIGSTOP);
	check(user, group, 2, "FORKCAST CRITICAL - server * is stopped\n");
	server_signal(server, SIGCONT);
	server_stop(server);
	return tap_done();
}
