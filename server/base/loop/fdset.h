/*
 * Bitmaps of descriptors for pselect(2), as large as the process needs rather
 * than FD_SETSIZE; FD_SET is never used. select takes any size on the systems
 * that this project runs on: on Linux, and on the BSDs, where FD_SETSIZE is a
 * default.
 */
#ifndef SERVER_BASE_LOOP_FDSET_H
#define SERVER_BASE_LOOP_FDSET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/select.h>

struct fdset {
	unsigned long *bits;
	size_t words; /* of bits */
	size_t top; /* words that may have a bit; those after it are zero */
};

/*
 * Initializes a set for descriptors 0 to fds - 1, for the life of the process.
 * The set is in the arena: a page that the parent writes often would otherwise
 * be copied for every worker.
 */
void fdset_init(struct fdset *set, size_t fds);

void fdset_put(struct fdset *set, int fd, bool in);
bool fdset_has(const struct fdset *set, int fd);
void fdset_clear(struct fdset *set);

/* Adds the descriptors of another set of the same size. */
void fdset_merge(struct fdset *to, const struct fdset *from);

void fdset_copy(struct fdset *to, const struct fdset *from);

/* Returns the first descriptor in the set that is at least fd, or -1. */
int fdset_next(const struct fdset *set, int fd);

/* Returns the set for select, valid as long as the set is. */
fd_set *fdset_raw(struct fdset *set);

/* Returns a number above each descriptor in the set. */
int fdset_width(const struct fdset *set);

#endif
