/* Finding a server by its control socket: see sockets.h. */
#include "ctl/sockets.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "ctl/ask.h"

/*
 * Copies the path; puts "./" before one without a '/', because addresses of
 * UNIX sockets need one. Returns false with errno if it is too long.
 */
static bool
copy_path(struct view *view, const char *path)
{
	const char *here = strchr(path, '/') == NULL ? "./" : "";
	const int len =
	    snprintf(view->control, sizeof(view->control), "%s%s", here, path);

	errno = ENAMETOOLONG;
	return len >= 0 && (size_t)len < sizeof(view->control);
}

bool
sockets_named(struct view *view, const char *path)
{
	struct stat info;

	*view = (struct view) { .fd = -1 };
	if (!copy_path(view, path) || stat(path, &info) != 0)
		return false;
	errno = ENOTSOCK;
	if (!S_ISSOCK(info.st_mode))
		return false;
	view->owner = info.st_uid;
	return ask_who(view);
}
