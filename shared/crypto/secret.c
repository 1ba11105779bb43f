/* Handling secrets: see secret.h. */
#define _GNU_SOURCE /* MADV_DONTDUMP, syscall */
#include "shared/crypto/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/random.h>
#include <sys/syscall.h>
#elif defined(__APPLE__)
#include <sys/random.h>
#endif

#include "shared/io.h"

bool
secret_is(struct str said, const void *secret, size_t len, size_t size)
{
	const char *const mine = secret;
	volatile size_t different = said.len ^ len;

	for (size_t i = 0; i < size; i++) {
		const int his = i < said.len ? said.at[i] : 0;
		different |= (unsigned char)(his ^ mine[i]);
	}
	return different == 0;
}

bool
secret_same(const void *one, const void *other, size_t size)
{
	return secret_is((struct str) { one, size }, other, size, size);
}

void
secret_wipe(void *at, size_t size)
{
	volatile unsigned char *const byte = at;

	for (size_t i = 0; i < size; i++)
		byte[i] = 0;
}

void
secret_hide(void *at, size_t size)
{
#ifdef MADV_DONTDUMP
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	const uintptr_t before = (uintptr_t)at % page;

	/* If it fails, a core file has them as before. */
	(void)madvise((char *)at - before,
	    (before + size + page - 1) / page * page, MADV_DONTDUMP);
#else
	(void)at;
	(void)size;
#endif
}

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
	return getentropy(to, size) == 0; /* also where no file can be opened */
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
secret_draw(void *to, size_t size)
{
	return ask_system(to, size) || read_device(to, size);
}
