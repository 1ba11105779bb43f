/* The directory tree of forkcast fifo: see places.h. */
#include "places.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/die.h"
#include "shared/io.h"

/* A path with the name of a file behind it. */
#define FILE_PATH (PLACE_PATH + 8)

/* Room for a group in which each byte is written as three. */
#define NAME_SIZE (3 * LIMIT_GROUP + 1)

static struct {
	struct place *first;
	struct place *root; /* the last */
	size_t count;
} places;

static void
path_of(const struct place *place, const char *name, char path[FILE_PATH])
{
	(void)snprintf(path, FILE_PATH, "%s/%s", place->path, name);
}

/* May a byte of a group's name not stand there in the name of a file? */
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

static bool
is_fifo(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISFIFO(info.st_mode);
}

/* Would a writer find a reader? Then it is another's, for we do not read. */
static bool
is_read(const char *path)
{
	int fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	const bool read = fd != -1;

	io_close(&fd);
	return read;
}

/* Makes the FIFO, or takes over what a killed one has left; false if said. */
static bool
make_fifo(const char *path)
{
	if (mkfifo(path, 0600) == 0)
		return true;
	if (errno != EEXIST)
		complain("cannot make %s: %s", path, strerror(errno));
	else if (!is_fifo(path))
		complain("%s is there already, and no FIFO; remove it", path);
	else if (is_read(path))
		complain("%s is read by another program", path);
	else
		return true;
	return false;
}

static int
open_fifo(const char *path)
{
	return open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

/* Makes the directory and what is in it; false if that has been refused. */
static bool
make(struct place *place)
{
	char path[FILE_PATH];

	if (mkdir(place->path, 0700) != 0 && errno != EEXIST) {
		complain("cannot make %s: %s", place->path, strerror(errno));
		return false;
	}
	path_of(place, "in", path);
	if (!make_fifo(path))
		return false;
	place->fd = open_fifo(path);
	if (place->fd == -1)
		complain("cannot open %s: %s", path, strerror(errno));
	return place->fd != -1;
}

/* Takes over the place if it can be made; else frees it. */
static struct place *
add(struct place *place)
{
	buf_init(&place->input, place->memory, sizeof(place->memory));
	if (!make(place)) {
		free(place);
		return NULL;
	}
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
	return place;
}

void
places_begin(const char *directory)
{
	struct place *root = new_place(STR(""));
	const int len =
	    snprintf(root->path, sizeof(root->path), "%s", directory);

	/* Room for what names of groups add. */
	if (len < 0 || (size_t)len + NAME_SIZE >= sizeof(root->path))
		die(EX_CANTCREAT, "the path %s is too long", directory);
	places.root = add(root);
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
	return add(place);
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

	while (place != NULL && !str_same(place_group(place), group))
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

/* Removes its FIFO; if it has gone already, that is as well. */
static void
let_go(struct place *place)
{
	char path[FILE_PATH];

	path_of(place, "in", path);
	(void)unlink(path);
	io_close(&place->fd);
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
	let_go(place);
}

void
places_end(void)
{
	while (places.first != NULL)
		places_remove(places.first);
	places.root = NULL;
}

/*
 * All writers have closed it. It is opened anew, for the old descriptor would
 * report that for ever; before the old one is closed, so that nothing that is
 * written meanwhile is lost. A last line without LF is a line.
 */
static void
reopen(struct place *place)
{
	const struct str rest = buf_str(&place->input);
	char path[FILE_PATH];
	int old = place->fd;

	if (rest.len > 0 && rest.at[rest.len - 1] != '\n')
		(void)BUF_CAT(&place->input, STR("\n")); /* there is room */
	path_of(place, "in", path);
	place->fd = open_fifo(path);
	if (place->fd == -1)
		complain("cannot open %s: %s; nothing is read from it any more",
		    path, strerror(errno));
	io_close(&old);
}

void
place_read(struct place *place)
{
	char *room;
	const size_t size = buf_room(&place->input, &room);
	/* A byte is left for the end of a last line. */
	const ssize_t count = io_read(place->fd, room, size - 1);

	if (count > 0)
		buf_filled(&place->input, (size_t)count);
	else if (count != IO_AGAIN)
		reopen(place);
}

/* False with errno if not all of the line is written. */
static bool
append(const char *path, struct str line)
{
	int fd = open(
	    path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0600);
	ssize_t count = 0;

	if (fd == -1)
		return false;
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
	if (!append(path, line)) {
		if (place->lost++ == 0)
			complain("cannot write to %s: %s; what comes is lost",
			    path, strerror(errno));
	} else if (place->lost > 0) {
		complain("%s can be written again; %zu lines were lost", path,
		    place->lost);
		place->lost = 0;
	}
}
