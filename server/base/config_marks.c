/* The words behind an address of listen: see config_marks.h. */
#include "base/config_marks.h"

#include <string.h>

/* The length of what stands before the blanks and that word at the end. */
static size_t
before_last(const char *value, size_t whole, const char *word)
{
	const size_t len = strlen(word);
	size_t before = whole > len ? whole - len : 0;

	if (before == 0 || strncmp(value + before, word, len) != 0 ||
	    strchr(" \t", value[before - 1]) == NULL)
		return whole;
	while (before > 0 && strchr(" \t", value[before - 1]) != NULL)
		before--;
	return before;
}

/* Takes that word off the end, if it is there and was not before. */
static bool
take_mark(const char *value, size_t *len, const char *word, bool *mark)
{
	const size_t before = before_last(value, *len, word);

	if (*mark || before == *len)
		return false;
	*mark = true;
	*len = before;
	return true;
}

bool
config_split_listen(
    const char *listen, char address[ADDR_TEXT], struct config_marks *marks)
{
	size_t len = strlen(listen);

	*marks = (struct config_marks) { .proxy = false };
	while (take_mark(listen, &len, "proxy", &marks->proxy) ||
	    take_mark(listen, &len, "secure", &marks->secure))
		continue;
	if (len >= ADDR_TEXT)
		return false;
	memcpy(address, listen, len);
	address[len] = '\0';
	return true;
}
