/* Locked files: see lock.h. */
#include "base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/place.h"
#include "shared/io.h"

/* Nobody can have put it there to have another file written to. */
static bool
is_own(const struct stat *file)
{
	errno = EEXIST;
	return S_ISREG(file->st_mode) && file->st_nlink == 1;
}

/* Is this still the file of that name, or was it removed before our lock? */
static bool
is_same(int fd, const char *name)
{
	struct stat ours, there;

	errno = EAGAIN;
	return fstat(fd, &ours) == 0 && lstat(name, &there) == 0 &&
	    place_same(&ours, &there) && is_own(&ours);
}

int
lock_file(const char *name, mode_t mode)
{
	const int flags = O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK;
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = open(name, O_RDWR | O_CREAT | flags, mode);
	int error;

	if (fd == -1)
		return -1;
	if (fcntl(fd, F_SETLK, &whole) == 0 && is_same(fd, name))
		return fd;
	error = errno == EACCES || errno == EAGAIN ? EADDRINUSE : errno;
	io_close(&fd);
	errno = error;
	return -1;
}

bool
lock_remove(const char *name, int fd)
{
	struct stat ours;

	return fstat(fd, &ours) == 0 && place_remove_path(name, &ours);
}
