/* Singular and plural words for messages with a count. */
#ifndef CLIENT_TEXT_PLURAL_H
#define CLIENT_TEXT_PLURAL_H

#include <stddef.h>

/* Returns the word that goes with the count. */
static inline const char *
plural(size_t count, const char *one, const char *many)
{
	return count == 1 ? one : many;
}

#endif
