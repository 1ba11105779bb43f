/*
 * Each command that the tables of forkcast-start(7) offer to people from irssi
 * and from Slack exists: as a command of the client, an alias or the server's.
 * Run in the root of the repository.
 */
#include <stdio.h>
#include <string.h>

#include "client/chat/words/words.h"
#include "client/conf/alias.h"
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
		struct alias alias;
		if (!str_skip(&word, STR("/")) || word.len == 0)
			continue;
		TAP_OK(words_has(word) || alias_find(word, &alias) ||
			grammar_find(word, FROM_CLIENT) != NULL,
		    "/%.*s", (int)word.len, word.at);
		count++;
	}
	return count;
}

/*
 * Checks the words that a line of the table offers: our side of a row, and
 * theirs if it is the same.
 */
static size_t
check_line(const char *line)
{
	static char theirs[512];
	size_t count = 0;

	if (strncmp(line, "the same", 8) == 0)
		count = check(str_from(theirs));
	else if (strncmp(line, ".Ic ", 4) == 0)
		count = check(str_from(line));
	if (strncmp(line, ".It ", 4) == 0)
		(void)snprintf(theirs, sizeof(theirs), "%s", line);
	else
		theirs[0] = '\0';
	return count;
}

int
main(void)
{
	char line[512];
	bool here = false;
	size_t count = 0;
	FILE *page = fopen(PAGE, "r");

	MUST(page != NULL, "cannot open %s", PAGE);
	while (fgets(line, sizeof(line), page) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, ".Sh FROM ", 9) == 0)
			here = true;
		else if (strcmp(line, ".El") == 0)
			here = false;
		else if (here)
			count += check_line(line);
	}
	(void)fclose(page); /* it was only read */
	TAP_OK(count > 30, "the tables have %zu of them", count);
	return tap_done();
}
