/* Random bytes: see entropy.h. */
#define _GNU_SOURCE /* syscall */
#include "shared/crypto/entropy.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/random.h>
#include <sys/syscall.h>
#endif

#include "shared/io.h"

#ifdef SYS_getrandom
/*
 * Asks the kernel; false soon after the machine has started, when it may have
 * no random bytes yet.
 */
static bool
ask_system(void *to, size_t size)
{
	return syscall(SYS_getrandom, to, size, GRND_NONBLOCK) == (long)size;
}
#else
static bool
ask_system(void *to, size_t size)
{
	(void)to;
	(void)size;
	return false;
}
#endif

static bool
read_device(char *to, size_t size)
{
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC | O_NOCTTY);
	size_t len = 0;
	ssize_t count = 1;

	while (fd != -1 && count > 0 && len < size) {
		count = io_read(fd, to + len, size - len);
		len += count > 0 ? (size_t)count : 0;
	}
	if (count == 0)
		errno = EIO; /* an end of file is an error here */
	io_close(&fd);
	return len == size;
}

bool
entropy_draw(void *to, size_t size)
{
	return ask_system(to, size) || read_device(to, size);
}
