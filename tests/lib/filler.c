/* Words of any length: see filler.h. */
#include "filler.h"

#include "must.h"

static struct {
	char letters[FILLER_MOST + 1]; /* filled at first use */
} fill;

const char *
filler(size_t len)
{
	MUST(len <= FILLER_MOST, "%zu bytes of filler are too many", len);
	/* The end of the letters, so that a NUL stands behind any length. */
	for (size_t i = 0; i < FILLER_MOST && fill.letters[i] == '\0'; i++)
		fill.letters[i] = (char)('a' + i % 26);
	return fill.letters + FILLER_MOST - len;
}
