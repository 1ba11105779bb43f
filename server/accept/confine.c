/*
 * Restrictions on children: see confine.h. Linux has gained these pieces one by
 * one.
 */
#define _GNU_SOURCE /* syscall */
#include "accept/confine.h"

#include <sysexits.h>

#include "base/log/log.h"
#include "fork/apart.h"
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
 * numbers are known here (seccomp.c).
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
	confine.paths = landlock_make(-1);
	confine.calls = can_list_calls();
}

/* Returns the name of a missing piece, from number 0 on; empty: no more. */
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

void
confine_init(bool wanted)
{
	confine.wanted = wanted;
#ifdef __OpenBSD__
	confine.calls = true; /* pledge(2) is always there */
#endif
}

/* Returns the name of a missing piece, from number 0 on; empty: no more. */
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
	const struct str piece = missing(0);

	return mode != SANDBOX_REQUIRE || piece.len == 0 ||
	    error_set(why, EX_OSERR,
		"sandbox: %.*s not available, but required: "
		"use a kernel that has it, or -S on",
		(int)piece.len, piece.at);
}

static void
log_piece(struct str piece)
{
	LOG_AT(LEVEL_WARNING,
	    STR("sandbox: {} not available; workers run without it"), piece);
}

bool
confine_log_missing(enum sandbox_mode mode, struct error *why)
{
	struct str piece;

	if (mode == SANDBOX_OFF)
		LOG_AT(LEVEL_WARNING,
		    STR("sandbox: off; workers are not confined"));
	else if (!apart_is_linked())
		log_piece(STR("separate memory"));
	if (mode != SANDBOX_ON)
		return confine_check(mode, why);
	for (size_t i = 0; (piece = missing(i)).len > 0; i++)
		log_piece(piece);
	return true;
}
