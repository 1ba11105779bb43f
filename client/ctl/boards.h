/*
 * All that stands under the name of a scoreboard on this machine, and whose it
 * is. Whoever owns one may have put anything there, as often as there is room:
 * each is looked at, none is opened. Used by all commands of forkcastctl.
 */
#ifndef CLIENT_CTL_BOARDS_H
#define CLIENT_CTL_BOARDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/score.h"

struct board {
	char name[SCORE_NAME]; /* of the file */
	uint64_t pid; /* in its name */
	uid_t owner;
	dev_t device;
	ino_t inode;
	bool trusted; /* trust.h */
};

struct boards {
	int directory; /* -1: there is none here */
	struct board *at;
	size_t count;
	size_t room; /* for so many */
};

/*
 * Reads the directory, or with null the system's; to be freed. Those that are
 * trusted come first, then the others; each of them by owner, then by process
 * ID. Ends the program without memory.
 */
void boards_read(struct boards *boards, const char *directory);
void boards_free(struct boards *boards);

#endif
