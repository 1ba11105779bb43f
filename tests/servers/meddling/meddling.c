/*
 * A library to be loaded before libc, which meddles with the time as
 * libfaketime does: fstat reads libc's clock, which it has no reason to do, and
 * reports other times than stat does for the same file.
 */
#define _GNU_SOURCE /* AT_EMPTY_PATH */
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#define AHEAD (400 * 24 * 60 * 60)

int fstat(int fd, struct stat *status);

int
fstat(int fd, struct stat *status)
{
	struct timespec now;
	const int failed = clock_gettime(CLOCK_REALTIME, &now) != 0 ||
	    fstatat(fd, "", status, AT_EMPTY_PATH) != 0;

	if (failed)
		return -1;
	status->st_atim.tv_sec += AHEAD;
	status->st_mtim.tv_sec += AHEAD;
	status->st_ctim.tv_sec += AHEAD;
	return 0;
}
