/* Shared memory of the test's own: see shm.h. */
#define _GNU_SOURCE /* unshare */
#include "shm.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "must.h"

#ifdef __linux__
#include <sched.h>
#include <sys/mount.h>

static void
mount_own(const char *path, const char *mode)
{
	char where[PATH_MAX];

	MUST(realpath(path, where) != NULL &&
		mount("tmpfs", where, "tmpfs", MS_NOSUID | MS_NODEV, mode) == 0,
	    "cannot mount on %s: %s", path, strerror(errno));
}

void
shm_own(void)
{
	if (geteuid() != 0)
		tap_skip("only root can be several users");
	if (unshare(CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		tap_skip("there can be no mount of the test's own");
	mount_own("/dev/shm", "mode=1777");
	mount_own("/var/run", "mode=0755");
}
#else
void
shm_own(void)
{
	tap_skip("there are no mount namespaces");
}
#endif
