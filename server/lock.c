/* Locked files: see lock.h. */
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"

/* Is this still the file of that name, or was it removed before our lock? */
static bool
is_same(int fd, const char *name)
{
	struct stat ours, there;

	errno = EAGAIN;
	return fstat(fd, &ours) == 0 && stat(name, &there) == 0 &&
	    ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

int
lock_file(const char *name, mode_t mode)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode);
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
