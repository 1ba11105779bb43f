/* Sentences that count: used where standard error is told how many. */
#ifndef CLIENT_TEXT_PLURAL_H
#define CLIENT_TEXT_PLURAL_H

#include <stddef.h>

/* The words that go with so many. */
static inline const char *
plural(size_t count, const char *one, const char *many)
{
	return count == 1 ? one : many;
}

#endif
