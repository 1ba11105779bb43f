/* Paths of the user's files: see xdg.h. */
#include "conf/xdg.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Returns the variable's value, or null if it is unset or empty. */
static const char *
directory(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

void
xdg_find(char *path, size_t size, const char *variable, const char *home,
    const char *name)
{
	const char *base = directory(variable);
	const char *user = directory("HOME");
	int len = 0;

	/* XDG says that a path which is not absolute is ignored. */
	if (base != NULL && base[0] == '/')
		len = snprintf(path, size, "%s/forkcast/%s", base, name);
	else if (user != NULL)
		len =
		    snprintf(path, size, "%s/%s/forkcast/%s", user, home, name);
	if (len <= 0 || (size_t)len >= size)
		path[0] = '\0';
}

bool
xdg_make_above(char *path)
{
	for (char *at = strchr(path + 1, '/'); at != NULL;
	     at = strchr(at + 1, '/')) {
		*at = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST &&
		    access(path, X_OK) != 0)
			return false;
		*at = '/';
	}
	return true;
}
