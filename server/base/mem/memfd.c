/* Memory without a name: see memfd.h. */
#define _GNU_SOURCE /* memfd_create */
#include "base/mem/memfd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/crypto/entropy.h"

/*
 * A flag without which some systems refuse to make a memfd. Older systems
 * refuse the flag.
 */
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8U
#endif

int
memfd_open(const char *called)
{
#ifdef MFD_CLOEXEC
	const unsigned flags = MFD_CLOEXEC | MFD_NOEXEC_SEAL;
	int fd = memfd_create(called, flags);

	if (fd == -1 && errno == EINVAL)
		fd = memfd_create(called, MFD_CLOEXEC);
	if (fd != -1)
		(void)fchmod(fd, 0); /* otherwise others can open it in /proc */
	return fd;
#else
	char name[64];
	uint64_t number;
	int fd;

	if (!entropy_draw(&number, sizeof(number)))
		return -1;
	(void)snprintf(name, sizeof(name), "/%s.%llx", called,
	    (unsigned long long)number); /* fits */
	fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
	if (fd != -1)
		(void)shm_unlink(name); /* was just made by us */
	return fd;
#endif
}
