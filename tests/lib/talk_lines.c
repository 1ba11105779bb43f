/* The lines of a dialogue: see talk_lines.h. */
#include "talk_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "must.h"
#include "scratch.h"

#define TEXT 65536
#define COPIES (64 * TEXT)
#define DEFINITIONS 16
#define LETTERS \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"

static struct {
	const char *file;
	size_t row;
	char text[TEXT]; /* of the file; lines are ended by NUL */
	const char *end; /* of it */
	struct {
		const char *name;
		char *lines; /* up to "end" */
	} defined[DEFINITIONS];
	size_t definitions;
	char copies[COPIES]; /* of lines that come several times */
	size_t copied;
	void (*take)(char *line);
} all;

noreturn void
talk_lines_wrong(const char *why)
{
	must_end(HERE, "%s", why);
}

size_t
talk_lines_row(void)
{
	return all.row;
}

/* Returns the place of the line that is taken. */
static const char *
here(void)
{
	static char place[SCRATCH_PATH + 40];

	(void)snprintf(place, sizeof(place), "%s:%zu", all.file, all.row);
	return place;
}

char *
talk_lines_behind(char *text)
{
	char *space = strchr(text, ' ');

	if (space == NULL)
		return NULL;
	*space = '\0';
	return space + 1;
}

/* The next line of lines that are ended by NUL. */
static char *
next_line(char *line)
{
	return line + strlen(line) + 1;
}

/* Puts the lines of the file there, each ended by NUL. Returns their end. */
static char *
read_lines(const char *path, char *to)
{
	FILE *file = fopen(path, "r");
	size_t len;

	MUST(file != NULL, "cannot open %s", path);
	len = fread(to, 1, TEXT, file);
	MUST(len < TEXT && fclose(file) == 0, "cannot read %s", path);
	to[len] = '\0';
	for (char *at = to; (at = strchr(at, '\n')) != NULL;)
		*at++ = '\0';
	return to + len;
}

size_t
talk_lines_read(const char *path)
{
	size_t rows = 0;

	all.file = path;
	all.end = read_lines(path, all.text);
	must_place_by(here);
	for (char *line = all.text; line < all.end; line = next_line(line))
		rows++;
	return rows;
}

/* Appends to the copy that is being made. */
static void
copy(const char *text, size_t len)
{
	if (len + 1 >= COPIES - all.copied)
		talk_lines_wrong("too many lines");
	memcpy(all.copies + all.copied, text, len);
	all.copied += len;
}

/* Appends that of the values, which "|" separates. */
static void
copy_value(const char *values, char digit)
{
	for (; digit > '1' && *values != '\0'; digit--) {
		values += strcspn(values, "|");
		values += *values == '|';
	}
	copy(values, strcspn(values, "|"));
}

/*
 * Returns a copy of the line with the number in the place of each "{#}", or as
 * much more in the place of "{#10000}"; or with the values, if they are not
 * null, in the places of "%1" to "%9".
 */
static char *
filled(const char *line, unsigned long number, const char *values)
{
	char *whole = all.copies + all.copied;
	char digits[24];

	while (*line != '\0') {
		if (values != NULL && *line == '%' && line[1] >= '1' &&
		    line[1] <= '9') {
			copy_value(values, line[1]);
			line += 2;
		} else if (values == NULL && strncmp(line, "{#", 2) == 0) {
			copy(digits,
			    (size_t)snprintf(digits, sizeof(digits), "%lu",
				strtoul(line + 2, NULL, 10) + number));
			line += strcspn(line, "}") + 1;
		} else {
			copy(line++, 1);
		}
	}
	all.copies[all.copied++] = '\0';
	return whole;
}

const char *
talk_lines_find(const char *begin)
{
	const size_t len = strlen(begin);

	for (char *line = all.text; line < all.end; line = next_line(line))
		if (strncmp(line, begin, len) == 0)
			return line + len;
	return NULL;
}

/* "ali,bo< PATTERN" is a line for each of them; others have one name or none.
 */
static void
run_each(char *line)
{
	const char *rest = line + strspn(line, LETTERS ",");
	size_t len;

	if (memchr(line, ',', (size_t)(rest - line)) == NULL) {
		all.take(line);
		return;
	}
	for (const char *name = line; name < rest; name += len + 1) {
		char *whole = all.copies + all.copied;
		len = strspn(name, LETTERS);
		copy(name, len);
		copy(rest, strlen(rest) + 1);
		all.take(whole);
	}
}

static void run_times(char *line);

/* "NAME VALUES": runs the lines that have this name. */
static void
run_defined(char *name)
{
	const char *values = talk_lines_behind(name);
	size_t i = all.definitions;

	while (i > 0 && strcmp(all.defined[i - 1].name, name) != 0)
		i--;
	if (i == 0)
		talk_lines_wrong("nothing has this name");
	for (char *line = all.defined[i - 1].lines; strcmp(line, "end") != 0;
	     line = next_line(line))
		run_times(filled(line, 0, values != NULL ? values : ""));
}

/* "times COUNT LINE", or a line that comes once. */
static void
run_times(char *line)
{
	unsigned long count;
	char *end;

	if (strncmp(line, "do ", 3) == 0) {
		run_defined(line + 3);
		return;
	}
	if (strncmp(line, "times ", 6) != 0) {
		run_each(line);
		return;
	}
	count = strtoul(line + 6, &end, 10);
	if (*end++ != ' ')
		talk_lines_wrong("no count");
	for (unsigned long i = 0; i < count; i++)
		run_times(filled(end, i, NULL));
}

/* The lines up to "end" have that name. Returns the one behind them. */
static char *
define(char *line, const char *last, const char *name)
{
	if (all.definitions == DEFINITIONS)
		talk_lines_wrong("too many names");
	all.defined[all.definitions].name = name;
	all.defined[all.definitions++].lines = line;
	for (; strcmp(line, "end") != 0; line = next_line(line), all.row++)
		if (line >= last)
			talk_lines_wrong("no end");
	all.row++;
	return next_line(line);
}

/* The lines of a file, up to the last. */
static void
run_lines(char *line, const char *last)
{
	for (char *next; line < last; line = next) {
		next = next_line(line);
		all.row++;
		if (strncmp(line, "define ", 7) == 0)
			next = define(next, last, line + 7);
		else
			run_times(line);
	}
}

void
talk_lines_include(const char *path)
{
	char *line = all.copies + all.copied;
	const char *file = all.file;
	const size_t row = all.row;

	if (COPIES - all.copied <= TEXT)
		talk_lines_wrong("too many lines");
	const char *last = read_lines(path, line);
	all.copied += (size_t)(last - line) + 1;
	all.file = path;
	all.row = 0;
	run_lines(line, last);
	all.file = file;
	all.row = row;
}

void
talk_lines_run(void (*take)(char *line))
{
	all.take = take;
	run_lines(all.text, all.end);
}
