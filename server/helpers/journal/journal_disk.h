/*
 * Opening a file, and reading, writing and copying at a place in it: the one
 * spot where the journal deals with EINTR and short counts there. All of it
 * blocks for as long as the disk takes.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_DISK_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/clock.h"

/*
 * Opens a file of the directory that is there, to read, to write, or both
 * (O_RDONLY and so on): no link, and nothing that the open waits for. -1 with
 * errno.
 */
int journal_disk_open(int directory, const char *name, int way);

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
 * Writes what a file has from that place on, but not beyond the end, to another
 * open file. False with errno. The room has any size.
 */
bool journal_disk_copy(
    int from, uint64_t at, uint64_t end, int to, char *room, size_t size);

/*
 * Copies what a file has from that place on to the end of another file of the
 * directory, which is made if there is none, and syncs that. False with errno;
 * a part may then have been copied. The room has any size.
 */
bool journal_disk_keep(int directory, int fd, uint64_t at, const char *to,
    char *room, size_t size);

/*
 * Cuts off what a file has from that place on, and syncs the file. False with
 * errno.
 */
bool journal_disk_cut(int fd, uint64_t at);

/*
 * Syncs what was written to a file (fdatasync); false with errno. The syncs are
 * counted, and timed: journal_disk_syncs returns how many there were in this
 * process, and what they took.
 */
struct journal_disk_syncs {
	uint64_t count;
	usec time;
};
bool journal_disk_sync(int fd);
const struct journal_disk_syncs *journal_disk_syncs(void);

/*
 * How much of a file that grows the system writes out already, and how much is
 * synced. journal_disk_start has it begin with what the file has up to that
 * place, if that is worth it, so that the next sync does not take long.
 * journal_disk_spread also syncs some of a long file that nobody waits for, so
 * that whoever comes meanwhile never waits for all of it. False with errno: the
 * file is not to be used.
 */
struct journal_disk_early {
	uint64_t started;
	uint64_t synced;
};
void journal_disk_start(int fd, struct journal_disk_early *early, uint64_t end);
bool journal_disk_spread(
    int fd, struct journal_disk_early *early, uint64_t end);

/*
 * Writes again what a file has from that place on, and syncs it. A process that
 * has died may have seen a sync fail, after which the system takes these bytes
 * for written: a sync alone would do nothing, and succeed. False with errno.
 * The room has any size.
 */
bool journal_disk_sync_again(int fd, uint64_t at, char *room, size_t size);

/*
 * Makes a file that is to take the place of another, and removes what an
 * earlier attempt has left. Returns a descriptor to read and write it, or -1
 * with errno.
 */
int journal_disk_new(int directory, const char *name);

/*
 * Gives the new file its name, in the place of one that has it; before that, if
 * that is to be safe, syncs it. False with errno; the files are as they were.
 * The name is safe when the caller has synced the directory; if that fails, the
 * new file has the name, but perhaps not after a crash.
 */
bool journal_disk_replace(
    int directory, int fd, const char *new, const char *name, bool safe);

/*
 * Overwrites a line of a file, LF not included, that is to be erased. Until all
 * of it is there, the line begins with JOURNAL_ERASING, so that a kill in
 * between leaves no part of the old line unnoticed. False with errno.
 */
bool journal_disk_overwrite(int fd, const char *line, size_t len, uint64_t at);

#endif
