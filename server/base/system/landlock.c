/*
 * Rules of Landlock: see landlock.h. It has come to Linux in versions; its
 * calls are made by number, for a system's libraries and headers may be older
 * than its kernel.
 */
#define _DEFAULT_SOURCE /* syscall */
#include "base/system/landlock.h"

#ifdef __linux__

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "shared/io.h"
#include "shared/str.h"

#ifndef SYS_landlock_create_ruleset /* the same on every machine */
#define SYS_landlock_create_ruleset 444
#endif
#ifndef SYS_landlock_add_rule /* likewise */
#define SYS_landlock_add_rule 445
#endif

#define ASK_VERSION 1U
#define RULE_BENEATH 1U

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

/* Likewise: to write, read, remove, make and truncate a file. */
#define OWN_FILES (1U << 1 | 1U << 2 | 1U << 5 | 1U << 8 | 1U << 14)

/* The exception, in which the kernel wants no padding. */
struct beneath {
	uint64_t allowed;
	int32_t directory;
} __attribute__((packed));

/* The row of the version that the kernel has, from 1 on; 0: it has none. */
static size_t
find_version(void)
{
	const long version =
	    syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);

	if (version < 1)
		return 0;
	return (size_t)version < COUNT(versions) ? (size_t)version :
						   COUNT(versions);
}

static bool
allow(int rules, int directory, uint64_t known)
{
	const struct beneath beneath = { known & OWN_FILES, directory };

	return directory == -1 ||
	    syscall(SYS_landlock_add_rule, rules, RULE_BENEATH, &beneath, 0) ==
	    0;
}

int
landlock_make(int directory)
{
	const size_t row = find_version();
	int rules;

	if (row == 0)
		return -1;
	rules = (int)syscall(SYS_landlock_create_ruleset,
	    &versions[row - 1].all, versions[row - 1].size, 0);
	if (rules != -1 &&
	    !allow(rules, directory, versions[row - 1].all.files))
		io_close(&rules);
	return rules;
}

#else

int
landlock_make(int directory)
{
	(void)directory;
	return -1;
}

#endif
