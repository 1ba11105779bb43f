/* The directory tree of forkcast fifo: see places.h. */
#include "script/hear/places.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/die.h"
#include "shared/io.h"
#include "text/plural.h"

/* Room for a path with a file's name after it. */
#define FILE_PATH (PLACE_PATH + 8)

/* Room for a group's name with each byte written as three. */
#define NAME_SIZE (3 * LIMIT_GROUP + 1)

static struct {
	struct place *first;
	struct place *root; /* last in the list */
	size_t count;
	bool closing;
} places;

static void
path_of(const struct place *place, const char *name, char path[FILE_PATH])
{
	(void)snprintf(path, FILE_PATH, "%s/%s", place->path, name);
}

/* Returns whether byte i of a group's name is escaped in a file name. */
static bool
is_special(struct str group, size_t i)
{
	const bool first = i == 0 &&
	    (group.at[0] == '.' || str_eq(group, STR("in")) ||
		str_eq(group, STR("out")));

	return first || group.at[i] == '/' || group.at[i] == '%';
}

static void
name_of(struct str group, char name[NAME_SIZE])
{
	for (size_t i = 0; i < group.len; i++) {
		const char *format = is_special(group, i) ? "%%%02x" : "%c";
		name += snprintf(
		    name, 4, format, (unsigned)(unsigned char)group.at[i]);
	}
	*name = '\0';
}

/* Returns whether a link of that name exists. */
static bool
is_link(int at, const char *name)
{
	struct stat info;

	return fstatat(at, name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISLNK(info.st_mode);
}

/*
 * Returns whether the directory is ours, and nobody else has access to it;
 * complains if not.
 */
static bool
is_ours_alone(int directory, const char *path)
{
	struct stat info;

	if (fstat(directory, &info) != 0)
		complain("cannot check %s: %s", path, strerror(errno));
	else if (info.st_uid != geteuid())
		complain("%s belongs to another user; use a directory of your "
			 "own",
		    path);
	else if ((info.st_mode & 0777) != 0700)
		complain("%s is accessible to others (mode %04o); run chmod "
			 "700, or use another directory",
		    path, (unsigned)info.st_mode & 0777);
	else
		return true;
	return false;
}

/*
 * Makes the directory, unless it exists, and opens it; -1 after a complaint.
 * Checks the opened directory, not what the name now leads to.
 */
static int
open_directory(int at, const char *name, const char *path)
{
	int fd;

	if (mkdirat(at, name, 0700) != 0 && errno != EEXIST) {
		complain("cannot create %s: %s", path, strerror(errno));
		return -1;
	}
	fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1 && is_link(at, name))
		complain(
		    "%s is a symbolic link; use the directory itself", path);
	else if (fd == -1)
		complain("cannot open %s: %s", path, strerror(errno));
	else if (!is_ours_alone(fd, path))
		io_close(&fd);
	return fd;
}

/*
 * Returns whether somebody reads the FIFO. That is another process, since we
 * have not opened it.
 */
static bool
is_read(const struct place *place)
{
	int fd = openat(place->directory, "in",
	    O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	const bool read = fd != -1;

	io_close(&fd);
	return read;
}

/*
 * Makes the FIFO, or takes over that of a killed process; false after a
 * complaint.
 */
static bool
make_fifo(const struct place *place)
{
	struct stat info;
	char path[FILE_PATH];

	path_of(place, "in", path);
	if (mkfifoat(place->directory, "in", 0600) == 0)
		return true;
	if (errno != EEXIST ||
	    fstatat(place->directory, "in", &info, AT_SYMLINK_NOFOLLOW) != 0)
		complain("cannot create %s: %s", path, strerror(errno));
	else if (!S_ISFIFO(info.st_mode))
		complain("%s exists and is not a FIFO; remove it", path);
	else if (info.st_uid != geteuid())
		complain("%s belongs to another user; remove it", path);
	else if (is_read(place))
		complain("%s is in use by another process", path);
	else
		return true;
	return false;
}

/* Opens the FIFO for reading; -1 with errno. */
static int
open_fifo(const struct place *place)
{
	return openat(place->directory, "in",
	    O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
}

/* Remembers device and inode of the open FIFO. */
static bool
know_fifo(struct place *place)
{
	struct stat info;

	if (fstat(place->fd, &info) != 0)
		return false;
	place->device = info.st_dev;
	place->node = info.st_ino;
	errno = ENOTSUP;
	return S_ISFIFO(info.st_mode);
}

static bool
is_fifo_of(const struct place *place, const struct stat *info)
{
	return info->st_dev == place->device && info->st_ino == place->node;
}

/* Returns whether "in" is still the same FIFO. */
static bool
has_fifo(const struct place *place)
{
	struct stat info;

	/* Once it was gone, its inode number may be another file's. */
	return !place->is_removed &&
	    fstatat(place->directory, "in", &info, AT_SYMLINK_NOFOLLOW) == 0 &&
	    is_fifo_of(place, &info);
}

/*
 * Makes the place's directory, called name in the directory at, and its FIFO;
 * false after a complaint.
 */
static bool
places_make(struct place *place, int at, const char *name)
{
	place->directory = open_directory(at, name, place->path);
	if (place->directory == -1 || !make_fifo(place))
		return false;
	place->fd = open_fifo(place);
	if (place->fd != -1 && know_fifo(place))
		return true;
	complain("cannot open %s/in: %s", place->path, strerror(errno));
	io_close(&place->fd);
	return false;
}

/* Makes the place and puts it into the list, or frees it. */
static struct place *
places_insert(struct place *place, int at, const char *name)
{
	buf_init(&place->input, place->memory, sizeof(place->memory));
	if (!places_make(place, at, name)) {
		io_close(&place->directory);
		free(place);
		return NULL;
	}
	place->due = places.closing ? 0 : SIZE_MAX;
	place->next = places.first;
	places.first = place;
	places.count++;
	return place;
}

static struct place *
new_place(struct str group)
{
	struct place *place = calloc(1, sizeof(*place));

	if (place == NULL)
		die_errno(EX_OSERR, "no memory for a group");
	memcpy(place->group, group.at, group.len);
	place->group_len = group.len;
	place->directory = place->fd = -1;
	return place;
}

void
places_begin(const char *directory)
{
	struct place *root = new_place(STR(""));
	int len = snprintf(root->path, sizeof(root->path), "%s", directory);

	/* Leaves room for the names of groups. */
	if (len < 0 || (size_t)len + NAME_SIZE >= sizeof(root->path))
		die(EX_CANTCREAT, "path too long: %s", directory);
	/* With a trailing slash, a link would be followed. */
	while (len > 1 && root->path[len - 1] == '/')
		root->path[--len] = '\0';
	places.root = places_insert(root, AT_FDCWD, root->path);
	if (places.root == NULL)
		exit(EX_CANTCREAT);
}

struct place *
places_add(struct str group)
{
	struct place *place = places_find(group);
	char name[NAME_SIZE];

	if (place != NULL)
		return place;
	place = new_place(group);
	name_of(group, name);
	const int len = snprintf(
	    place->path, sizeof(place->path), "%s/%s", places.root->path, name);
	assert(len > 0 && (size_t)len < sizeof(place->path)); /* places_begin */
	(void)len;
	return places_insert(place, places.root->directory, name);
}

struct str
place_group(const struct place *place)
{
	return (struct str) { place->group, place->group_len };
}

struct place *
places_find(struct str group)
{
	struct place *place = places.first;

	while (place != NULL && !str_caseeq(place_group(place), group))
		place = place->next;
	return place;
}

struct place *
places_root(void)
{
	return places.root;
}

struct place *
places_first(void)
{
	return places.first;
}

size_t
places_count(void)
{
	return places.count;
}

/* Removes the FIFO, unless it is gone already. */
static void
places_let_go(struct place *place)
{
	if (has_fifo(place))
		(void)unlinkat(place->directory, "in", 0);
	io_close(&place->fd);
	io_close(&place->directory);
	free(place);
}

void
places_remove(struct place *place)
{
	struct place **at = &places.first;

	while (*at != place)
		at = &(*at)->next;
	*at = place->next;
	places.count--;
	places_let_go(place);
}

void
places_end(void)
{
	while (places.first != NULL)
		places_remove(places.first);
	places.root = NULL;
}

/* Ends a last line that has no LF. */
static void
end_line(struct place *place)
{
	const struct str rest = buf_str(&place->input);

	if (rest.len > 0 && rest.at[rest.len - 1] != '\n')
		(void)BUF_CAT(&place->input, STR("\n")); /* there is room */
}

/*
 * Opens "in" anew after all writers have closed it, because the old descriptor
 * would report that forever. The new one is opened first, so that nothing
 * written meanwhile is lost.
 */
static void
reopen(struct place *place)
{
	int old = place->fd;
	struct stat info;

	place->fd = open_fifo(place);
	if (place->fd == -1 && has_fifo(place))
		complain("cannot open %s/in: %s; no longer reading it",
		    place->path, strerror(errno));
	else if (place->fd != -1 &&
	    (fstat(place->fd, &info) != 0 || !is_fifo_of(place, &info)))
		io_close(&place->fd); /* place_is_gone will tell */
	io_close(&old);
}

bool
place_is_gone(struct place *place)
{
	if (place->is_removed || has_fifo(place))
		return false;
	place->is_removed = true;
	return true;
}

void
place_read(struct place *place)
{
	char *room;
	/* Leaves a byte for a missing LF at the end. */
	const size_t size = buf_room(&place->input, &room) - 1;
	const ssize_t count =
	    io_read(place->fd, room, size < place->due ? size : place->due);

	if (count > 0)
		buf_filled(&place->input, (size_t)count);
	const bool closing = place->due != SIZE_MAX;
	if (closing)
		place->due -= count > 0 ? (size_t)count : place->due;
	if (count > 0 || count == IO_AGAIN)
		return;
	end_line(place);
	if (!closing)
		reopen(place);
}

/*
 * Limits reading to what waits, and one byte more, to see whether all writers
 * have closed it.
 */
static void
limit(struct place *place)
{
	place->due = place->fd != -1 ? io_pending(place->fd) + 1 : 0;
}

void
places_close(void)
{
	places.closing = true;
	for (struct place *place = places.first; place != NULL;
	     place = place->next)
		limit(place);
}

bool
place_has_more(const struct place *place)
{
	return place->due > 0 && buf_len(&place->input) < PLACE_INPUT - 1;
}

/* Forgets the lines that were read; returns their number. */
static size_t
drop_lines(struct place *place)
{
	struct str line;
	size_t count = 0;

	for (;;) {
		switch (buf_line(&place->input, &line)) {
		case LINE_NONE:
			return count;
		case LINE_TOO_LONG:
			count++;
			break;
		case LINE_WHOLE:
			count += line.len > 0;
			buf_drop_line(&place->input, line);
			break;
		}
	}
}

size_t
place_rest(struct place *place)
{
	size_t count = drop_lines(place);

	limit(place); /* does not wait for endless writers */
	while (place_has_more(place)) {
		place_read(place);
		count += drop_lines(place);
	}
	end_line(place);
	return count + drop_lines(place);
}

/*
 * Returns whether the file is ours, and is a FIFO or has no other hard link.
 * Sets errno if not.
 */
static bool
may_append(int fd)
{
	struct stat info;

	if (fstat(fd, &info) != 0)
		return false;
	errno = EPERM;
	if (info.st_uid != geteuid())
		return false;
	errno = EMLINK;
	return S_ISFIFO(info.st_mode) || info.st_nlink == 1;
}

/* Appends the line; false with errno if not all of it is written. */
static bool
append(const struct place *place, struct str line)
{
	int fd = openat(place->directory, "out",
	    O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC,
	    0600);
	ssize_t count = IO_FAIL;

	if (fd == -1)
		return false;
	if (may_append(fd))
		count = io_write(fd, line.at, line.len);
	if (count >= 0 && (size_t)count < line.len)
		errno = ENOSPC;
	io_close(&fd);
	return count == (ssize_t)line.len;
}

void
place_write(struct place *place, struct str line)
{
	char path[FILE_PATH];

	path_of(place, "out", path);
	if (!append(place, line)) {
		if (place->lost++ == 0)
			complain("cannot write to %s: %s; lines will be lost",
			    path, strerror(errno));
	} else if (place->lost > 0) {
		complain("writing to %s again; %zu %s lost", path, place->lost,
		    plural(place->lost, "line", "lines"));
		place->lost = 0;
	}
}
