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
#include "shared/str.h"

static struct self self;

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
	return true;
}

const struct self *
self_now(void)
{
	return &self;
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
 * Returns how many clients, up to wanted, the limits allow, and sets *by to the
 * one that allows the fewest. Raises the limit on descriptors to what they
 * need, if it can. The limit on processes does not apply to root.
 */
static size_t
clients_allowed(size_t wanted, const char **by)
{
	const rlim_t need = (rlim_t)(2 * wanted + FDS_BESIDES);
	struct rlimit fds, processes;
	size_t clients = wanted;

	*by = "descriptors";
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
		*by = "processes";
		clients = processes.rlim_cur > PROCESSES_BESIDES ?
		    (size_t)processes.rlim_cur - PROCESSES_BESIDES :
		    0;
	}
	return clients;
}

bool
capacity_find(const struct config *config, size_t *clients, struct error *why)
{
	const size_t wanted = config->max_clients;
	const char *by;

	*clients = clients_allowed(wanted, &by);
	return *clients == wanted ||
	    (config->max_clients_said.source == CONFIG_DEFAULT &&
		*clients > 0) ||
	    error_set(why, EX_OSERR,
		"cannot serve %zu clients: the limit on %s allows %zu: "
		"raise it (ulimit, or the unit), or lower max_clients",
		wanted, by, *clients);
}

void
capacity_warn(const struct config *config, size_t clients)
{
	const size_t wanted = config->max_clients;
	const char *by;

	if (clients == wanted)
		return;
	(void)clients_allowed(wanted, &by);
	LOG_AT(LEVEL_WARNING,
	    STR("limit: max_clients is {} instead of {}: the limit on {} "
		"allows no more"),
	    DECIMAL(clients), DECIMAL(wanted), str_from(by));
}
