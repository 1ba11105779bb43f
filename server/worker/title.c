/* The process's title: see title.h. */
#include "worker/title.h"

#include "base/arena.h"

extern char **environ;

/* Room for any name and address; more would cost each worker pages. */
#define ENOUGH 160

static struct {
	char *at; /* where the arguments stand, and the environment behind */
	size_t size;
} title;

/* The end of the strings that lie one behind the other from end on. */
static char *
behind(char *end, char **strings)
{
	for (; *strings != NULL; strings++)
		if (*strings == end)
			end = *strings + strlen(*strings) + 1;
	return end;
}

/* Bytes for the pointers of the environment, and for its strings. */
static size_t
environment_size(size_t *pointers)
{
	size_t count = 0, strings = 0;

	for (; environ[count] != NULL; count++)
		strings += strlen(environ[count]) + 1;
	*pointers = (count + 1) * sizeof(*environ);
	return *pointers + strings;
}

/*
 * A copy of the environment, which may hold secrets, where workers do not have
 * it; null where there is no memory.
 */
static char **
copy_environment(void)
{
	size_t pointers;
	char **copy = arena_alloc(environment_size(&pointers));
	char *at;

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

void
title_init(int argc, char **argv)
{
	char **copy;
	char *args, *end;

	if (argc == 0 || environ == NULL)
		return;
	args = behind(argv[0], argv);
	end = behind(args, environ);
	copy = copy_environment();
	if (copy == NULL)
		return; /* no titles, then */
	environ = copy;
	memset(args, 0, (size_t)(end - args));
	if (end > args && end - argv[0] > ENOUGH)
		end = args - argv[0] > ENOUGH ? args : argv[0] + ENOUGH;
	title.at = argv[0];
	title.size = (size_t)(end - argv[0]);
}

void
title_leave_environment(void)
{
	static char *none[] = { NULL };

	environ = none;
}

void
title_set(const struct str *pieces, size_t count)
{
	size_t used = 0;

	if (title.size == 0)
		return;
	memset(title.at, 0, title.size);
	for (size_t i = 0; i < count; i++) {
		const size_t room = title.size - 1 - used;
		const size_t len = pieces[i].len < room ? pieces[i].len : room;
		memcpy(title.at + used, pieces[i].at, len);
		used += len;
	}
}
