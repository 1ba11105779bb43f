/* One socket that is listened on: see listener.h. */
#include "accept/listener.h"

#include <errno.h>
#include <string.h>
#include <sysexits.h>

static int
exit_code(int error)
{
	switch (error) {
	case EADDRINUSE:
	case EADDRNOTAVAIL:
		return EX_UNAVAILABLE;
	case EACCES:
	case EPERM:
		return EX_NOPERM;
	case EEXIST: /* its lock */
	case ENOENT:
	case ENOTDIR:
	case EROFS:
		return EX_CANTCREAT;
	default:
		return EX_OSERR;
	}
}

bool
listener_cannot(struct error *why, const struct listener *l)
{
	return error_set(why, exit_code(errno), "cannot listen on %s: %s",
	    l->wanted, strerror(errno));
}
