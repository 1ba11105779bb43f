/* The server's process: see self.h. */
#define _DEFAULT_SOURCE /* setgroups, RLIMIT_NPROC */
#include "base/config/self.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/mem/arena.h"
#include "base/state/module.h"
#include "shared/str.h"

/* The texts are on libc's heap: the arguments were on the stack anyway. */
static struct self self;

/* Gives up root for that user. True if it cannot come back. */
static bool
leave_root(const struct self *user)
{
	return setgroups(1, &user->gid) == 0 && setgid(user->gid) == 0 &&
	    setuid(user->uid) == 0 && setuid(0) != 0 && setgid(0) != 0;
}

static int
try_to_write(int at, const char *path)
{
	return faccessat(at, path, W_OK | X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

/*
 * Returns whether a child can become that user, and may then write to the
 * directory with this path from at on, if it is not null. False with errno.
 */
static bool
child_can(const struct self *user, int at, const char *path)
{
	int status;

	const pid_t child = fork();
	if (child == 0) {
		errno = 0;
		if (!leave_root(user)) /* or it could come back */
			_exit(errno != 0 ? errno : EINVAL);
		_exit(path != NULL ? try_to_write(at, path) : 0);
	}
	/* Handled signals are blocked outside the loop. */
	if (child == -1 || waitpid(child, &status, 0) != child)
		return false;
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
	return errno == 0;
}

bool
self_find_user(const struct config *config, bool check, struct error *why)
{
	struct self other = { 0 }, *found = check ? &other : &self;
	const bool root = geteuid() == 0 || self.was_root;
	const char *user = config->user;
	const struct passwd *entry;

	found->uid = geteuid();
	if (user == NULL && root)
		user = CONFIG_USUAL_USER;
	if (user == NULL)
		return true;
	errno = 0;
	entry = getpwnam(user);
	if (entry == NULL)
		return error_set(why, EX_NOUSER,
		    "cannot become %s: %s; choose a user with -u", user,
		    errno != 0 ? strerror(errno) : "no such user");
	if (!root && geteuid() != entry->pw_uid)
		return error_set(why, EX_NOPERM,
		    "cannot become %s: not root; start as root, or without "
		    "user",
		    user);
	found->uid = entry->pw_uid;
	found->gid = entry->pw_gid;
	/* Root without the right, in a container, did not ask for it. */
	if (config->user == NULL && geteuid() == 0 &&
	    !child_can(found, AT_FDCWD, NULL) && errno == EPERM)
		found->uid = 0;
	return true;
}

const struct self *
self_now(void)
{
	return &self;
}

bool
self_become_user(struct error *why)
{
	if (geteuid() != 0 || self.uid == 0)
		return true;
	errno = 0;
	if (!leave_root(&self))
		return error_set(why, EX_OSERR,
		    "cannot become user %ld permanently: %s; choose another "
		    "with -u",
		    (long)self.uid,
		    errno != 0 ? strerror(errno) :
				 "root privileges could be regained");
	self.was_root = true;
	return true;
}

bool
self_may_write(int at, const char *path)
{
	char copy[PATH_MAX]; /* a child has no data of the configuration */

	if (geteuid() != 0 || self.uid == 0) {
		errno = try_to_write(at, path);
		return errno == 0;
	}
	(void)snprintf(copy, sizeof(copy), "%s", path); /* it is shorter */
	return child_can(&self, at, copy);
}

/* The identity is saved: root cannot be regained to find it again. */
static const struct field saved[] = {
	FIELD(NUMBER, struct self, uid),
	FIELD(NUMBER, struct self, gid),
	FIELD(BOOL, struct self, was_root),
};

/* prctl(2), PR_SET_DUMPABLE; execve(2) resets it. */
void
self_hide(bool hidden)
{
#ifdef PR_SET_DUMPABLE
	if (hidden || !self.was_root)
		(void)prctl(PR_SET_DUMPABLE, hidden ? 0UL : 1UL, 0, 0,
		    0); /* always permitted */
#else
	(void)hidden;
#endif
}

MODULE(self) = { FIELDS_SECTION("self", saved, self) };

/*
 * Descriptors besides two for each worker: listeners and their locks, the log,
 * the spare one, rejected clients, a pair being made.
 */
#define FDS_BESIDES 112

/* Other processes of the same user. */
#define PROCESSES_BESIDES 16

/*
 * Returns how many clients, up to wanted, the limits allow. Raises the limit on
 * descriptors to what they need, if it can. The limit on processes does not
 * apply to root.
 */
static size_t
clients_allowed(size_t wanted)
{
	const rlim_t need = (rlim_t)(2 * wanted + FDS_BESIDES);
	struct rlimit fds, processes;
	size_t clients = wanted;

	self.limit = "descriptors";
	if (getrlimit(RLIMIT_NOFILE, &fds) != 0)
		return 0;
	if (fds.rlim_cur < need) {
		const rlim_t hard = fds.rlim_max;
		fds.rlim_cur = need;
		if (hard != RLIM_INFINITY && hard < need)
			fds.rlim_max = need; /* only root may */
		if (setrlimit(RLIMIT_NOFILE, &fds) != 0) {
			fds.rlim_cur = fds.rlim_max = hard;
			clients = hard >= FDS_BESIDES + 2 &&
				setrlimit(RLIMIT_NOFILE, &fds) == 0 ?
			    ((size_t)hard - FDS_BESIDES) / 2 :
			    0;
		}
	}
	if (self.uid != 0 && getrlimit(RLIMIT_NPROC, &processes) == 0 &&
	    processes.rlim_cur != RLIM_INFINITY &&
	    processes.rlim_cur < clients + PROCESSES_BESIDES) {
		self.limit = "processes";
		clients = processes.rlim_cur > PROCESSES_BESIDES ?
		    (size_t)processes.rlim_cur - PROCESSES_BESIDES :
		    0;
	}
	return clients;
}

bool
self_capacity(const struct config *config, size_t *clients, struct error *why)
{
	const size_t wanted = config->max_clients;

	*clients = clients_allowed(wanted);
	return *clients == wanted ||
	    (config->max_clients_said.source == CONFIG_DEFAULT &&
		*clients > 0) ||
	    error_set(why, EX_OSERR,
		"cannot serve %zu clients: the limit on %s allows %zu: "
		"raise it (ulimit, or the unit), or lower max_clients",
		wanted, self.limit, *clients);
}

extern char **environ;

/* Unlike fork, posix_spawn has all of our memory. */
int
self_spawn(const char *path, char *const *arguments, int theirs, pid_t *pid)
{
	const short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
	    POSIX_SPAWN_SETSIGDEF;
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t ignored;
	int error = posix_spawn_file_actions_init(&files);

	if (error != 0)
		return error;
	sigemptyset(&ignored);
	sigaddset(&ignored, SIGPIPE);
	sigaddset(&ignored, SIGXFSZ);
	error = posix_spawnattr_init(&how);
	if (error == 0) {
		(void)posix_spawnattr_setflags(&how, flags);
		(void)posix_spawnattr_setsigdefault(&how, &ignored);
		error = posix_spawn_file_actions_adddup2(
		    &files, theirs, STDOUT_FILENO);
		if (error == 0)
			error = posix_spawn_file_actions_adddup2(
			    &files, theirs, STDERR_FILENO);
		if (error == 0)
			error = posix_spawn(
			    pid, path, &files, &how, arguments, environ);
		(void)posix_spawnattr_destroy(&how);
	}
	(void)posix_spawn_file_actions_destroy(&files);
	return error;
}

/* Room for any name and address. More would cost each worker pages. */
#define ENOUGH 160

/* Returns the end of the strings that lie one after the other from end on. */
static char *
behind(char *end, char **strings)
{
	for (; *strings != NULL; strings++)
		if (*strings == end)
			end = *strings + strlen(*strings) + 1;
	return end;
}

/*
 * Copies the environment, which may hold secrets, to memory that workers do not
 * have. Null if there is no memory.
 */
static char **
copy_environment(void)
{
	size_t count = 0;
	char **copy;

	while (environ[count] != NULL)
		count++;
	copy = arena_alloc((count + 1) * sizeof(*copy));
	for (size_t i = 0; copy != NULL && i < count; i++)
		if ((copy[i] = arena_text(environ[i])) == NULL)
			return NULL;
	if (copy != NULL)
		copy[count] = NULL;
	return copy;
}

char *
self_make_room(int argc, char **argv, size_t *size)
{
	char **copy;
	char *args, *end;

	*size = 0;
	if (argc == 0 || environ == NULL)
		return NULL;
	args = behind(argv[0], argv);
	end = behind(args, environ);
	/* Only here: the strings behind it would not be found without it. */
	(void)unsetenv(PROGRAM_STATE); /* cannot fail */
	copy = copy_environment();
	if (copy == NULL)
		return NULL;
	environ = copy;
	memset(args, 0, (size_t)(end - args));
	if (end > args && end - argv[0] > ENOUGH)
		end = args - argv[0] > ENOUGH ? args : argv[0] + ENOUGH;
	*size = (size_t)(end - argv[0]);
	return argv[0];
}
