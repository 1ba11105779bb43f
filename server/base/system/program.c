/* The running program: see program.h. */
#include "base/system/program.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem/arena.h"
#include "base/system/files.h"
#include "shared/io.h"
#include "shared/str.h"

extern char **environ;

/* The name under which the system shows the running program (Linux). */
#define ITSELF "/proc/self/exe"

/*
 * The running program. The copies are on libc's heap: the arguments were on the
 * stack anyway.
 */
static struct {
	char **argv;
	char *path; /* null: not known */
} program;

/*
 * Finds the path of the program: as it was called, if that names a file, or as
 * the system shows it. A link that was called is not resolved: it may lead
 * elsewhere next time.
 */
static void
find_path(const char *name)
{
	char directory[PATH_MAX] = "", path[PATH_MAX];
	ssize_t len;

	if (strchr(name, '/') == NULL) {
		len = readlink(ITSELF, path, sizeof(path) - 1);
		path[len > 0 ? len : 0] = '\0';
	} else if ((name[0] != '/' &&
		       getcwd(directory, sizeof(directory)) == NULL) ||
	    snprintf(path, sizeof(path), "%s%s%s", directory,
		name[0] != '/' ? "/" : "", name) >= (int)sizeof(path)) {
		return;
	}
	if (path[0] == '/' && access(path, X_OK) == 0)
		program.path = strdup(path); /* or it is not known */
}

bool
program_init(int argc, char **argv, int *state)
{
	const char *said = getenv(PROGRAM_STATE);
	uint64_t number;

	*state =
	    said != NULL && str_to_number(str_from(said), INT_MAX, &number) ?
	    (int)number :
	    -1;
	program.argv = calloc((size_t)argc + 1, sizeof(*program.argv));
	for (int i = 0; program.argv != NULL && i < argc; i++)
		if ((program.argv[i] = strdup(argv[i])) == NULL)
			return false;
	if (argc > 0)
		find_path(argv[0]);
	return program.argv != NULL;
}

const char *
program_path(void)
{
	return program.path;
}

void
program_is_at(const char *path)
{
	char *copy = strdup(path);

	if (copy == NULL)
		return; /* the old path is kept */
	free(program.path);
	program.path = copy;
}

char **
program_arguments(void)
{
	return program.argv;
}

bool
program_hand_over(int state)
{
	char number[STR_DIGITS + 2];

	(void)snprintf(number, sizeof(number), "%d", state); /* fits */
	return setenv(PROGRAM_STATE, number, 1) == 0;
}

/* Room for any name and address. More would cost each worker pages. */
#define ENOUGH 160

/* Returns the end of the strings that lie one after the other from end on. */
static char *
behind(char *end, char **strings)
{
	for (; *strings != NULL; strings++)
		if (*strings == end)
			end = *strings + strlen(*strings) + 1;
	return end;
}

/*
 * Copies the environment, which may hold secrets, to memory that workers do not
 * have. Null if there is no memory.
 */
static char **
copy_environment(void)
{
	size_t count = 0;
	char **copy;

	while (environ[count] != NULL)
		count++;
	copy = arena_alloc((count + 1) * sizeof(*copy));
	for (size_t i = 0; copy != NULL && i < count; i++)
		if ((copy[i] = arena_text(environ[i])) == NULL)
			return NULL;
	if (copy != NULL)
		copy[count] = NULL;
	return copy;
}

char *
program_make_room(int argc, char **argv, size_t *size)
{
	char **copy;
	char *args, *end;

	*size = 0;
	if (argc == 0 || environ == NULL)
		return NULL;
	args = behind(argv[0], argv);
	end = behind(args, environ);
	/* Only here: the strings behind it would not be found without it. */
	(void)unsetenv(PROGRAM_STATE); /* cannot fail */
	copy = copy_environment();
	if (copy == NULL)
		return NULL;
	environ = copy;
	memset(args, 0, (size_t)(end - args));
	if (end > args && end - argv[0] > ENOUGH)
		end = args - argv[0] > ENOUGH ? args : argv[0] + ENOUGH;
	*size = (size_t)(end - argv[0]);
	return argv[0];
}
