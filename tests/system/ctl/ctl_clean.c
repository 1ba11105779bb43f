/*
 * forkcastctl clean by root removes only files that a scoreboard's owner could
 * have removed, and only sockets of dead servers.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/forge.h"
#include "tests/lib/here.h"
#include "tests/lib/login.h"
#include "tests/lib/shell.h"

/* Dead servers, each with one try at the same path, and how often again. */
#define DEAD 200
#define CLEANS 5

static struct {
	uid_t evil;
	char roots[SCRATCH_PATH]; /* directories */
	char theirs[SCRATCH_PATH];
} test;

static void
make_directory(char path[SCRATCH_PATH], const char *name, uid_t owner)
{
	scratch_path(path, name);
	MUST(mkdir(path, 0755) == 0 && chmod(path, 0755) == 0 &&
		chown(path, owner, (gid_t)-1) == 0,
	    "cannot make %s", path);
}

static void
make_file(const char *path, uid_t owner)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	MUST(fd != -1 && fchown(fd, owner, (gid_t)-1) == 0, "cannot make %s",
	    path);
	io_close(&fd);
}

/* As a dead server leaves it. */
static void
make_socket(const char *path, uid_t owner)
{
	char lock[SCRATCH_PATH + 8];
	struct addr addr;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	MUST(addr_parse(&addr, path) == NULL && fd != -1 &&
		bind(fd, &addr.to.any, addr.len) == 0 &&
		chown(path, owner, (gid_t)-1) == 0,
	    "cannot make %s: %s", path, strerror(errno));
	io_close(&fd);
	(void)snprintf(lock, sizeof(lock), "%s.lock", path);
	make_file(lock, owner);
}

static bool
is_there(const char *path)
{
	struct stat info;

	return lstat(path, &info) == 0;
}

static bool
is_locked(const char *path)
{
	char lock[SCRATCH_PATH + 8];

	(void)snprintf(lock, sizeof(lock), "%s.lock", path);
	return is_there(lock);
}

static void
clean(void)
{
	shell_run("forkcastctl clean", 0, "removed forkcastd.9\n", "");
}

static void
clean_by(uid_t owner, const char *control)
{
	const struct forged forged = {
		.owner = owner, .pid = 9, .control = control
	};

	forge_dead(&forged);
	clean();
}

static void
join(char path[SCRATCH_PATH], const char *directory, const char *name)
{
	MUST(snprintf(path, SCRATCH_PATH, "%s/%s", directory, name) <
		SCRATCH_PATH,
	    "too long a path");
}

static void
test_roots(void)
{
	char path[SCRATCH_PATH], link[SCRATCH_PATH];

	join(path, test.roots, "socket");
	make_socket(path, 0);
	clean_by(test.evil, path);
	TAP_OK(is_there(path) && is_locked(path), "a socket of root's stays");
	join(link, test.theirs, "link");
	MUST(symlink(test.roots, link) == 0, "cannot make a link");
	join(link, test.theirs, "link/socket");
	clean_by(test.evil, link);
	TAP_OK(is_there(path) && is_locked(path), "behind a link too");
	clean_by(0, link);
	TAP_OK(is_there(path) && is_locked(path),
	    "even if a scoreboard of root's leads through that link");
	clean_by(0, path);
	TAP_OK(
	    !is_there(path) && !is_locked(path), "a dead one of root's goes");
}

static void
test_theirs(void)
{
	char path[SCRATCH_PATH];

	join(path, test.theirs, "socket");
	make_socket(path, test.evil);
	clean_by(test.evil, path);
	TAP_OK(!is_there(path) && !is_locked(path), "a dead socket goes");
	join(path, test.theirs, "file");
	make_file(path, test.evil);
	clean_by(test.evil, path);
	TAP_OK(is_there(path), "a file stays");
}

/* A server that runs at the path of one that has died. */
static void
test_living(void)
{
	struct server *server = server_start(NULL);
	struct stat info;

	MUST(stat(server->control, &info) == 0, "no control socket");
	clean_by(info.st_uid, server->control);
	struct conn *control = conn_open_at(server->control);
	conn_ask(control, "ping", "ok ping");
	TAP_OK(is_locked(server->control), "a living server's stays");
	conn_close(control);
	server_stop(server);
}

/*
 * The directory that is named is now a directory, with a socket that is always
 * there again, now a link to root's.
 */
static _Noreturn void
swap_forever(void)
{
	char real[SCRATCH_PATH], other[SCRATCH_PATH], name[SCRATCH_PATH];
	char path[SCRATCH_PATH];

	join(real, test.theirs, "real");
	join(other, test.theirs, "other");
	join(name, test.theirs, "name");
	join(path, test.theirs, "name/x");
	if (setuid(test.evil) != 0)
		_exit(1);
	for (;;) {
		if (rename(real, name) != 0)
			_exit(1);
		if (!is_there(path))
			make_socket(path, test.evil);
		if (rename(name, real) != 0 || rename(other, name) != 0 ||
		    rename(name, other) != 0)
			_exit(1);
	}
}

static pid_t
begin_to_swap(void)
{
	char path[SCRATCH_PATH];
	pid_t swapper;

	join(path, test.theirs, "real");
	MUST(mkdir(path, 0700) == 0 && chown(path, test.evil, (gid_t)-1) == 0,
	    "cannot make %s", path);
	join(path, test.theirs, "other");
	MUST(symlink(test.roots, path) == 0, "cannot make a link");
	swapper = fork();
	MUST(swapper != -1, "cannot fork");
	if (swapper == 0)
		swap_forever();
	return swapper;
}

static void
clean_many(const char *control)
{
	struct forged forged = { .owner = test.evil, .control = control };

	for (int i = 0; i < DEAD; i++) {
		forged.pid = 1000 + (uint64_t)i;
		forge_dead(&forged);
	}
	shell_run("forkcastctl clean >/dev/null", 0, "", "");
}

/* Regular files of root's, under the names of a socket and its lock. */
static void
test_swapped(void)
{
	const pid_t swapper = begin_to_swap();
	char victim[SCRATCH_PATH], path[SCRATCH_PATH];
	int lost = 0;

	join(victim, test.roots, "x");
	join(path, test.theirs, "name/x");
	for (int i = 0; i < CLEANS; i++) {
		make_file(victim, 0);
		clean_many(path);
		lost += !is_there(victim);
	}
	MUST(
	    kill(swapper, SIGKILL) == 0 && waitpid(swapper, NULL, 0) == swapper,
	    "it did not swap");
	TAP_NUM(lost, 0, "a directory that is swapped for a link");
}

/* In a child, which is that user for good. */
static int
clean_as(uid_t user, const char *out)
{
	const pid_t child = fork();
	int status;

	MUST(child != -1, "cannot fork");
	if (child == 0) {
		if (setuid(user) != 0 || freopen(out, "w", stdout) == NULL)
			_exit(126);
		(void)execlp(
		    "forkcastctl", "forkcastctl", "clean", (char *)NULL);
		_exit(127);
	}
	MUST(waitpid(child, &status, 0) == child, "no child");
	return status;
}

/* A user other than root removes only that user's own files. */
static void
test_as_user(void)
{
	const struct forged own = { .owner = test.evil, .pid = 11 };
	const struct forged roots = { .pid = 12 };
	char out[SCRATCH_PATH];

	forge_dead(&own);
	forge_dead(&roots);
	join(out, test.theirs, "out");
	TAP_NUM(clean_as(test.evil, out), 0, "a user cleans up");
	TAP_OK(!is_there(SCORE_DIRECTORY "/forkcastd.11"), "its own");
	TAP_OK(is_there(SCORE_DIRECTORY "/forkcastd.12"), "and no others");
	shell_run("forkcastctl -p 12 clean", 0, "removed forkcastd.12\n", "");
}

int
main(void)
{
	test.evil = login_nobodys();
	here_several_users();
	login_open_path(test.roots);
	make_directory(test.roots, "roots", 0);
	make_directory(test.theirs, "theirs", test.evil);
	shell_environment("1");
	test_roots();
	test_theirs();
	test_swapped();
	test_as_user();
	test_living();
	return tap_done();
}
