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
	int argc;
	char *path; /* null: not known */
} program;

/*
 * Takes the directory and the name as the path, if that is the running program,
 * or may be, if the system does not show it.
 */
static bool
try_path(const char *directory, size_t len, const char *name)
{
	struct stat own, there;
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%.*s%s%s", (int)len, directory,
		len > 0 ? "/" : "", name) >= (int)sizeof(path) ||
	    path[0] != '/' || stat(path, &there) != 0 ||
	    !S_ISREG(there.st_mode) ||
	    (stat(ITSELF, &own) == 0 && !place_same(&own, &there)))
		return false;
	program.path = strdup(path);
	return program.path != NULL;
}

/*
 * Finds the path of the program. A link is not resolved: it may lead elsewhere
 * next time.
 */
static void
find_path(const char *name)
{
	const bool has_slash = strchr(name, '/') != NULL;
	const char *at = getenv("PATH");
	char directory[PATH_MAX];
	ssize_t len;

	if (name[0] == '/' && try_path("", 0, name))
		return;
	if (has_slash && getcwd(directory, sizeof(directory)) != NULL &&
	    try_path(directory, strlen(directory), name))
		return;
	while (!has_slash && at != NULL && *at != '\0') { /* as the shell */
		const size_t size = strcspn(at, ":");
		if (try_path(at, size, name))
			return;
		at += size + (at[size] == ':');
	}
	len = readlink(ITSELF, directory, sizeof(directory) - 1);
	if (len > 0) {
		directory[len] = '\0';
		(void)try_path("", 0, directory); /* or unknown */
	}
}

bool
program_init(struct program_call *call, int argc, char **argv)
{
	const bool takes_over =
	    argc >= 3 && strcmp(argv[1], PROGRAM_TAKE_OVER) == 0;
	uint64_t number;
	int skip;

	*call = (struct program_call) { .state = -1 };
	if (takes_over && str_to_number(str_from(argv[2]), INT_MAX, &number))
		call->state = (int)number;
	skip = call->state != -1 ? 2 : 0;
	program.argv = calloc((size_t)argc + 1, sizeof(*program.argv));
	if (program.argv == NULL)
		return false;
	for (int i = 0; i < argc; i++) {
		if (i > 0 && i <= skip)
			continue;
		program.argv[program.argc] = strdup(argv[i]);
		if (program.argv[program.argc++] == NULL)
			return false;
	}
	if (argc > 0)
		find_path(argv[0]);
	call->argc = program.argc;
	call->argv = program.argv;
	return true;
}

const char *
program_path(void)
{
	return program.path;
}

/*
 * Returns whether the file begins like a native program. Outside ELF systems,
 * only scripts are ruled out. Leaves anything but a regular file to execve(2),
 * which reports a better reason.
 */
bool
program_is_native(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat info;
	char at[4];
	ssize_t len;
	struct str begin;

	if (fd == -1)
		return true;
	len = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) ?
	    pread(fd, at, sizeof(at), 0) :
	    -1;
	io_close(&fd);
	begin = (struct str) { at, len > 0 ? (size_t)len : 0 };
#ifdef __ELF__
	return len < 0 || str_eq(begin, STR("\177ELF"));
#else
	return len < 0 || !str_begins(begin, STR("#!"));
#endif
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

/* Puts the option first: no option may follow an operand. */
char **
program_arguments(int state)
{
	const int first = program.argc > 0 ? 1 : 0;
	const size_t count = (size_t)program.argc + 4;
	const size_t room = STR_DIGITS + 1;
	char **argv = calloc(1, count * sizeof(*argv) + room);
	char *number;

	if (argv == NULL)
		return NULL;
	number = (char *)(argv + count);
	(void)snprintf(number, room, "%d", state); /* fits */
	argv[0] = first == 1 ? program.argv[0] : number;
	argv[1] = (char *)(uintptr_t)PROGRAM_TAKE_OVER;
	argv[2] = number;
	for (int i = first; i < program.argc; i++)
		argv[i + 2] = program.argv[i];
	return argv;
}

void
program_exec(const char *path, int state)
{
	char **argv = program_arguments(state);
	int error;

	if (argv == NULL)
		return;
	(void)execve(path, argv, environ); /* returns only on failure */
	error = errno;
	free(argv);
	errno = error;
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
	size_t count = 0, strings = 0, pointers;
	char **copy, *at;

	for (; environ[count] != NULL; count++)
		strings += strlen(environ[count]) + 1;
	pointers = (count + 1) * sizeof(*environ);
	copy = arena_alloc(pointers + strings);
	if (copy == NULL)
		return NULL;
	at = (char *)copy + pointers;
	copy[0] = NULL;
	for (size_t i = 0; environ[i] != NULL; i++) {
		const size_t size = strlen(environ[i]) + 1;
		copy[i] = memcpy(at, environ[i], size);
		copy[i + 1] = NULL;
		at += size;
	}
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

void
program_hide(int argc, char **argv, int count)
{
	char *to = argv[1];
	char *end = behind(argv[0], argv);

	if (argc <= count || end <= to)
		return;
	for (int i = 1 + count; i < argc; i++) {
		const size_t size = strlen(argv[i]) + 1;
		memmove(to, argv[i], size);
		to += size;
	}
	memset(to, 0, (size_t)(end - to));
}
