/*
 * Which lines of the product a test runs: linked into all programs by
 * tests/cover, where gcc calls what is here at the begin of each basic block. A
 * byte of a file in $COVER, which has the program's path for a name, stands for
 * each byte of its code, and is set. The file is mapped, for a confined worker
 * may write none. By number are calls that tests replace.
 */
#define _DEFAULT_SOURCE // syscall
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The begin of the program and the end of its code, by the linker. */
extern char __executable_start[], etext[];

static char *cover; /* NULL if nobody wants to know */

/* All users may write it: a server has become another one. */
__attribute__((constructor)) static void
begin(void)
{
	const char *directory = getenv("COVER");
	const size_t size = (size_t)(etext - __executable_start);
	char name[PATH_MAX] = "", path[2 * PATH_MAX];
	void *map = MAP_FAILED;
	int fd;

	if (directory == NULL ||
	    readlink("/proc/self/exe", name, sizeof(name) - 1) == -1)
		return;
	for (char *c = name; *c != '\0'; c++)
		if (*c == '/')
			*c = '!';
	(void)snprintf(path, sizeof(path), "%s/%s", directory, name);
	fd = (int)syscall(
	    SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (fd == -1)
		return;
	(void)fchmod(fd, 0666); /* or it is another's, who has done so */
	if (syscall(SYS_ftruncate, fd, (off_t)size) == 0)
		map =
		    mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	(void)syscall(SYS_close, fd);
	if (map != MAP_FAILED)
		cover = map;
}

void __sanitizer_cov_trace_pc(void);

void
__sanitizer_cov_trace_pc(void)
{
	const char *at = __builtin_return_address(0);

	if (cover != NULL && at < etext)
		cover[at - __executable_start] = 1;
}
