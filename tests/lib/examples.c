/* The examples of a manual page: see examples.h. */
#include "examples.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "must.h"

#define LINE_SIZE 512

/* Where in the page we are. */
struct reader {
	struct example *examples;
	size_t max;
	size_t count;
	bool all; /* all sections count */
	bool here; /* within one that counts */
	bool literal; /* within a display */
	char title[EXAMPLE_TEXT];
};

static bool
begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

static void
append(char text[EXAMPLE_TEXT], const char *more)
{
	const size_t len = strlen(text);

	MUST(len + strlen(more) < EXAMPLE_TEXT, "a long example: %s", more);
	memcpy(text + len, more, strlen(more) + 1);
}

/* The escapes of roff that the pages use, and what they stand for. */
static const struct {
	const char *escape;
	const char *is;
} escapes[] = {
	{ "\\e", "\\" },
	{ "\\&", "" },
	{ "\\-", "-" },
	{ "\\(aq", "'" },
	{ "\\(ti", "~" },
};

/* Undoes the escapes in place, for none is shorter than what it stands for. */
static void
unescape(char *line)
{
	char *to = line;

	for (const char *at = line; *at != '\0';) {
		size_t i = 0;
		while (i < COUNT(escapes) && !begins(at, escapes[i].escape))
			i++;
		MUST(i < COUNT(escapes) || *at != '\\', "what is %s", at);
		if (i == COUNT(escapes)) {
			*to++ = *at++;
			continue;
		}
		at += strlen(escapes[i].escape);
		if (*escapes[i].is != '\0')
			*to++ = *escapes[i].is;
	}
	*to = '\0';
}

static void
take_literal(struct example *example, char *line)
{
	unescape(line);
	if (begins(line, "$ ") || begins(line, "> "))
		append(example->script, line + 2);
	else
		append(example->output, line);
}

static void
end_literal(struct reader *reader)
{
	struct example *example = &reader->examples[reader->count++];

	reader->literal = false;
	reader->title[0] = '\0';
	example->is_session = example->script[0] != '\0';
	if (example->is_session)
		return;
	memcpy(example->script, example->output, EXAMPLE_TEXT);
	example->output[0] = '\0';
}

static void
begin_literal(struct reader *reader)
{
	MUST(reader->count < reader->max, "there are too many examples");
	struct example *example = &reader->examples[reader->count];

	*example = (struct example) { .script = "" };
	memcpy(example->title, reader->title, EXAMPLE_TEXT);
	reader->literal = true;
}

static void
take_line(struct reader *reader, char *line)
{
	if (begins(line, ".Sh "))
		reader->here = reader->all || begins(line, ".Sh EXAMPLES");
	else if (begins(line, ".Ss "))
		reader->title[0] = '\0';
	else if (!reader->here)
		return;
	else if (begins(line, ".Bd -literal"))
		begin_literal(reader);
	else if (begins(line, ".Ed"))
		end_literal(reader);
	else if (reader->literal)
		take_literal(&reader->examples[reader->count], line);
	else if (begins(line, ".Pp"))
		reader->title[0] = '\0';
	else
		append(reader->title, line);
}

size_t
examples_read(const char *page, struct example *examples, size_t max, bool all)
{
	struct reader reader = { .examples = examples, .max = max, .all = all };
	char line[LINE_SIZE];
	FILE *file = fopen(page, "r");

	MUST(file != NULL, "cannot open %s: %s", page, strerror(errno));
	while (fgets(line, sizeof(line), file) != NULL)
		take_line(&reader, line);
	(void)fclose(file); /* it was only read */
	return reader.count;
}
