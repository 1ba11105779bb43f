/* Replacing a file: see replace.h. */
#include "conf/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/io.h"

/* Gives the new file the old one's mode and group. */
static bool
set_mode(int fd, const struct stat *old)
{
	struct stat info;
	mode_t mode = old->st_mode & 07777;

	if (fstat(fd, &info) != 0)
		return false;
	if (info.st_gid != old->st_gid && fchown(fd, (uid_t)-1, old->st_gid))
		mode &= ~(mode_t)070;
	return fchmod(fd, mode) == 0;
}

/* Writes the directory entry to the disk; a failure does no harm. */
static void
sync_directory(const char *path)
{
	char directory[REPLACE_PATH];
	char *end;

	(void)snprintf(directory, sizeof(directory), "%s", path);
	end = strrchr(directory, '/');
	if (end == NULL)
		(void)snprintf(directory, sizeof(directory), ".");
	else
		end[end == directory] = '\0';
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd != -1)
		(void)fsync(fd);
	io_close(&fd);
}

bool
replace_file(const char *path, const char *data, size_t len,
    const struct stat *old, int *fd)
{
	char made[REPLACE_PATH + sizeof(".XXXXXX")];
	const int size = snprintf(made, sizeof(made), "%s.XXXXXX", path);
	int file = -1;

	errno = ENAMETOOLONG;
	if (size > 0 && (size_t)size < sizeof(made))
		file = mkstemp(made);
	if (file == -1)
		return false;
	const bool good = fcntl(file, F_SETFD, FD_CLOEXEC) != -1 &&
	    (old == NULL || set_mode(file, old)) &&
	    io_write_all(file, data, len) && fsync(file) == 0 &&
	    rename(made, path) == 0;
	const int error = errno;
	if (good)
		sync_directory(path);
	else
		(void)unlink(made);
	if (good && fd != NULL)
		*fd = file;
	else
		io_close(&file);
	errno = error;
	return good;
}
