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
