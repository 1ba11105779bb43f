/*
 * Reading and writing at a place in a file: the one spot where the journal
 * deals with EINTR and short counts there. All of it blocks for as long as the
 * disk takes.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_DISK_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Reads up to size bytes. Returns the count, which is less only at the end of
 * the file; -1 with errno. journal_disk_read_all is false, with errno 0, at the
 * end.
 */
ssize_t journal_disk_read(int fd, char *room, size_t size, uint64_t at);
bool journal_disk_read_all(int fd, char *room, size_t size, uint64_t at);

/* Writes all bytes; false with errno. To be repeated at the same place. */
bool journal_disk_write(int fd, const char *text, size_t len, uint64_t at);

/*
 * Moves what a file has from that place on to the end of another file of the
 * directory, and syncs both. False with errno; then the file is as it was. The
 * room has any size.
 */
bool journal_disk_move(int directory, int fd, uint64_t at, const char *to,
    char *room, size_t size);

#endif
