/*
 * The files on this machine that are named like scoreboards, of users who are
 * trusted. Any user can put any number of such files there, with any content,
 * so no file is opened here.
 */
#ifndef CLIENT_CTL_BOARDS_H
#define CLIENT_CTL_BOARDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/score.h"

struct board {
	char name[SCORE_NAME]; /* name of the file */
	uint64_t pid; /* the process ID in the name */
	uid_t owner;
	dev_t device;
	ino_t inode;
};

struct boards {
	int directory; /* -1: this system has none */
	struct board *at;
	size_t count;
	size_t room; /* allocated entries */
};

/*
 * Reads the directory; null means the system's. Leaves out the files of users
 * who are neither trusted (trust.h) nor that owner, which may be null. Free the
 * result, which is sorted by owner, then by process ID. Ends the program if
 * there is no memory.
 */
void boards_read(
    struct boards *boards, const char *directory, const uid_t *owner);
void boards_free(struct boards *boards);

#endif
