/* The boxes and the command of forkcast work: see work_words.h. */
#include "script/work/work_words.h"

#include <string.h>

#include "script/work/path.h"
#include "shared/die.h"

static bool
ends_boxes(const char *word)
{
	return strchr(word, '/') != NULL || path_has(word);
}

/* Counts the boxes, and finds the command after them. */
static struct work_words
divide(char *const *words)
{
	size_t count = 0;

	while (words[count] != NULL && strcmp(words[count], "--") != 0)
		count++;
	if (words[count] != NULL)
		return (struct work_words) { words, count, words + count + 1 };
	count = words[0] != NULL;
	while (words[count] != NULL && !ends_boxes(words[count]))
		count++;
	return (struct work_words) { words, count, words + count };
}

struct work_words
work_words_read(
    const struct script_options *options, char *const *words, size_t most)
{
	const struct work_words found = divide(words);

	if (found.count == 0)
		script_usage(options, "missing box");
	if (found.count > most)
		script_usage(options, "too many boxes");
	if (*found.command == NULL)
		script_usage(options,
		    "missing command: no argument after the boxes names a "
		    "program. To chat in the group work, write '#work'");
	if (!path_has(*found.command))
		die(EX_USAGE, "no such program: %s", *found.command);
	return found;
}
