/* The server's identity and its limits: see self.h. */
#define _DEFAULT_SOURCE /* setgroups, RLIMIT_NPROC */
#include "base/config/self.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/log/log.h"
#include "base/state/module.h"
#include "shared/io.h"
#include "shared/str.h"

static struct self {
	uid_t uid; /* the user the server is to be */
	gid_t gid; /* its group, if root becomes another user */
	bool was_root;
} self;

/* Finds the user, and checks that the server could become it. */
static bool
find_user(const struct config *config, struct self *found, struct error *why)
{
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
	return true;
}

bool
self_check(const struct config *config, struct error *why)
{
	struct self found = { 0 };

	return find_user(config, &found, why);
}

bool
self_find_user(const struct config *config, struct error *why)
{
	return find_user(config, &self, why);
}

uid_t
self_user(void)
{
	return self.uid;
}

/* Gives up root. True if it cannot come back. */
static bool
leave_root(void)
{
	return setgroups(1, &self.gid) == 0 && setgid(self.gid) == 0 &&
	    setuid(self.uid) == 0 && setuid(0) != 0 && setgid(0) != 0;
}

bool
self_become_user(struct error *why)
{
	if (geteuid() != 0 || self.uid == 0)
		return true;
	errno = 0;
	if (!leave_root())
		return error_set(why, EX_OSERR,
		    "cannot become user %ld permanently: %s; choose another "
		    "with -u",
		    (long)self.uid,
		    errno != 0 ? strerror(errno) :
				 "root privileges could be regained");
	self.was_root = true;
	return true;
}

static int
try_to_write(int directory)
{
	return faccessat(directory, ".", W_OK | X_OK, AT_EACCESS) == 0 ? 0 :
									 errno;
}

bool
self_may_write(int directory)
{
	int status;

	if (geteuid() != 0 || self.uid == 0) {
		errno = try_to_write(directory);
		return errno == 0;
	}
	const pid_t child = fork();
	if (child == 0)
		_exit(leave_root() ? try_to_write(directory) : EPERM);
	/* Handled signals are blocked outside the loop. */
	if (child == -1 || waitpid(child, &status, 0) != child)
		return false;
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
	return errno == 0;
}

bool
self_is_root(void)
{
	return self.uid == 0;
}

bool
self_was_root(void)
{
	return self.was_root;
}

bool
self_is_pid(const char *pid)
{
	uint64_t number;

	return pid != NULL &&
	    str_to_number(str_from(pid), UINT64_MAX, &number) &&
	    number == (uint64_t)getpid();
}

/* The identity is saved: root cannot be regained to find it again. */
static const struct field saved[] = {
	FIELD(NUMBER, struct self, uid),
	FIELD(NUMBER, struct self, gid),
	FIELD(BOOL, struct self, was_root),
};

/*
 * Sets how others may access the process: prctl(2), PR_SET_DUMPABLE. execve(2)
 * resets it.
 */
static void
set_dumpable(unsigned long how)
{
#ifdef PR_SET_DUMPABLE
	(void)prctl(PR_SET_DUMPABLE, how, 0, 0, 0); /* always permitted */
#else
	(void)how;
#endif
}

void
self_hide(void)
{
	set_dumpable(0);
}

void
self_show(void)
{
	if (!self.was_root)
		set_dumpable(1);
}

MODULE(self) = { FIELDS_SECTION("self", saved, self) };

/*
 * Descriptors besides two for each worker: listeners and their locks, the log,
 * the spare one, rejected clients, a pair being made.
 */
#define FDS_BESIDES 112

/* Other processes of the same user. */
#define PROCESSES_BESIDES 16

/* Raises the limit on descriptors to what so many clients need, if it can. */
static bool
limit_fds(size_t clients)
{
	const rlim_t fds = (rlim_t)(2 * clients + FDS_BESIDES);
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return false;
	if (limit.rlim_cur >= fds)
		return true;
	limit.rlim_cur = fds;
	if (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < fds)
		limit.rlim_max = fds; /* only root may */
	return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

/* Returns how many clients the hard limit on descriptors allows, or wanted. */
static size_t
clients_by_fds(size_t wanted)
{
	struct rlimit limit;
	size_t clients;

	if (limit_fds(wanted))
		return wanted;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 ||
	    limit.rlim_max < FDS_BESIDES + 2)
		return 0;
	clients = ((size_t)limit.rlim_max - FDS_BESIDES) / 2;
	return limit_fds(clients) ? clients : 0;
}

/*
 * Returns how many clients the limit on processes allows, up to wanted. It does
 * not apply to root.
 */
static size_t
clients_by_processes(size_t wanted)
{
	struct rlimit limit;

	if (self_is_root() || getrlimit(RLIMIT_NPROC, &limit) != 0 ||
	    limit.rlim_cur == RLIM_INFINITY ||
	    limit.rlim_cur >= wanted + PROCESSES_BESIDES)
		return wanted;
	return limit.rlim_cur > PROCESSES_BESIDES ?
	    (size_t)limit.rlim_cur - PROCESSES_BESIDES :
	    0;
}

/*
 * Warns if the pipes cannot grow: the user's pipes may hold so many pages (0:
 * no limit). Each client has two, of one page at first. Root has no limit.
 */
static void
look_at_pipes(size_t clients)
{
	char text[STR_DIGITS];
	uint64_t pages = 0;
	int fd = open("/proc/sys/fs/pipe-user-pages-soft", O_RDONLY);
	const ssize_t count = fd != -1 ? io_read(fd, text, sizeof(text)) : 0;

	io_close(&fd);
	if (count > 1 &&
	    str_to_number(
		(struct str) { text, (size_t)count - 1 }, UINT64_MAX, &pages) &&
	    pages > 0 && !self_is_root() && 2 * (uint64_t)clients >= pages)
		LOG_AT(LEVEL_WARNING,
		    STR("limit: the pipes of {} clients cannot grow, so busy "
			"groups will be slower: raise the sysctl "
			"fs.pipe-user-pages-soft (now {})"),
		    DECIMAL(clients), DECIMAL(pages));
}

bool
capacity_find(const struct config *config, size_t *clients, struct error *why)
{
	const size_t wanted = config->max_clients;
	const size_t by_fds = clients_by_fds(wanted);
	const size_t by_processes = clients_by_processes(wanted);

	*clients = by_fds < by_processes ? by_fds : by_processes;
	return *clients == wanted ||
	    (!(config->max_clients_said.source != CONFIG_DEFAULT) &&
		*clients > 0) ||
	    error_set(why, EX_OSERR,
		"cannot serve %zu clients: the limit on %s allows %zu: "
		"raise it (ulimit, or the unit), or lower max_clients",
		wanted, by_fds <= by_processes ? "descriptors" : "processes",
		*clients);
}

void
capacity_warn(const struct config *config, size_t clients)
{
	const size_t wanted = config->max_clients;

	if (clients < wanted)
		LOG_AT(LEVEL_WARNING,
		    STR("limit: max_clients is {} instead of {}: the limit on "
			"{} allows no more"),
		    DECIMAL(clients), DECIMAL(wanted),
		    clients_by_fds(wanted) == clients ? STR("descriptors") :
							STR("processes"));
	look_at_pipes(clients);
}
