/*
 * What Linux refuses a worker: see confine.h. The pieces have come to the
 * kernel one by one, and Landlock in versions; its calls are made by number,
 * for a system's libraries and headers may be older than its kernel.
 */
#ifdef __linux__
#define _DEFAULT_SOURCE /* syscall */
#include "worker/confine.h"

#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "worker/calls.h"

#ifndef SYS_landlock_create_ruleset /* the same on every machine */
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_restrict_self 446
#endif

#define ASK_VERSION 1U

/* What a set of rules is about: all of it is refused, but for exceptions. */
struct rules {
	uint64_t files;
	uint64_t net;
	uint64_t scopes;
};

/* All that each version can refuse, as bits of linux/landlock.h. */
static const struct {
	size_t size; /* as much of the struct as it knows */
	struct rules all;
} versions[] = {
	{ 8, { 0x1fff, 0, 0 } }, /* 13 ways to use a path */
	{ 8, { 0x3fff, 0, 0 } }, /* and to link it elsewhere */
	{ 8, { 0x7fff, 0, 0 } }, /* and to truncate it */
	{ 16, { 0x7fff, 3, 0 } }, /* and to bind and connect ports of TCP */
	{ 16, { 0xffff, 3, 0 } }, /* and ioctls of devices */
	{ 24, { 0xffff, 3, 3 } }, /* and abstract sockets, and signals */
};

enum piece { PRIVILEGES, PATHS, CALLS, PIECES };

static const struct str names[PIECES] = {
	[PRIVILEGES] = { "no_new_privs", 12 },
	[PATHS] = { "Landlock", 8 },
	[CALLS] = { "seccomp", 7 },
};

static struct {
	bool has[PIECES];
	int rules; /* a descriptor; -1: none */
} confine = { .rules = -1 };

/* Rules without an exception, of the version that the kernel has; or -1. */
static int
make_rules(void)
{
	const long version =
	    syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);
	size_t row = COUNT(versions);

	if (version < 1)
		return -1;
	if ((size_t)version < row)
		row = (size_t)version;
	return (int)syscall(SYS_landlock_create_ruleset, &versions[row - 1].all,
	    versions[row - 1].size, 0);
}

/* Without the first piece nobody but root may use the others. */
void
confine_init(void)
{
	const bool first = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != -1;

	confine.rules = make_rules();
	confine.has[PRIVILEGES] = first;
	confine.has[PATHS] = first && confine.rules != -1;
	confine.has[CALLS] = first && calls_can_be_listed();
}

struct str
confine_missing(size_t number)
{
	for (size_t i = 0; i < PIECES; i++)
		if (!confine.has[i] && number-- == 0)
			return names[i];
	return (struct str) { NULL, 0 };
}

bool
confine_reach(void)
{
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return false;
	if (confine.has[PRIVILEGES] &&
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	return !confine.has[PATHS] ||
	    syscall(SYS_landlock_restrict_self, confine.rules, 0) == 0;
}

bool
confine_calls(void)
{
	return !confine.has[CALLS] || calls_hold();
}

#endif
