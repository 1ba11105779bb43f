/*
 * Each command that the table of forkcast-start(7) offers to people from irssi
 * exists: as a command of the client, an alias or the server's. Run in the root
 * of the repository.
 */
#include <stdio.h>
#include <string.h>

#include "client/commands/words.h"
#include "client/session/alias.h"
#include "shared/grammar.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

#define PAGE "man/forkcast-start.7"

/* Checks the words of a line that begin with a slash; returns how many. */
static size_t
check(struct str line)
{
	size_t count = 0;

	while (line.len > 0) {
		struct str word = str_word(&line);
		if (!str_skip(&word, STR("/")) || word.len == 0)
			continue;
		TAP_OK(words_has(word) || alias_find(word).len > 0 ||
			grammar_find(word, FROM_CLIENT) != NULL,
		    "/%.*s", (int)word.len, word.at);
		count++;
	}
	return count;
}

/* Checks our side of a line of the table, and theirs if it is the same. */
static size_t
check_line(char *line)
{
	const char *ours = strstr(line, " Ta");

	line[strcspn(line, "\n")] = '\0';
	if (strncmp(line, ".It ", 4) != 0)
		return strncmp(line, ".Ic ", 4) == 0 ? check(str_from(line)) :
						       0;
	MUST(ours != NULL, "no second column: %s", line);
	return strncmp(ours, " Ta the same", 12) == 0 ? check(str_from(line)) :
							0;
}

int
main(void)
{
	char line[512];
	bool here = false;
	size_t count = 0;
	FILE *page = fopen(PAGE, "r");

	MUST(page != NULL, "cannot open %s", PAGE);
	while (fgets(line, sizeof(line), page) != NULL)
		if (strncmp(line, ".Bl -column", 11) == 0)
			here = true;
		else if (strncmp(line, ".El", 3) == 0)
			here = false;
		else if (here)
			count += check_line(line);
	(void)fclose(page); /* it was only read */
	TAP_OK(count > 20, "the table has %zu of them", count);
	return tap_done();
}
