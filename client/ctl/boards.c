/*
 * The files named like scoreboards: see boards.h. POSIX cannot list shared
 * memory objects; on Linux they are the files of a directory.
 */
#include "ctl/boards.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/trust.h"
#include "shared/die.h"
#include "shared/io.h"

#define ROOM_FIRST 64

/* Returns a new entry; grows the array if necessary. */
static struct board *
boards_add(struct boards *boards)
{
	const size_t room = boards->room > 0 ? boards->room * 2 : ROOM_FIRST;
	struct board *at = boards->at;

	if (boards->count == boards->room) {
		at = room > SIZE_MAX / sizeof(*at) ?
		    NULL :
		    realloc(boards->at, room * sizeof(*at));
		if (at == NULL)
			die(EX_OSERR, "out of memory for %zu scoreboards",
			    boards->count);
		boards->at = at;
		boards->room = room;
	}
	return &at[boards->count++];
}

/* Adds a file, unless it is not a regular file or has gone meanwhile. */
static void
add_named(struct boards *boards, const char *name)
{
	struct stat info;
	uint64_t pid;
	struct board *board;

	if (!score_name_read(str_from(name), &pid) ||
	    fstatat(boards->directory, name, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISREG(info.st_mode))
		return;
	board = boards_add(boards);
	*board = (struct board) { .pid = pid,
		.owner = info.st_uid,
		.device = info.st_dev,
		.inode = info.st_ino };
	memcpy(board->name, name, strlen(name)); /* fits: score_name_read */
}

static int
compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int
by_owner(const void *a, const void *b)
{
	const struct board *one = a, *other = b;
	const int order = compare(one->owner, other->owner);

	return order != 0 ? order : compare(one->pid, other->pid);
}

/*
 * Keeps the entries of users who are trusted, and of that owner, if it is not
 * null; asks once per user.
 */
static void
boards_judge(struct boards *boards, const uid_t *owner)
{
	size_t kept = 0;
	bool good = false;
	uid_t owner_before = 0;

	for (size_t i = 0; i < boards->count; i++) {
		const struct board *board = &boards->at[i];
		if (i == 0 || owner_before != board->owner)
			good = (owner != NULL && *owner == board->owner) ||
			    trust_user(board->owner);
		owner_before = board->owner;
		if (good)
			boards->at[kept++] = *board;
	}
	boards->count = kept;
}

void
boards_read(struct boards *boards, const char *directory, const uid_t *owner)
{
	const struct dirent *entry;
	DIR *all;

	*boards = (struct boards) { .directory = -1 };
	all = opendir(directory != NULL ? directory : SCORE_DIRECTORY);
	if (all == NULL)
		return;
	boards->directory = fcntl(dirfd(all), F_DUPFD_CLOEXEC, 0);
	if (boards->directory == -1)
		die_errno(EX_OSERR, "cannot search for scoreboards");
	while ((entry = readdir(all)) != NULL)
		add_named(boards, entry->d_name);
	(void)closedir(all); /* we have only read it */
	if (boards->count == 0)
		return;
	qsort(boards->at, boards->count, sizeof(*boards->at), by_owner);
	boards_judge(boards, owner);
}

void
boards_free(struct boards *boards)
{
	free(boards->at);
	io_close(&boards->directory);
	*boards = (struct boards) { .directory = -1 };
}
