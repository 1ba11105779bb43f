/* Names in directories that are held open: see place.h. */
#define _GNU_SOURCE /* O_PATH */
#include "base/system/place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "shared/io.h"

/*
 * The flag to open a directory. Finding names in it needs no permission to list
 * it.
 */
#ifndef O_PATH
#define O_PATH O_RDONLY
#endif

bool
place_open(struct place *place, const char *path)
{
	const char *slash = strrchr(path, '/');
	char directory[PATH_MAX] = ".";
	size_t len;

	if (slash != NULL) { /* the part before the name */
		len = slash == path ? 1 : (size_t)(slash - path);
		errno = ENAMETOOLONG;
		if (len >= PATH_MAX)
			return false;
		memcpy(directory, path, len);
		directory[len] = '\0';
	}
	place->name = slash != NULL ? slash + 1 : path;
	place->directory = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return place->directory != -1;
}

void
place_close(struct place *place)
{
	io_close(&place->directory);
}

bool
place_stat(const struct place *place, struct stat *what)
{
	return fstatat(place->directory, place->name, what,
		   AT_SYMLINK_NOFOLLOW) == 0;
}

bool
place_same(const struct stat *one, const struct stat *other)
{
	return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

bool
place_remove(const struct place *place, const struct stat *what)
{
	struct stat now;

	if (!place_stat(place, &now))
		return false;
	errno = ESTALE;
	return place_same(&now, what) &&
	    unlinkat(place->directory, place->name, 0) == 0;
}

bool
place_remove_path(const char *path, const struct stat *what)
{
	struct place place;
	bool good;

	if (!place_open(&place, path))
		return false;
	good = place_remove(&place, what);
	place_close(&place);
	return good;
}
