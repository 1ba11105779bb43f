/* The files of a journal: see shelf.h. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define PATH_ROOM 512

static char file_room[4 * 1024 * 1024];

void
shelf_in_memory(void)
{
	if (access("/dev/shm", W_OK) == 0)
		MUST(setenv("TMPDIR", "/dev/shm", 1) == 0, "no memory");
}

static struct str
read_path(const char *path)
{
	int fd = open(path, O_RDONLY);
	ssize_t count = 0;
	size_t len = 0;

	while (fd != -1 && len < sizeof(file_room) &&
	    (count = io_read(fd, file_room + len, sizeof(file_room) - len)) > 0)
		len += (size_t)count;
	io_close(&fd);
	return (struct str) { file_room, len };
}

/* Writes the path of a file below the state. */
static void
path_of(const char *name, char path[PATH_ROOM])
{
	char directory[SCRATCH_PATH];

	scratch_path(directory, ".");
	MUST(snprintf(path, PATH_ROOM, "%s/%s", directory, name) < PATH_ROOM,
	    "a long name");
}

struct str
shelf_file(const char *name)
{
	char path[PATH_ROOM];

	path_of(name, path);
	return read_path(path);
}

void
shelf_write(const char *name, struct str bytes)
{
	char path[PATH_ROOM];
	int fd;

	path_of(name, path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	MUST(fd != -1 && io_write_all(fd, bytes.at, bytes.len), "%s: %s", path,
	    strerror(errno));
	io_close(&fd);
}

static const char *sought;
static unsigned found;

static int
remove_it(const char *path, const struct stat *info, int type, struct FTW *at)
{
	(void)info;
	(void)type;
	return at->level == 0 ? 0 : remove(path);
}

void
shelf_remove(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, ".");
	MUST(nftw(path, remove_it, 16, FTW_DEPTH | FTW_PHYS) == 0,
	    "cannot remove: %s", strerror(errno));
}

static int
grep(const char *path, const struct stat *info, int type, struct FTW *at)
{
	const size_t len = strlen(sought);
	const struct str text =
	    type == FTW_F ? read_path(path) : (struct str) { path, 0 };

	(void)info;
	if (strstr(path + at->base, sought) != NULL)
		found++;
	for (size_t i = 0; i + len <= text.len; i++)
		found += memcmp(text.at + i, sought, len) == 0;
	return 0;
}

bool
shelf_greps(const char *text)
{
	char path[SCRATCH_PATH];
	int end;

	sought = text;
	scratch_path(path, ".");
	/* While directories are removed, it looks again. */
	do {
		found = 0;
		end = nftw(path, grep, 16, FTW_PHYS);
	} while (end != 0 && errno == ENOENT);
	MUST(end == 0, "cannot look: %s", strerror(errno));
	return found > 0;
}
