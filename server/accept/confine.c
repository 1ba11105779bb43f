/*
 * What the system can refuse a child: see confine.h. The pieces have come to
 * Linux one by one, and Landlock in versions; its calls are made by number, for
 * a system's libraries and headers may be older than its kernel.
 */
#define _GNU_SOURCE /* syscall */
#include "accept/confine.h"

#include <sysexits.h>

#include "base/log.h"
#include "shared/str.h"

/*
 * To be saved: nothing; it is found out again, and wanted as the configuration
 * has it.
 */
static struct confinement confine = { .paths = -1 };

void
confine_want(bool wanted)
{
	confine.wanted = wanted;
}

struct confinement
confine_get(void)
{
	return confine;
}

#ifdef __linux__

#include <linux/seccomp.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/sanitized.h"
#include "shared/io.h"

#ifndef SYS_landlock_create_ruleset /* the same on every machine */
#define SYS_landlock_create_ruleset 444
#endif

#ifndef SYS_landlock_add_rule /* likewise */
#define SYS_landlock_add_rule 445
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

/* Rules without an exception, of that version; or -1. */
static int
make_rules(void)
{
	const size_t row = find_version();

	return row == 0 ?
	    -1 :
	    (int)syscall(SYS_landlock_create_ruleset, &versions[row - 1].all,
		versions[row - 1].size, 0);
}

static uint64_t
known_rights(void)
{
	const size_t row = find_version();

	return row == 0 ? 0 : versions[row - 1].all.files;
}

/* What a rule allows beneath a directory, as far as the version knows it. */
#define RULE_BENEATH 1U
#define FILES_OF_ITS_OWN                                                      \
	(1U << 1 | 1U << 2 | 1U << 5 | 1U << 8 | 1U << 14) /* write, read,    \
							     remove, make and \
							     truncate files */

int
confine_beneath(int directory)
{
	const struct {
		uint64_t allowed;
		int32_t directory;
	} __attribute__((packed))
	rule = { known_rights() & FILES_OF_ITS_OWN, directory };
	int rules;

	if (confine.paths == -1)
		return -1;
	rules = make_rules();
	if (rules != -1 &&
	    syscall(SYS_landlock_add_rule, rules, RULE_BENEATH, &rule, 0) != 0)
		io_close(&rules);
	return rules;
}

/* On the machines whose numbers of calls are known here: seccomp.c. */
static bool
can_list_calls(void)
{
#if defined(SANITIZED)
	return true;
#elif defined(__x86_64__) || defined(__aarch64__)
	const uint32_t action = SECCOMP_RET_KILL_PROCESS;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
#else
	return false;
#endif
}

/* Without the first piece nobody but root may use the others. */
void
confine_init(bool wanted)
{
	confine.wanted = wanted;
	confine.privileges = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != -1;
	if (!confine.privileges)
		return;
	confine.paths = make_rules();
	confine.calls = can_list_calls();
}

/* The name of a piece that is missing, from number 0 on; empty: no more. */
static struct str
missing(size_t number)
{
	const struct {
		bool is_there;
		struct str name;
	} pieces[] = {
		{ confine.privileges, STR("no_new_privs") },
		{ confine.paths != -1, STR("Landlock") },
		{ confine.calls, STR("seccomp") },
	};

	for (size_t i = 0; i < COUNT(pieces); i++)
		if (!pieces[i].is_there && number-- == 0)
			return pieces[i].name;
	return (struct str) { NULL, 0 };
}

#else

int
confine_beneath(int directory)
{
	(void)directory;
	return -1;
}

void
confine_init(bool wanted)
{
	confine.wanted = wanted;
#ifdef __OpenBSD__
	confine.calls = true; /* pledge(2) is always there */
#endif
}

/* The name of a piece that is missing, from number 0 on; empty: no more. */
static struct str
missing(size_t number)
{
	return number == 0 && !confine.calls ? STR("list of system calls") :
					       (struct str) { NULL, 0 };
}

#endif

bool
confine_check(enum sandbox_mode mode, struct error *why)
{
	struct str piece;

	if (mode == SANDBOX_OFF) {
		LOG(STR("sandbox: off; workers keep what they do not need"));
		return true;
	}
	for (size_t i = 0; (piece = missing(i)).len > 0; i++) {
		if (mode == SANDBOX_REQUIRE)
			return error_set(why, EX_OSERR,
			    "sandbox: no %.*s here, and all of it is required: "
			    "use a kernel that has it, or -S on",
			    (int)piece.len, piece.at);
		LOG(STR("sandbox: no "), piece,
		    STR(" here; workers go without it"));
	}
	return true;
}
