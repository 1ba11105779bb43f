/* A test's own part of the machine: see own.h. */
#define _GNU_SOURCE /* namespaces, subreapers, interfaces */
#include "own.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#endif

#define LOOK 5 /* milliseconds between two looks at what is left */

static struct {
	unsigned long namespaces; /* flags of clone(2); 0 if there are none */
	char users[64], groups[64]; /* what is seen as /etc/passwd and group */
	volatile sig_atomic_t is_told; /* to end */
} own;

#ifdef __linux__
static bool
write_text(const char *path, const char *text)
{
	const int fd = open(path, O_WRONLY | O_CLOEXEC);
	const ssize_t len = (ssize_t)strlen(text);
	const bool written = fd != -1 && write(fd, text, (size_t)len) == len;

	if (fd != -1)
		(void)close(fd);
	return written;
}

/* user_namespaces(7): who is not root may map the own IDs alone. */
static bool
map_ids(uid_t user, gid_t group)
{
	char users[64], groups[64];

	(void)snprintf(users, sizeof(users), "%u %u 1", user, user);
	(void)snprintf(groups, sizeof(groups), "%u %u 1", group, group);
	return write_text("/proc/self/setgroups", "deny") &&
	    write_text("/proc/self/uid_map", users) &&
	    write_text("/proc/self/gid_map", groups);
}

static bool
mount_empty(const char *path, const char *mode)
{
	char where[PATH_MAX]; /* for /var/run may be a link */

	return realpath(path, where) == NULL ||
	    mount("tmpfs", where, "tmpfs", MS_NOSUID | MS_NODEV, mode) == 0;
}

/* What is mounted here is seen by nobody else, and goes with us. */
static bool
mount_all(void)
{
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC,
		NULL) == 0 &&
	    mount_empty("/dev/shm", "mode=1777") &&
	    mount_empty("/var/run", "mode=0755") &&
	    mount(own.users, "/etc/passwd", NULL, MS_BIND, NULL) == 0 &&
	    mount(own.groups, "/etc/group", NULL, MS_BIND, NULL) == 0;
}

/* A new network has only this interface, and that is down. */
static bool
raise_loopback(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	const bool is_up = fd != -1 && ioctl(fd, SIOCSIFFLAGS, &request) == 0;

	if (fd != -1)
		(void)close(fd);
	return is_up;
}

/* As fork, but the child is the first process of namespaces of its own. */
static pid_t
fork_apart(void)
{
	const uid_t user = geteuid();
	const gid_t group = getegid();
	const pid_t child = own.namespaces == 0 ?
	    fork() :
	    (pid_t)syscall(SYS_clone, own.namespaces | SIGCHLD, 0, 0, 0, 0);

	if (child != 0)
		return child;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1);
	if (own.namespaces != 0 &&
	    (((own.namespaces & CLONE_NEWUSER) && !map_ids(user, group)) ||
		!mount_all() || !raise_loopback()))
		_exit(OWN_BROKEN);
	return 0;
}

/* Whether namespaces can be made: only a try tells. */
static bool
can_be_apart(void)
{
	int status;
	const pid_t child = fork_apart();

	if (child == 0)
		_exit(0);
	return child != -1 && waitpid(child, &status, 0) == child &&
	    status == 0;
}

static void
choose(void)
{
	own.namespaces =
	    CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET;
	if (geteuid() != 0)
		own.namespaces |= CLONE_NEWUSER;
	if (!can_be_apart())
		own.namespaces = 0;
}
#else
static pid_t
fork_apart(void)
{
	return fork();
}

static void
choose(void)
{
}
#endif

/* Those users of the system that tests and their programs need. */
static bool
list_users(void)
{
	static const char *const names[] = { "root", "daemon", "nobody",
		"sshd" };
	const char *home = getenv("HOME");
	FILE *file = fopen(own.users, "we");
	const struct passwd *user;

	if (file == NULL)
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((user = getpwnam(names[i])) != NULL)
			(void)fprintf(file, "%s:x:%u:%u::%s:%s\n", names[i],
			    user->pw_uid, user->pw_gid, user->pw_dir,
			    user->pw_shell);
	if (geteuid() != 0)
		(void)fprintf(file, "tester:x:%u:%u::%s:/bin/sh\n", geteuid(),
		    getegid(), home != NULL ? home : "/");
	return fclose(file) == 0;
}

static bool
list_groups(void)
{
	FILE *file = fopen(own.groups, "we");

	if (file == NULL)
		return false;
	(void)fputs("root:x:0:\ndaemon:x:1:\nnogroup:x:65534:\n", file);
	if (getegid() != 0)
		(void)fprintf(file, "tester:x:%u:\n", getegid());
	return fclose(file) == 0;
}

void
own_init(const char *directory)
{
	(void)snprintf(own.users, sizeof(own.users), "%s/users", directory);
	(void)snprintf(own.groups, sizeof(own.groups), "%s/groups", directory);
	if (list_users() && list_groups())
		choose();
	if (own.namespaces != 0 && setenv("FORKCAST_APART", "1", 1) != 0)
		own.namespaces = 0;
	if (own.namespaces == 0)
		(void)printf("# no namespaces here: tests see the processes, "
			     "users and files of others\n");
}

/* Returns one of our children, by proc(5); 0 if it shows none. */
static pid_t
first_child(void)
{
	char path[64];
	FILE *file;
	long pid = 0;

	(void)snprintf(
	    path, sizeof(path), "/proc/self/task/%ld/children", (long)getpid());
	if ((file = fopen(path, "re")) == NULL)
		return 0;
	if (fscanf(file, "%ld", &pid) != 1)
		pid = 0;
	(void)fclose(file); /* was only read */
	return (pid_t)pid;
}

static void
name(pid_t pid)
{
	char path[64], line[512];
	size_t len = 0;
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%ld/cmdline", (long)pid);
	if ((file = fopen(path, "re")) != NULL) {
		len = fread(line, 1, sizeof(line), file);
		(void)fclose(file); /* was only read */
	}
	for (size_t i = 0; i < len; i++)
		if (line[i] == '\0')
			line[i] = ' ';
	(void)printf("# process %ld: %.*s\n", (long)pid, (int)len, line);
}

/* The orphans of those that are killed become our children, on Linux. */
static void
kill_all(bool are_named)
{
	pid_t child;

	while ((child = first_child()) != 0) {
		if (are_named)
			name(child);
		(void)kill(child, SIGKILL);
		(void)waitpid(child, NULL, 0);
	}
	(void)signal(SIGTERM, SIG_IGN);
	(void)kill(0, SIGTERM); /* where there is no such list */
}

/* Reaps until nobody is left, or the time is over. */
static bool
all_end(unsigned patience)
{
	const struct timespec look = { 0, LOOK * 1000000L };
	pid_t ended;

	for (unsigned long looks = patience * (1000UL / LOOK); looks > 0;) {
		while ((ended = waitpid(-1, NULL, WNOHANG)) > 0)
			continue;
		if (ended == -1 && errno == ECHILD)
			return true;
		if (ended == 0)
			looks--;
		(void)nanosleep(&look, NULL);
	}
	return false;
}

/* Waits for the program, and for whoever comes to us as an orphan. */
static int
await(pid_t program)
{
	int status;
	pid_t ended;

	while ((ended = wait(&status)) != program) {
		if (own.is_told)
			return OWN_TOLD;
		if (ended == -1 && errno != EINTR)
			return OWN_BROKEN;
	}
	return WIFSIGNALED(status) ? OWN_SIGNAL + WTERMSIG(status) :
				     WEXITSTATUS(status);
}

static void
tell(int number)
{
	(void)number;
	own.is_told = 1;
}

static void
become(const char *given, const char *directory, int out)
{
	char program[PATH_MAX];
	char *one;

	(void)snprintf(program, sizeof(program), "%s", given);
	if ((one = strchr(program, ':')) != NULL)
		*one++ = '\0';
	if (setenv("TMPDIR", directory, 1) == 0 && dup2(out, 2) == 2)
		(void)execlp(program, program, one, (char *)NULL);
	(void)dprintf(
	    out, "not ok - cannot run %s: %s\n", given, strerror(errno));
	_exit(127);
}

pid_t
own_start(const char *given, const char *directory, int out, unsigned patience)
{
	sigset_t none;
	pid_t child;
	int status, nothing;

	(void)fflush(stdout);
	child = fork_apart();
	if (child != 0)
		return child;
	(void)sigemptyset(&none);
	nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (setsid() == -1 || dup2(nothing, 0) != 0 || dup2(out, 1) != 1 ||
	    sigaction(SIGTERM, &(struct sigaction) { .sa_handler = tell },
		NULL) != 0 ||
	    sigprocmask(SIG_SETMASK, &none, NULL) != 0)
		_exit(OWN_BROKEN);
	child = fork();
	if (child == 0)
		become(given, directory, out);
	status = child == -1 ? OWN_BROKEN : await(child);
	if ((status == 0 || status == 77) && !all_end(patience)) {
		status = OWN_LEFT;
		(void)printf("not ok - has left processes behind\n");
	}
	kill_all(status == OWN_LEFT);
	(void)fflush(stdout);
	_exit(status);
}
