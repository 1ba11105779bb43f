/* The size of the logs: see logs_bound.h. */
#include "views/logs_bound.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/str.h"
#include "views/logs_text.h"

/* Room for the path of any log. */
#define PATH_ROOM 1024

/* The most logs deleted at a time. */
#define DELETED_MOST 100

/* Renames the file if the path still names it. */
static bool
rename_same(const char *path, int fd)
{
	char older[PATH_ROOM];
	struct stat open, there;

	if (fstat(fd, &open) != 0 || lstat(path, &there) != 0)
		return false;
	if (open.st_dev != there.st_dev || open.st_ino != there.st_ino)
		return true;
	(void)snprintf(older, sizeof(older), "%s%s", path, LOGS_OLDER);
	return rename(path, older) == 0;
}

/* Another client that renames the file holds its lock. */
bool
logs_bound_one(const char *path, int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_SETLK, &lock) != 0)
		return true;
	const bool done = rename_same(path, fd);
	lock.l_type = F_UNLCK;
	(void)fcntl(fd, F_SETLK, &lock); /* the file is closed soon */
	return done;
}

/* Returns whether the file is one of ours, and how long and how old it is. */
static bool
is_log(int dir, const char *name, struct stat *info)
{
	enum view_kind kind;
	char view[LIMIT_GROUP];
	size_t len;

	return logs_view(name, &kind, view, &len) &&
	    fstatat(dir, name, info, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(info->st_mode);
}

/*
 * Returns the bytes of all logs, and the name of the one unused longest, empty
 * if there is none.
 */
static off_t
logs_bound_measure(DIR *dir, char oldest[PATH_ROOM])
{
	const struct dirent *entry;
	time_t time = 0;
	off_t sum = 0;

	rewinddir(dir);
	oldest[0] = '\0';
	while ((entry = readdir(dir)) != NULL) {
		struct stat info;
		if (!is_log(dirfd(dir), entry->d_name, &info))
			continue;
		sum += info.st_size;
		if (oldest[0] != '\0' && info.st_mtime >= time)
			continue;
		time = info.st_mtime;
		(void)snprintf(oldest, PATH_ROOM, "%s", entry->d_name);
	}
	return sum;
}

void
logs_bound_all(const char *path, off_t most)
{
	DIR *dir = opendir(path);
	char oldest[PATH_ROOM];

	if (dir == NULL)
		return;
	for (size_t i = 0; i < DELETED_MOST; i++)
		if (logs_bound_measure(dir, oldest) <= most ||
		    unlinkat(dirfd(dir), oldest, 0) != 0)
			break;
	(void)closedir(dir);
}
