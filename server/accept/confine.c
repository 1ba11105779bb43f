/*
 * Restrictions on children: see confine.h. Linux has gained these pieces one by
 * one.
 */
#define _GNU_SOURCE /* syscall */
#include "accept/confine.h"

#include <sysexits.h>

#include "base/log/log.h"
#include "process/fork/apart.h"
#include "shared/str.h"

/*
 * Not saved: a new program finds out the pieces again, and the configuration
 * says whether they are wanted.
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

/* A piece of the sandbox that is missing, and what has it. */
struct missing {
	struct str name; /* empty: no piece is missing */
	const char *cure;
};

#define KERNEL "use a kernel that has it"
#define LINKER "build forkcastd with the linker of GNU or LLVM"

#ifdef __linux__

#include <linux/seccomp.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/mem/sanitized.h"
#include "base/system/landlock.h"

/*
 * Returns whether seccomp can list system calls: only on machines whose call
 * numbers are known here (sandbox/refuse.c).
 */
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

/*
 * Finds out which pieces the system has. Without the first, no_new_privs, only
 * root may use the others.
 */
void
confine_init(bool wanted)
{
	confine.wanted = wanted;
	confine.privileges = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != -1;
	if (!confine.privileges)
		return;
	confine.paths = landlock_make(NULL, 0);
	confine.calls = can_list_calls();
}

/* Returns a missing piece, from number 0 on. */
static struct missing
missing(size_t number)
{
	const struct {
		bool is_there;
		struct missing piece;
	} pieces[] = {
		{ confine.privileges, { STR("no_new_privs"), KERNEL } },
		{ confine.paths != -1, { STR("Landlock"), KERNEL } },
		{ confine.calls, { STR("seccomp"), KERNEL } },
		{ apart_is_linked(), { STR("separate memory"), LINKER } },
	};

	for (size_t i = 0; i < COUNT(pieces); i++)
		if (!pieces[i].is_there && number-- == 0)
			return pieces[i].piece;
	return (struct missing) { { NULL, 0 }, NULL };
}

#else

void
confine_init(bool wanted)
{
	confine.wanted = wanted;
#ifdef __OpenBSD__
	confine.calls = true; /* pledge(2) is always there */
#endif
}

/* Returns a missing piece, from number 0 on. */
static struct missing
missing(size_t number)
{
	if (number > 0 || confine.calls)
		return (struct missing) { { NULL, 0 }, NULL };
	return (struct missing) { STR("list of system calls"), KERNEL };
}

#endif

bool
confine_check(enum sandbox_mode mode, struct error *why)
{
	const struct missing piece = missing(0);

	return mode != SANDBOX_REQUIRE || piece.name.len == 0 ||
	    error_set(why, EX_OSERR,
		"sandbox: %.*s not available, but required: %s, or -S on",
		(int)piece.name.len, piece.name.at, piece.cure);
}

bool
confine_log_missing(enum sandbox_mode mode, struct error *why)
{
	struct str piece;

	if (mode == SANDBOX_OFF)
		LOG_AT(LEVEL_WARNING,
		    STR("sandbox: off; workers are not confined"));
	if (mode != SANDBOX_ON)
		return confine_check(mode, why);
	for (size_t i = 0; (piece = missing(i).name).len > 0; i++)
		LOG_AT(LEVEL_WARNING,
		    STR("sandbox: {} not available; workers run without it"),
		    piece);
	return true;
}
