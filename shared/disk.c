/* What lies on a disk: see disk.h. */
#define _GNU_SOURCE /* syscall */
#include "disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif
#include <unistd.h>

#include "io.h"

void
disk_names_close(struct disk_names *names)
{
	if (names->stream != NULL)
		(void)closedir(names->stream); /* was only read; so is fd */
	else
		io_close(&names->fd);
	names->stream = NULL;
	names->fd = -1;
}

void
disk_names_open(struct disk_names *names, int at, const char *path)
{
	*names = (struct disk_names) { .fd = openat(at, path,
					   O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
					       O_CLOEXEC) };
#ifndef SYS_getdents64
	if (names->fd != -1)
		names->stream = fdopendir(names->fd);
#endif
	names->error = names->fd == -1 ? errno : 0;
}

#ifdef SYS_getdents64

/* The form in which the kernel has each name. */
struct entry {
	uint64_t inode;
	int64_t next;
	unsigned short size;
	unsigned char type;
	char name[];
};

static const char *
read_name(struct disk_names *names)
{
	const struct entry *entry;

	if (names->at == names->have) {
		const long count = syscall(SYS_getdents64, names->fd,
		    names->room, sizeof(names->room));
		names->error = count < 0 ? errno : 0;
		names->have = count > 0 ? (size_t)count : 0;
		names->at = 0;
		if (count <= 0)
			return NULL;
	}
	entry = (const struct entry *)(void *)(names->room + names->at);
	names->at += entry->size;
	return entry->name;
}

#else

static const char *
read_name(struct disk_names *names)
{
	const struct dirent *entry;

	errno = 0;
	entry = names->stream != NULL ? readdir(names->stream) : NULL;
	names->error = names->stream != NULL ? errno : ENOMEM;
	return entry != NULL ? entry->d_name : NULL;
}

#endif

bool
disk_names_next(struct disk_names *names, struct str *name)
{
	const char *at = names->fd != -1 ? read_name(names) : NULL;

	if (at == NULL) {
		disk_names_close(names);
		return false;
	}
	*name = str_from(at);
	return true;
}

bool
disk_write(int fd, uint64_t at, struct str bytes)
{
	while (bytes.len > 0) {
		const ssize_t count =
		    pwrite(fd, bytes.at, bytes.len, (off_t)at);
		if (count == -1 && errno == EINTR)
			continue;
		if (count == 0)
			errno = ENOSPC;
		if (count <= 0)
			return false;
		str_drop(&bytes, (size_t)count);
		at += (size_t)count;
	}
	return true;
}

ssize_t
disk_read(int fd, uint64_t at, char *room, size_t size)
{
	size_t have = 0;

	while (have < size) {
		const ssize_t count =
		    pread(fd, room + have, size - have, (off_t)(at + have));
		if (count == -1 && errno != EINTR)
			return -1;
		if (count == 0)
			break;
		have += count > 0 ? (size_t)count : 0;
	}
	return (ssize_t)have;
}

bool
disk_sync_name(int at, const char *path)
{
	const char *slash = strrchr(path, '/');
	char directory[PATH_MAX] = ".";
	bool good;
	int fd;

	if (slash != NULL) /* that of the root has only the slash */
		(void)snprintf(directory, sizeof(directory), "%.*s",
		    slash == path ? 1 : (int)(slash - path), path);
	fd = openat(at, directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* Some file systems cannot sync a directory, and need not. */
	good = fd != -1 && (fsync(fd) == 0 || errno == EINVAL);
	io_close(&fd);
	return good;
}
