/* Circumstances of dialogues: see otherwise.h. */
#include "otherwise.h"

#include <string.h>

#include "dice.h"
#include "must.h"

#define PIECE 7

/* More take long, and find nothing new. */
#define PIECES_MOST 1000
#define SMALL_MOST 8

static enum otherwise now;
static size_t drawn; /* pieces, or small sockets */

static const char *const words[] = { "usual", "upgrade", "pieces", "small",
	"recorded", "proxied", "browsed" };

const char *
otherwise_begin(const char *argument)
{
	const size_t len = strcspn(argument, ":");
	size_t i = 0;

	if (argument[len] == '\0')
		return argument;
	while (i < COUNT(words) &&
	    (strlen(words[i]) != len || memcmp(words[i], argument, len) != 0))
		i++;
	MUST(i < COUNT(words), "there is no circumstance \"%.*s\"", (int)len,
	    argument);
	now = (enum otherwise)i;
	return argument + len + 1;
}

bool
otherwise_is(enum otherwise circumstance)
{
	return now == circumstance;
}

const char *
otherwise_word(void)
{
	return words[now];
}

/* Does the circumstance end with this one? */
static bool
is_last(size_t most)
{
	if (++drawn < most)
		return false;
	now = AS_USUAL;
	return true;
}

bool
otherwise_is_large(void)
{
	return now != SMALL || is_last(SMALL_MOST);
}

size_t
otherwise_piece(size_t len)
{
	if (now != PIECES || is_last(PIECES_MOST))
		return len;
	const size_t piece = 1 + dice(PIECE);
	return piece < len ? piece : len;
}
