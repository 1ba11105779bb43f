/*
 * Bitmaps of descriptors for pselect(2), as large as the process needs rather
 * than FD_SETSIZE: FD_SET is never used. select takes any size on the systems
 * that this project runs on (Linux, the BSDs, where FD_SETSIZE is a default).
 */
#ifndef SERVER_BASE_LOOP_FDSET_H
#define SERVER_BASE_LOOP_FDSET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/select.h>

struct fdset {
	unsigned long *bits;
	size_t words; /* of bits */
	size_t top; /* words that may have a bit; those behind are zero */
};

/*
 * A set for descriptors 0 to fds - 1, for the life of the process; false where
 * there is no memory. It is in the arena: a page that we write to often would
 * else be copied for every worker.
 */
bool fdset_init(struct fdset *set, size_t fds);

void fdset_put(struct fdset *set, int fd, bool in);
bool fdset_has(const struct fdset *set, int fd);
void fdset_clear(struct fdset *set);

/* Adds what is in the other set, which is as large. */
void fdset_merge(struct fdset *to, const struct fdset *from);

void fdset_copy(struct fdset *to, const struct fdset *from);

/* The first descriptor in the set that is not less than fd, or -1. */
int fdset_next(const struct fdset *set, int fd);

/* For select; valid as long as the set. */
fd_set *fdset_raw(struct fdset *set);

/* No descriptor in the set is as high as this. */
int fdset_width(const struct fdset *set);

#endif
