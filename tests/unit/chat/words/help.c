/*
 * client/chat/words/help: the page of keys is that of forkcast(1),
 * section KEYS, and fits a screen; no line of help is wider than one. The page
 * also has each command of the client and each setting. Run in the root of the
 * repository.
 */
#include "client/chat/words/help.h"

#include <errno.h>
#include <stdio.h>

#include "chat/words/words.h"
#include "conf/settings.h"
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

static size_t
count_lines(const char *page, size_t *wide)
{
	char room[HELP_LINE];
	struct str line;
	size_t count = 0;

	for (*wide = 0; help_line(str_from(page), count, room, &line); count++)
		*wide += line.len + FRONT > 80;
	return count;
}

/*
 * The first page fits 24 rows with the prompt; each command is there or among
 * the rest.
 */
static void
are_pages(void)
{
	const char *page;
	size_t wide, commands = 0;

	for (size_t i = 0; (page = help_page(i)) != NULL; i++) {
		TAP_OK(count_lines(page, &wide) > 10, "%s has lines", page);
		TAP_OK(wide == 0 || strcmp(page, "verbs") == 0 ||
			strcmp(page, "more") == 0,
		    "none is wider than 80 columns");
	}
	TAP_NUM(count_lines("", &wide), 22, "the first page");
	TAP_NUM(wide, 0, "is narrow");
	while (words_any(commands).len > 0)
		commands++;
	TAP_NUM(count_lines("more", &wide) + 20, commands + 3,
	    "the rest has all others");
	TAP_OK(help_has(STR("keys")) && help_has(STR("times")) &&
		!help_has(STR("nothing")),
	    "pages and settings");
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
	are_pages();
	return tap_done();
}
