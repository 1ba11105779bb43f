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
#define FRONT 3

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
	char line[LINE_SIZE], room[HELP_KEYS_COLUMNS];
	struct str row;
	size_t i = 0;

	TAP_OK(skip_to(file, ".Sh KEYS") && skip_to(file, ".Bd -literal"),
	    "%s has the page", PAGE);
	for (; next(file, line) && strcmp(line, ".Ed") != 0; i++) {
		const struct str wanted = printed(line);
		if (TAP_OK(help_keys(i, room, &row), "row %zu is there", i))
			TAP_STR(row, wanted, "row %zu", i);
	}
	TAP_OK(!help_keys(i, room, &row), "and there are no more");
	TAP_OK(i > 10 && i <= HELP_KEYS_ROWS, "they fit a screen");
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

static void
is_narrow(struct str (*at)(size_t i, char room[HELP_LINE]), const char *what)
{
	char room[HELP_LINE];
	struct str line;
	size_t i = 0, wide = 0;

	for (; (line = at(i, room)).len > 0; i++)
		wide += line.len + FRONT > 80;
	TAP_OK(i > 10, "%s: there are lines", what);
	TAP_NUM(wide, 0, "%s: none is wider than 80 columns", what);
}

/* The first page has each of its commands, and fits 24 rows with the prompt. */
static void
is_a_page(void)
{
	char room[HELP_LINE];
	struct str line, last = STR("");
	size_t i = 0, said = 0;

	for (; (line = help_first(i, room)).len > 0; i++) {
		said += i == 0 ||
		    (str_begins(line, STR("  /")) &&
			line.at[line.len - 1] != ' ' && line.len > 30);
		last = line;
	}
	TAP_NUM(i, 22, "22 rows");
	TAP_NUM(said, i, "each explains a command");
	TAP_OK(str_begins(last, STR("  /help more ")), "the last: the rest");
}

/* Each of the commands is on the first page or among the rest. */
static void
is_complete(void)
{
	char room[HELP_LINE];
	size_t all = 0, rest = 0;

	for (size_t i = 1; help_line(i, room).len > 0; i++)
		all++;
	for (size_t i = 0; help_server(i, room).len > 0; i++)
		all++;
	while (help_rest(rest, room).len > 0)
		rest++;
	TAP_NUM(rest + 20, all, "the rest has all others");
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
	is_narrow(help_line, "the client's words");
	is_narrow(help_first, "the first page");
	is_a_page();
	is_complete();
	return tap_done();
}
