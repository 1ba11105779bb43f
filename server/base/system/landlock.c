/*
 * Landlock rulesets: see landlock.h. Landlock has come to Linux in versions.
 * Its system calls are made by number, since the system's libraries and headers
 * may be older than its kernel.
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
#ifndef SYS_landlock_add_rule /* the same on every machine */
#define SYS_landlock_add_rule 445
#endif

#define RULE_BENEATH 1U

/* The rights that a ruleset handles: all are denied, except those allowed. */
struct rules {
	uint64_t files;
	uint64_t net;
	uint64_t scopes;
};

/* The rights that each version can deny, as bits of linux/landlock.h. */
static const struct {
	size_t size; /* as much of the struct as the version knows */
	struct rules all;
} versions[] = {
	{ 8, { 0x1fff, 0, 0 } }, /* 13 ways to use a path */
	{ 8, { 0x3fff, 0, 0 } }, /* and to link it elsewhere */
	{ 8, { 0x7fff, 0, 0 } }, /* and to truncate it */
	{ 16, { 0x7fff, 3, 0 } }, /* and to bind and connect ports of TCP */
	{ 16, { 0xffff, 3, 0 } }, /* and ioctls of devices */
	{ 24, { 0xffff, 3, 3 } }, /* and abstract sockets, and signals */
};

/*
 * Rights of linux/landlock.h to write, read, list, remove, make and truncate
 * files, and to remove and make directories.
 */
#define OWN_FILES                                                              \
	(1U << 1 | 1U << 2 | 1U << 3 | 1U << 4 | 1U << 5 | 1U << 7 | 1U << 8 | \
	    1U << 14)

/* The exception that a ruleset makes. The kernel wants no padding in it. */
struct path_rule {
	uint64_t allowed;
	int32_t directory;
} __attribute__((packed));

int
landlock_make(const int *directories, size_t count)
{
	size_t row = COUNT(versions);
	int rules = -1;

	/* The kernel refuses what its version does not know. */
	while (rules == -1 && row > 0) {
		row--;
		rules = (int)syscall(SYS_landlock_create_ruleset,
		    &versions[row].all, versions[row].size, 0);
	}
	for (size_t i = 0; i < count && rules != -1; i++) {
		const struct path_rule beneath = {
			versions[row].all.files & OWN_FILES, directories[i]
		};
		if (syscall(SYS_landlock_add_rule, rules, RULE_BENEATH,
			&beneath, 0) != 0)
			io_close(&rules);
	}
	return rules;
}

#else

int
landlock_make(const int *directories, size_t count)
{
	(void)directories;
	(void)count;
	return -1;
}

#endif
