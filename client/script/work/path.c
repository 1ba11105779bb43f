/* The search for programs: see path.h. */
#include "script/work/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The search path where PATH is not set, as in execvp(3). */
#define USUAL "/bin:/usr/bin"

#define PATH_SIZE 4096

static bool
is_program(const char *directory, size_t len, const char *word)
{
	char path[PATH_SIZE];
	struct stat status;
	const int size = snprintf(path, sizeof(path), "%.*s%s%s", (int)len,
	    directory, len > 0 ? "/" : "", word);

	return size > 0 && (size_t)size < sizeof(path) &&
	    stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
	    access(path, X_OK) == 0;
}

bool
path_has(const char *word)
{
	const char *path = getenv("PATH");

	if (strchr(word, '/') != NULL)
		return is_program("", 0, word);
	if (path == NULL)
		path = USUAL;
	for (;;) {
		const size_t len = strcspn(path, ":");
		if (is_program(path, len, word))
			return true;
		if (path[len] == '\0')
			return false;
		path += len + 1;
	}
}
