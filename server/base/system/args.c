/* The memory for titles: see args.h. */
#include "base/system/args.h"

#include <string.h>

#include "base/mem/arena.h"

extern char **environ;

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
args_make_room(int argc, char **argv, size_t *size)
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
args_hide(int argc, char **argv, int count)
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
