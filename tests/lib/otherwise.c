/* Circumstances of dialogues: see otherwise.h. */
#include "otherwise.h"

#include <string.h>

#include "dice.h"
#include "must.h"

#define PIECE 7

static enum otherwise now;

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

size_t
otherwise_piece(size_t len)
{
	if (now != PIECES)
		return len;
	const size_t piece = 1 + dice(PIECE);
	return piece < len ? piece : len;
}
