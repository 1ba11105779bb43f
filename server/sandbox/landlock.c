/* Where a child cannot reach on Linux: see refuse.h. */
#ifdef __linux__
#define _DEFAULT_SOURCE /* syscall */
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/refuse.h"

#ifndef SYS_landlock_restrict_self /* the same on every machine */
#define SYS_landlock_restrict_self 446
#endif

bool
refuse_reach(const struct confinement *confinement)
{
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return false;
	if (confinement->privileges &&
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	return confinement->paths == -1 ||
	    syscall(SYS_landlock_restrict_self, confinement->paths, 0) == 0;
}

#endif
