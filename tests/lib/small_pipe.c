/* Pipes that are soon full: see small_pipe.h. */
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include "small_pipe.h"

#include <fcntl.h>
#include <unistd.h>

#include "must.h"
#include "shared/io.h"

#ifdef F_SETPIPE_SZ
static void
shrink(int fd)
{
	/* One that stays large only makes tests slower. */
	(void)fcntl(fd, F_SETPIPE_SZ, 1);
}
#else
static void
shrink(int fd)
{
	(void)fd;
}
#endif

void
small_pipe(int fd[2])
{
	MUST(io_pipe(fd), "cannot make a pipe");
	shrink(fd[1]);
}

size_t
fill_pipe(int fd)
{
	static const char zeros[4096];
	size_t total = 0;
	size_t step = sizeof(zeros);

	/* The last free space takes single bytes only. */
	while (step > 0) {
		const ssize_t count = io_write(fd, zeros, step);
		if (count > 0)
			total += (size_t)count;
		else
			step = step > 1 ? 1 : 0;
	}
	return total;
}

size_t
drain_pipe(int fd)
{
	char data[4096];
	size_t total = 0;
	ssize_t count;

	while ((count = io_read(fd, data, sizeof(data))) > 0)
		total += (size_t)count;
	return total;
}
