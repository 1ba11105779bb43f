/* The server's process as others see it: see launch.h. */
#include "operator/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/mem/arena.h"
#include "base/state/module.h"
#include "base/system/files.h"
#include "shared/die.h"
#include "shared/io.h"

static struct launch {
	int waiting; /* the pipe to the original process (-d); -1: none */
	int pid_fd; /* of the pid file; -1: none */
	int notify; /* the supervisor's socket; -1: there is none */
} launch = { .waiting = -1, .pid_fd = -1, .notify = -1 };

/*
 * Waits in the original process for the detached server to be ready, or exits
 * as the server does.
 */
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
		die(EX_OSERR, "the detached server was killed by signal %d",
		    WTERMSIG(status));
	_exit(WEXITSTATUS(status));
}

bool
launch_detach(struct error *why)
{
	int fd[2];
	pid_t child;

	if (pipe(fd) != 0)
		return error_set(
		    why, EX_OSERR, "cannot detach: pipe: %s", strerror(errno));
	child = fork();
	if (child == -1)
		return error_set(
		    why, EX_OSERR, "cannot detach: fork: %s", strerror(errno));
	if (child > 0) {
		io_close(&fd[1]);
		wait_for_ready(fd[0], child);
	}
	io_close(&fd[0]);
	launch.waiting = fd[1];
	arena_reset();
	if (setsid() == -1 || fcntl(fd[1], F_SETFD, FD_CLOEXEC) == -1)
		return error_set(
		    why, EX_OSERR, "cannot detach: %s", strerror(errno));
	return true;
}

/*
 * Returns whether the open file is a pid file: it is empty, or holds a number
 * and a line end, as a server leaves nothing else there. False with *why.
 */
static bool
is_pid_file(int fd, const char *name, struct error *why)
{
	char text[STR_DIGITS + 2];
	const ssize_t count = io_read(fd, text, sizeof(text));
	struct str line = { text, count > 0 ? (size_t)count : 0 };
	uint64_t pid;

	if (line.len > 0 && text[line.len - 1] == '\n')
		line.len--;
	return count == 0 || str_to_number(line, INT64_MAX, &pid) ||
	    error_set(why, EX_CANTCREAT,
		"cannot write to %s: it contains something other than a "
		"process ID: choose another file, or remove it",
		name);
}

bool
launch_pid_file(const char *name, struct error *why)
{
	const struct str pid = DECIMAL((uint64_t)getpid());
	int *fd = &launch.pid_fd;

	if (name == NULL)
		return true;
	*fd = file_lock_open(name, 0644, geteuid());
	if (*fd == -1)
		return error_set(why, EX_CANTCREAT,
		    errno == EEXIST ?
			"cannot write to %s: not a regular file, has other "
			"hard links, or belongs to another user: remove it" :
			"cannot create %s: %s",
		    name, strerror(errno));
	if (!is_pid_file(*fd, name, why)) {
		io_close(fd);
		return false;
	}
	if (ftruncate(*fd, 0) == 0 && lseek(*fd, 0, SEEK_SET) == 0 &&
	    io_write_all(*fd, pid.at, pid.len) && io_write_all(*fd, "\n", 1))
		return true;
	(void)error_set(
	    why, EX_CANTCREAT, "cannot write %s: %s", name, strerror(errno));
	launch_remove_pid_file(name);
	return false;
}

void
launch_remove_pid_file(const char *name)
{
	if (launch.pid_fd == -1)
		return;
	/* If we may not remove it, it stays, empty. */
	if (!file_lock_remove(name, launch.pid_fd))
		(void)ftruncate(launch.pid_fd, 0); /* no more can be done */
	io_close(&launch.pid_fd);
}

static bool
cannot_tell(int fd, struct error *why)
{
	return error_set(why, EX_USAGE,
	    "cannot report readiness on descriptor %d: %s", fd,
	    strerror(errno));
}

bool
launch_can_report(const struct config *config, struct error *why)
{
	const int fd = (int)config->ready_fd;
	const int flags = fd != 0 ? fcntl(fd, F_GETFL) : O_WRONLY;

	errno = EBADF; /* open for reading only counts as not open */
	return (flags != -1 && (flags & O_ACCMODE) != O_RDONLY) ||
	    cannot_tell(fd, why);
}

static bool
cannot_notify(const char *path, struct error *why)
{
	return error_set(why, EX_OSERR, "cannot notify NOTIFY_SOCKET %s: %s",
	    path, strerror(errno));
}

bool
launch_notify_open(struct error *why)
{
	const char *path = getenv("NOTIFY_SOCKET");
	const size_t len = path != NULL ? strlen(path) : 0;
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const size_t size = offsetof(struct sockaddr_un, sun_path) + len;
	int *fd = &launch.notify;

	if (len == 0)
		return true;
	errno = EAFNOSUPPORT;
	if ((path[0] == '/' || path[0] == '@') && len < sizeof(to.sun_path)) {
		memcpy(to.sun_path, path, len);
		if (path[0] == '@') /* an abstract name, which ends with size */
			to.sun_path[0] = '\0';
		*fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	}
	if (*fd != -1 &&
	    (!io_prepare(*fd) ||
		connect(*fd, (struct sockaddr *)&to, (socklen_t)size) != 0))
		io_close(fd);
	return *fd != -1 || cannot_notify(path, why);
}

static bool
notify_say(struct str text)
{
	return launch.notify == -1 ||
	    io_write(launch.notify, text.at, text.len) == (ssize_t)text.len;
}

void
launch_notify_stopping(void)
{
	(void)notify_say(STR("STOPPING=1\n"));
}

bool
launch_ready(const struct config *config, struct error *why)
{
	int fd = (int)config->ready_fd, null;
	bool good;

	if (fd != 0 && !io_write_all(fd, "\n", 1))
		return cannot_tell(fd, why);
	if (fd != 0)
		io_close(&fd);
	if (!notify_say(STR("READY=1\n")))
		return cannot_notify(getenv("NOTIFY_SOCKET"), why);
	if (launch.waiting == -1)
		return true;
	/* Messages may need the standard descriptors until they are replaced.
	 */
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	good = null != -1;
	for (int i = STDIN_FILENO; good && i <= STDERR_FILENO; i++)
		good = io_copy(null, i);
	io_close(&null);
	if (!good)
		return error_set(
		    why, EX_OSERR, "cannot detach: %s", strerror(errno));
	(void)io_write(launch.waiting, "", 1); /* it may have been killed */
	io_close(&launch.waiting);
	return true;
}

static const struct field saved[] = {
	FIELD(FD, struct launch, pid_fd),
	FIELD(FD, struct launch, notify),
};

MODULE(launch) = { FIELDS_SECTION("launch", saved, launch) };
