/*
 * A name in a directory that is held open. Whoever may write to the directories
 * above cannot put another directory in its place between a look at the name
 * and its removal.
 */
#ifndef SERVER_BASE_SYSTEM_PLACE_H
#define SERVER_BASE_SYSTEM_PLACE_H

#include <stdbool.h>
#include <sys/stat.h>

struct place {
	int directory;
	const char *name; /* in the directory; points into the path */
};

/* Opens the directory. False with errno. The path must outlive the place. */
bool place_open(struct place *place, const char *path);
void place_close(struct place *place);

/*
 * Looks at the file of that name, without following a link. False with errno.
 */
bool place_stat(const struct place *place, struct stat *what);

/* Removes the file if it is still the same one. False with errno. */
bool place_remove(const struct place *place, const struct stat *what);

/*
 * Removes the file that a path leads to, if it is still the same one. False
 * with errno.
 */
bool place_remove_path(const char *path, const struct stat *what);

/* Returns whether both are the same file. */
bool place_same(const struct stat *one, const struct stat *other);

#endif
