/* The process's title: see title.h. */
#include "title.h"

#include <stdlib.h>

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

/* Always null, for copy_environment to return. */
static char **
free_strings(char **strings)
{
	for (size_t i = 0; strings[i] != NULL; i++)
		free(strings[i]);
	free(strings);
	return NULL;
}

/* A copy of the environment; null where there is no memory. */
static char **
copy_environment(void)
{
	size_t count = 0;
	char **copy;

	while (environ[count] != NULL)
		count++;
	copy = calloc(count + 1, sizeof(*copy));
	for (size_t i = 0; copy != NULL && i < count; i++)
		if ((copy[i] = strdup(environ[i])) == NULL)
			return free_strings(copy);
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
	if (end > args && end - argv[0] > ENOUGH)
		end = args - argv[0] > ENOUGH ? args : argv[0] + ENOUGH;
	copy = copy_environment();
	if (copy == NULL)
		return; /* no titles, then */
	environ = copy;
	title.at = argv[0];
	title.size = (size_t)(end - argv[0]);
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
