/*
 * Runs a target without libFuzzer over the files that are given, or over those
 * that are kept for it in tests/fuzz/corpus, one check a file. Run in the root
 * of the repository.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fuzz.h"
#include "shared/io.h"
#include "tests/lib/must.h"

#define CORPUS "tests/fuzz/corpus"
#define PATH_SIZE 512
#define FILE_MOST ((size_t)64 * 1024)

static size_t
read_whole(const char *path, char room[FILE_MOST])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	ssize_t count;

	MUST(fd != -1, "cannot open %s: %s", path, strerror(errno));
	while ((count = io_read(fd, room + len, FILE_MOST - len)) > 0)
		len += (size_t)count;
	MUST(count == 0 && len < FILE_MOST, "cannot read %s", path);
	io_close(&fd);
	return len;
}

/* In memory of its own of that size, so that sanitizers see its end. */
static void
replay(const char *path)
{
	static char room[FILE_MOST];
	const size_t len = read_whole(path, room);
	char *copy = malloc(len + (len == 0));

	MUST(copy != NULL, "no memory");
	memcpy(copy, room, len);
	tap_note("%s", path);
	fuzz((struct str) { copy, len });
	PASS("%s", path);
	free(copy);
}

static void
replay_all(const char *target)
{
	char directory[PATH_SIZE], path[PATH_SIZE];
	struct dirent **entry;
	int count;

	/* Names of ours: both paths fit. */
	(void)snprintf(directory, sizeof(directory), CORPUS "/%s", target);
	count = scandir(directory, &entry, NULL, alphasort);
	MUST(count != -1, "cannot read %s: %s", directory, strerror(errno));
	for (int i = 0; i < count; i++) {
		(void)snprintf(path, sizeof(path), CORPUS "/%s/%s", target,
		    entry[i]->d_name);
		if (entry[i]->d_name[0] != '.')
			replay(path);
		free(entry[i]);
	}
	free(entry);
}

int
main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');

	if (argc == 1)
		replay_all(slash != NULL ? slash + 1 : argv[0]);
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	return tap_done();
}
