/* What surrounds the server: see launch.h. */
#define _DEFAULT_SOURCE /* setgroups */
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "arena.h"
#include "lock.h"
#include "notify.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/str.h"

/* Whom root becomes who is not told. */
#define DEFAULT_USER "nobody"

static struct {
	int waiting; /* the pipe to the process that waits for us; -1: none */
	int pid_fd; /* of the pid file; -1: none */
	char *pid_name; /* in the arena */
	uid_t uid; /* who the server is to be */
	gid_t gid; /* likewise, if it is root that becomes another */
	bool was_root;
} launch = { .waiting = -1, .pid_fd = -1 };

/* The process that was started: ends as the one that it made does. */
static void
wait_for_ready(int fd, pid_t child)
{
	char byte;
	int status;

	if (io_read(fd, &byte, 1) == 1)
		_exit(EX_OK);
	if (waitpid(child, &status, 0) != child)
		die_errno(EX_OSERR, "cannot wait for the detached server");
	if (WIFSIGNALED(status))
		die(EX_OSERR, "signal %d has ended the detached server",
		    WTERMSIG(status));
	_exit(WEXITSTATUS(status));
}

bool
launch_detach(struct trouble *why)
{
	int fd[2];
	pid_t child;

	if (pipe(fd) != 0)
		return trouble(
		    why, EX_OSERR, "cannot detach: pipe: %s", strerror(errno));
	child = fork();
	if (child == -1)
		return trouble(
		    why, EX_OSERR, "cannot detach: fork: %s", strerror(errno));
	if (child > 0) {
		io_close(&fd[1]);
		wait_for_ready(fd[0], child);
	}
	io_close(&fd[0]);
	launch.waiting = fd[1];
	arena_forget();
	if (setsid() == -1 || fcntl(fd[1], F_SETFD, FD_CLOEXEC) == -1)
		return trouble(
		    why, EX_OSERR, "cannot detach: %s", strerror(errno));
	return true;
}

/* The standard descriptors go last: until then there may be things to say. */
static bool
leave_terminal(struct trouble *why)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	bool good = null != -1 && chdir("/") == 0;

	for (int fd = STDIN_FILENO; good && fd <= STDERR_FILENO; fd++)
		good = io_copy(null, fd);
	io_close(&null);
	return good ||
	    trouble(why, EX_OSERR, "cannot detach: %s", strerror(errno));
}

static bool
write_pid(int fd)
{
	char digits[STR_DIGITS];
	const struct str pid = str_number((uint64_t)getpid(), digits);

	return ftruncate(fd, 0) == 0 && io_write_all(fd, pid.at, pid.len) &&
	    io_write_all(fd, "\n", 1);
}

static bool
cannot_lock(const char *name, struct trouble *why)
{
	if (errno == EADDRINUSE)
		return trouble(why, EX_UNAVAILABLE,
		    "cannot lock %s: another forkcastd runs with it", name);
	if (errno == EEXIST)
		return trouble(why, EX_CANTCREAT,
		    "cannot lock %s: it is no ordinary file, or has another "
		    "name besides: remove it",
		    name);
	return trouble(
	    why, EX_CANTCREAT, "cannot create %s: %s", name, strerror(errno));
}

/* The whole of it, for -d goes to another directory. */
static bool
keep_pid_name(const char *name)
{
	char path[PATH_MAX];

	launch.pid_name =
	    arena_text(realpath(name, path) != NULL ? path : name);
	return launch.pid_name != NULL;
}

bool
launch_pid_file(const char *name, struct trouble *why)
{
	int fd;

	if (name == NULL)
		return true;
	fd = lock_file(name, 0644);
	if (fd == -1)
		return cannot_lock(name, why);
	if (!write_pid(fd) || !keep_pid_name(name)) {
		(void)trouble(why, EX_CANTCREAT, "cannot write %s: %s", name,
		    strerror(errno));
		(void)lock_remove(name, fd); /* or it stays, without a lock */
		io_close(&fd);
		return false;
	}
	launch.pid_fd = fd;
	return true;
}

void
launch_remove_pid_file(void)
{
	/* Where we may not, an empty file stays; it is not locked. */
	if (launch.pid_name != NULL &&
	    !lock_remove(launch.pid_name, launch.pid_fd))
		(void)ftruncate(launch.pid_fd, 0); /* no more can be done */
	arena_free_text(launch.pid_name);
	launch.pid_name = NULL;
	io_close(&launch.pid_fd);
}

static bool
no_such_user(const char *user, int error, struct trouble *why)
{
	return trouble(why, EX_NOUSER, "cannot become %s: %s; name a user (-u)",
	    user, error != 0 ? strerror(error) : "there is no such user");
}

bool
launch_find_user(const struct config *config, struct trouble *why)
{
	const bool root = geteuid() == 0;
	const char *user = config->user;
	const struct passwd *entry;

	launch.uid = geteuid();
	if (user == NULL && root)
		user = DEFAULT_USER;
	if (user == NULL)
		return true;
	errno = 0;
	entry = getpwnam(user);
	if (entry == NULL)
		return no_such_user(user, errno, why);
	if (!root && geteuid() != entry->pw_uid)
		return trouble(why, EX_NOPERM,
		    "cannot become %s: only root can; start as root, or "
		    "without user",
		    user);
	launch.uid = entry->pw_uid;
	launch.gid = entry->pw_gid;
	return true;
}

uid_t
launch_user(void)
{
	return launch.uid;
}

/* Gives up root; true if it cannot come back. */
static bool
leave_root(void)
{
	return setgroups(1, &launch.gid) == 0 && setgid(launch.gid) == 0 &&
	    setuid(launch.uid) == 0 && setuid(0) != 0 && setgid(0) != 0;
}

bool
launch_become(struct trouble *why)
{
	if (geteuid() != 0 || launch.uid == 0)
		return true;
	errno = 0;
	if (!leave_root())
		return trouble(why, EX_OSERR,
		    "cannot become user %ld for good: %s; name another (-u)",
		    (long)launch.uid,
		    errno != 0 ? strerror(errno) : "root could come back");
	launch.was_root = true;
	return true;
}

bool
launch_is_root(void)
{
	return launch.uid == 0;
}

bool
launch_was_root(void)
{
	return launch.was_root;
}

bool
launch_names_us(const char *pid)
{
	uint64_t number;

	return pid != NULL &&
	    str_to_number(str_from(pid), UINT64_MAX, &number) &&
	    number == (uint64_t)getpid();
}

static bool
cannot_tell(int fd, const char *why_not, struct trouble *why)
{
	return trouble(why, EX_USAGE, "cannot say ready on descriptor %d: %s",
	    fd, why_not);
}

bool
launch_can_tell(const struct config *config, struct trouble *why)
{
	const int fd = (int)config->ready_fd;
	const int flags = fd != 0 ? fcntl(fd, F_GETFL) : O_WRONLY;

	if (flags == -1)
		return cannot_tell(fd, "it is not open", why);
	if ((flags & O_ACCMODE) == O_RDONLY)
		return cannot_tell(fd, "it is open for reading only", why);
	return true;
}

static bool
tell_descriptor(size_t number, struct trouble *why)
{
	int fd = (int)number;

	if (number == 0)
		return true;
	if (!io_write_all(fd, "\n", 1))
		return cannot_tell(fd, strerror(errno), why);
	io_close(&fd);
	return true;
}

bool
launch_ready(const struct config *config, struct trouble *why)
{
	if (!tell_descriptor(config->ready_fd, why) || !notify_ready(why))
		return false;
	if (launch.waiting == -1)
		return true;
	if (!leave_terminal(why))
		return false;
	(void)io_write(launch.waiting, "", 1); /* if it waits no more, well */
	io_close(&launch.waiting);
	return true;
}
