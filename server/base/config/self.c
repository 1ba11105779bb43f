/* The server's identity: see self.h. */
#define _DEFAULT_SOURCE /* setgroups */
#include "base/config/self.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/state/module.h"
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

MODULE(self) = { FIELDS_SECTION("self", saved, self, 0) };
