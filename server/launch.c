/* What surrounds the server: see launch.h. */
#define _DEFAULT_SOURCE /* setgroups */
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "shared/io.h"
#include "shared/str.h"

static struct {
	int waiting; /* the pipe to the process that waits for us; -1: none */
	int pid_fd; /* of the pid file; -1: none */
	char *pid_name;
} launch = { .waiting = -1, .pid_fd = -1 };

/* The process that was started: ends as the one that it made does. */
static void
wait_for_ready(int fd, pid_t child)
{
	char byte;
	int status;

	if (io_read(fd, &byte, 1) == 1)
		_exit(EX_OK);
	if (waitpid(child, &status, 0) == child && WIFEXITED(status))
		_exit(WEXITSTATUS(status));
	_exit(EX_OSERR);
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

bool
launch_pid_file(const char *name, struct trouble *why)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd;

	if (name == NULL)
		return true;
	fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd == -1)
		return trouble(why, EX_CANTCREAT, "cannot create %s: %s", name,
		    strerror(errno));
	if (fcntl(fd, F_SETLK, &whole) != 0) {
		io_close(&fd);
		return trouble(why, EX_UNAVAILABLE,
		    "cannot lock %s: another forkcastd runs with it", name);
	}
	if (!write_pid(fd)) {
		(void)trouble(why, EX_CANTCREAT, "cannot write %s: %s", name,
		    strerror(errno));
		io_close(&fd);
		return false;
	}
	launch.pid_fd = fd;
	launch.pid_name = realpath(name, NULL); /* -d goes to another place */
	return true;
}

void
launch_remove_pid_file(void)
{
	/* Where we may not, a stale file stays; it is not locked. */
	if (launch.pid_name != NULL)
		(void)unlink(launch.pid_name);
	free(launch.pid_name);
	launch.pid_name = NULL;
	io_close(&launch.pid_fd);
}

bool
launch_become(const char *user, struct trouble *why)
{
	const struct passwd *entry;

	if (user == NULL)
		return true;
	errno = 0;
	entry = getpwnam(user);
	if (entry == NULL)
		return trouble(why, EX_NOUSER, "cannot become %s: %s", user,
		    errno != 0 ? strerror(errno) : "there is no such user");
	if (geteuid() != 0 && geteuid() == entry->pw_uid)
		return true;
	if (geteuid() != 0)
		return trouble(why, EX_NOPERM,
		    "cannot become %s: only root can; start as root, or "
		    "without user",
		    user);
	if (setgroups(1, &entry->pw_gid) != 0 || setgid(entry->pw_gid) != 0 ||
	    setuid(entry->pw_uid) != 0 || setuid(0) == 0)
		return trouble(why, EX_OSERR, "cannot become %s: %s", user,
		    strerror(errno));
	return true;
}

/* sd_notify(3): one datagram; a name that begins with @ is an abstract one. */
static bool
notify(const char *path)
{
	static const char ready[] = "READY=1\n";
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const size_t len = strlen(path);
	int fd;
	ssize_t sent;

	if (len >= sizeof(to.sun_path))
		return false;
	memcpy(to.sun_path, path, len);
	if (path[0] == '@')
		to.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	if (fd == -1)
		return false;
	sent = sendto(fd, ready, sizeof(ready) - 1, 0,
	    (const struct sockaddr *)&to,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len));
	io_close(&fd);
	return sent == (ssize_t)sizeof(ready) - 1;
}

static bool
tell_descriptor(size_t number, struct trouble *why)
{
	int fd = (int)number;

	if (number == 0)
		return true;
	if (!io_write_all(fd, "\n", 1))
		return trouble(why, EX_USAGE,
		    "cannot say ready on descriptor %d: %s", fd,
		    strerror(errno));
	io_close(&fd);
	return true;
}

bool
launch_ready(const struct config *config, struct trouble *why)
{
	const char *path = getenv("NOTIFY_SOCKET");

	if (!tell_descriptor(config->ready_fd, why))
		return false;
	if (path != NULL && !notify(path))
		return trouble(why, EX_OSERR,
		    "cannot say ready on NOTIFY_SOCKET %s: %s", path,
		    strerror(errno));
	if (launch.waiting == -1)
		return true;
	if (!leave_terminal(why))
		return false;
	(void)io_write(launch.waiting, "", 1); /* if it waits no more, well */
	io_close(&launch.waiting);
	return true;
}
