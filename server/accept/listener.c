/* One listening socket: see listener.h. */
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
listener_error(struct error *why, const struct listener *l)
{
	const int error = errno;

	(void)error_set(why, exit_code(error), "cannot listen on %s: %s",
	    l->wanted, strerror(error));
	return error == EADDRINUSE && error_is_transient(why);
}
