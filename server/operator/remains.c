/* Scoreboards of dead servers: see remains.h. */
#include "operator/remains.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"
#include "shared/score.h"

struct piece {
	char name[SCORE_NAME];
	struct timespec written;
};

struct remains {
	int directory;
	size_t looked;
	size_t count;
	struct piece at[REMAINS_LOOKED];
};

/*
 * Returns whether the file is our user's and nobody has locked it. It can be
 * any kind of file, so it is opened without blocking. A scoreboard that was
 * just created is not locked yet, but as the newest it is kept.
 */
static bool
is_dead(int directory, struct piece *piece)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct stat info;
	int fd = openat(directory, piece->name,
	    O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
	const bool dead = fd != -1 && fstat(fd, &info) == 0 &&
	    S_ISREG(info.st_mode) && info.st_uid == geteuid() &&
	    fcntl(fd, F_SETLK, &whole) == 0;

	if (dead)
		piece->written = info.st_mtim;
	io_close(&fd);
	return dead;
}

static void
add_piece(struct remains *remains, const char *name)
{
	struct piece *piece = &remains->at[remains->count];
	const size_t len = strlen(name);
	uint64_t pid;

	if (!score_name_read(str_from(name), &pid) || len >= SCORE_NAME)
		return;
	remains->looked++;
	memcpy(piece->name, name, len + 1);
	remains->count += is_dead(remains->directory, piece);
}

/* Compares scoreboards, newest first. */
static int
compare(const void *one, const void *other)
{
	const struct timespec a = ((const struct piece *)one)->written;
	const struct timespec b = ((const struct piece *)other)->written;

	if (a.tv_sec != b.tv_sec)
		return (a.tv_sec < b.tv_sec) - (a.tv_sec > b.tv_sec);
	return (a.tv_nsec < b.tv_nsec) - (a.tv_nsec > b.tv_nsec);
}

static void
remove_older(struct remains *remains)
{
	qsort(remains->at, remains->count, sizeof(*remains->at), compare);
	for (size_t i = REMAINS_KEPT; i < remains->count; i++) /* best effort */
		(void)unlinkat(remains->directory, remains->at[i].name, 0);
}

void
remains_remove(void)
{
	DIR *all = opendir(SCORE_DIRECTORY);
	struct remains *remains;
	struct dirent *entry;

	if (all == NULL)
		return;
	remains = calloc(1, sizeof(*remains));
	if (remains != NULL) {
		remains->directory = dirfd(all);
		while (remains->looked < REMAINS_LOOKED &&
		    (entry = readdir(all)) != NULL)
			add_piece(remains, entry->d_name);
		remove_older(remains);
	}
	free(remains);
	(void)closedir(all); /* was only read */
}
