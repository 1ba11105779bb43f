/*
 * client/commands/help: the page of keys is that of forkcast(1),
 * section KEYS, and fits a screen; no line of help is wider than one. The page
 * also has each command of the client and each setting. Run in the root of the
 * repository.
 */
#include "client/commands/help.h"

#include <errno.h>
#include <stdio.h>

#include "commands/words.h"
#include "session/settings.h"
#include "tests/lib/tap.h"

#define PAGE "man/forkcast.1"
#define LINE_SIZE 256

/* The width of the prefix of a remark. */

/* The next line of the page without its LF; false at the end. */
static bool
next(FILE *file, char line[LINE_SIZE])
{
	if (fgets(line, LINE_SIZE, file) == NULL)
		return false;
	line[strcspn(line, "\n")] = '\0';
	return true;
}

static bool
skip_to(FILE *file, const char *wanted)
{
	char line[LINE_SIZE];

	while (next(file, line))
		if (strcmp(line, wanted) == 0)
			return true;
	return false;
}

/* As mandoc prints it: of its escapes there is but the backslash's. */
static struct str
printed(char line[LINE_SIZE])
{
	char *to = line;

	for (const char *from = line; *from != '\0'; from++) {
		*to++ = *from;
		if (from[0] == '\\' && from[1] == 'e')
			from++;
	}
	*to = '\0';
	return str_from(line);
}

static void
is_that_of_the_manual(FILE *file)
{
	char line[LINE_SIZE], room[HELP_LINE];
	struct str row;
	size_t i = 0;

	TAP_OK(skip_to(file, ".Sh KEYS") && skip_to(file, ".Bd -literal"),
	    "%s has the page", PAGE);
	for (; next(file, line) && strcmp(line, ".Ed") != 0; i++) {
		const struct str wanted = printed(line);
		if (TAP_OK(help_line(STR("keys"), i, room, &row),
			"row %zu is there", i))
			TAP_STR(row, wanted, "row %zu", i);
	}
	TAP_OK(!help_line(STR("keys"), i, room, &row), "and there are no more");
	TAP_OK(i > 10 && i <= HELP_ROWS, "they fit a screen");
}

/* Returns whether an item of the page's begins or goes on with the word. */
static bool
has_item(FILE *file, const char *macro, const char *sign, struct str word)
{
	char line[LINE_SIZE], wanted[LINE_SIZE];

	rewind(file);
	(void)snprintf(wanted, sizeof(wanted), " %s%.*s ", sign, (int)word.len,
	    word.at); /* fits */
	while (next(file, line)) {
		if (strncmp(line, macro, strlen(macro)) != 0)
			continue;
		(void)strncat(line, " ", sizeof(line) - strlen(line) - 1);
		if (strstr(line, wanted) != NULL)
			return true;
	}
	return false;
}

static void
is_in_the_manual(FILE *file)
{
	struct str word;
	const char *key;

	for (size_t i = 0; (word = words_at(i)).len > 0; i++)
		TAP_OK(has_item(file, ".It Ic", "/", word), "/%.*s",
		    (int)word.len, word.at);
	for (size_t i = 0; (key = settings_key(i)) != NULL; i++)
		TAP_OK(has_item(file, ".It Cm", "", str_from(key)), "%s", key);
}

int
main(void)
{
	FILE *file = fopen(PAGE, "r");

	if (file == NULL) {
		TAP_OK(false, "cannot open %s: %s", PAGE, strerror(errno));
		return tap_done();
	}
	is_that_of_the_manual(file);
	is_in_the_manual(file);
	(void)fclose(file); /* it was only read */
	return tap_done();
}
