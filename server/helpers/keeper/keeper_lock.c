/*
 * The lock of the keeper's file: see keeper_lock.h. Beside the lock of flock.h,
 * the keeper holds one of fcntl(2), which tells the holder's process ID. (On
 * NFS the two are one lock, and the first is enough.)
 */
#include "helpers/keeper/keeper_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/system/flock.h"
#include "shared/io.h"

int
keeper_lock(int directory)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	const int fd = flock_make(directory, KEEPER_LOCK);

	if (fd != -1)
		(void)fcntl(fd, F_SETLK, &whole); /* only tells who it is */
	return fd;
}

bool
keeper_lock_is_free(int directory, uid_t user, pid_t *holder)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = flock_open(directory, KEEPER_LOCK);
	struct stat info;
	bool good;

	*holder = 0;
	if (fd == -1)
		return errno == ENOENT;
	good = flock_take(fd, directory, KEEPER_LOCK) && fstat(fd, &info) == 0;
	if (good && info.st_uid != user)
		good = unlinkat(directory, KEEPER_LOCK, 0) == 0;
	else if (!good && errno == EADDRINUSE &&
	    fcntl(fd, F_GETLK, &whole) == 0 && whole.l_type != F_UNLCK &&
	    whole.l_pid > 0)
		*holder = whole.l_pid;
	io_close(&fd);
	return good;
}
