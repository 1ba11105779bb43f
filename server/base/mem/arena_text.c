/* Strings in memory that workers do not inherit: see arena.h. */
#include <string.h>

#include "base/mem/arena.h"

char *
arena_text(const char *text)
{
	const size_t size = text != NULL ? strlen(text) + 1 : 0;
	char *copy = size > 0 ? arena_alloc(size) : NULL;

	return copy != NULL ? memcpy(copy, text, size) : NULL;
}

void
arena_free_text(char *text)
{
	if (text != NULL)
		arena_free(text, strlen(text) + 1);
}
