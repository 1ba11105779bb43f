/*
 * What lies on a disk: the names in a directory, bytes at a place of a file,
 * and names that last. No call asks for memory on Linux, where a process may be
 * forbidden to. All of them may block as long as the disk does.
 */
#ifndef SHARED_DISK_H
#define SHARED_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "str.h"

/*
 * The names in a directory, one after the other, in no order. Those that come
 * or go meanwhile may be among them or not.
 */
struct disk_names {
	int fd; /* of the directory; -1: at the end, or it cannot be read */
	int error; /* errno, if not all could be read */
	void *stream; /* of dirent.h, where that is used */
	size_t at, have; /* bytes of room that were passed, and read */
	_Alignas(uint64_t) char room[2048];
};

/*
 * disk_names_open begins to list a directory, whose path goes from an open one
 * on and does not end in a link. disk_names_next returns the next name, ended
 * by a NUL and valid until the next call; false at the end, which closes it.
 */
void disk_names_open(struct disk_names *names, int at, const char *path);
bool disk_names_next(struct disk_names *names, struct str *name);
void disk_names_close(struct disk_names *names);

/*
 * disk_write writes all bytes at that place; false with errno, and some may be
 * written. disk_read returns how many there are of them; -1 with errno.
 */
bool disk_write(int fd, uint64_t at, struct str bytes);
ssize_t disk_read(int fd, uint64_t at, char *room, size_t size);

/*
 * Syncs the directory that has the name, whose path goes from an open one on.
 * False with errno.
 */
bool disk_sync_name(int at, const char *path);

#endif
