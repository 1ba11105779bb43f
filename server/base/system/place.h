/*
 * A name in a directory that is held open: between a look at what has that
 * name and its removal nobody can have another directory there, however many
 * may write to those on the way. Used by lock.c, listen.c and launch.c.
 */
#ifndef SERVER_BASE_SYSTEM_PLACE_H
#define SERVER_BASE_SYSTEM_PLACE_H

#include <stdbool.h>
#include <sys/stat.h>

struct place {
	int directory;
	const char *name; /* in there; of the path that it was opened with */
};

/* False with errno. The path has to outlive the place. */
bool place_open(struct place *place, const char *path);
void place_close(struct place *place);

/* What has the name, which is not followed if it is a link; false with errno.
 */
bool place_look(const struct place *place, struct stat *what);

/* Removes it if it is still that; false with errno. */
bool place_remove(const struct place *place, const struct stat *what);

/*
 * Gives it to that user and that group, -1: as it is, if it is still that, ours
 * and has no other name; false with errno.
 */
bool place_give(const struct place *place, const struct stat *what, uid_t user,
    gid_t group);

/* place_look and place_remove in one, of what a path leads to, if it still
 * leads to that. */
bool place_remove_path(const char *path, const struct stat *what);

/* Are they one file? */
bool place_same(const struct stat *one, const struct stat *other);

#endif
