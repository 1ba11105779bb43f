/*
 * man/forkcast-protocol.7 against the tables it documents: the grammar and the
 * two lists of codes, row for row and in both directions. Run in the root of
 * the repository.
 */
#include <errno.h>
#include <stdio.h>

#include "shared/codes.h"
#include "shared/grammar.h"
#include "tests/lib/tap.h"

#define PAGE "man/forkcast-protocol.7"
#define LINE_SIZE 256

/* One table and the section of the page that documents it. */
struct list {
	const char *section;
	struct str (*row)(size_t number, bool *end); /* "" is no row of it */
};

/* A usage line of the page: what stands behind ".It", but for ".It Cm". */
struct item {
	const char *section; /* one of those below */
	char line[LINE_SIZE];
	struct str text; /* within line */
};

static struct {
	struct item items[256];
	size_t count;
} page;

static struct str
usage(size_t number, enum direction from, bool *end)
{
	const struct rule *rule = grammar_rule(number);

	*end = rule == NULL;
	return rule != NULL && rule->from == from ? rule->usage : STR("");
}

static struct str
command_row(size_t number, bool *end)
{
	return usage(number, FROM_CLIENT, end);
}

static struct str
event_row(size_t number, bool *end)
{
	return usage(number, FROM_SERVER, end);
}

static struct str
worker_row(size_t number, bool *end)
{
	const struct str row = usage(number, FROM_WORKER, end);

	return row.len > 0 ? row : usage(number, FROM_ROUTER, end);
}

static struct str
code_row(size_t number, bool *end)
{
	*end = number == CODE_COUNT;
	return *end ? STR("") : code_word((enum code)number);
}

static struct str
bye_row(size_t number, bool *end)
{
	*end = number == BYE_COUNT;
	return *end ? STR("") : bye_word((enum bye)number);
}

static const struct list lists[] = {
	{ "COMMANDS", command_row },
	{ "EVENTS AND REPLIES", event_row },
	{ "PIPES", worker_row },
	{ "ERROR CODES", code_row },
	{ "BYE CODES", bye_row },
};

/* Our own copy of a section's name, or null for a section without a table. */
static const char *
find_section(struct str name)
{
	for (size_t i = 0; i < COUNT(lists); i++)
		if (str_eq(name, str_from(lists[i].section)))
			return lists[i].section;
	return NULL;
}

/* If the line begins with the macro, cuts that off. */
static bool
is_macro(struct str *line, struct str macro)
{
	if (line->len < macro.len || memcmp(line->at, macro.at, macro.len) != 0)
		return false;
	line->at += macro.len;
	line->len -= macro.len;
	return true;
}

static struct str
unquote(struct str s)
{
	if (s.len >= 2 && s.at[0] == '"' && s.at[s.len - 1] == '"')
		return (struct str) { s.at + 1, s.len - 2 };
	return s;
}

static bool
read_page(FILE *file)
{
	const char *section = NULL;
	struct item *item = page.items;

	while (page.count < COUNT(page.items) &&
	    fgets(item->line, LINE_SIZE, file) != NULL) {
		struct str line = { item->line, strcspn(item->line, "\n") };
		if (is_macro(&line, STR(".Sh "))) {
			section = find_section(unquote(line));
		} else if (is_macro(&line, STR(".It ")) &&
		    !is_macro(&line, STR("Cm ")) && section != NULL) {
			item->section = section;
			item->text = unquote(line);
			item = &page.items[++page.count];
		}
	}
	return page.count < COUNT(page.items) && !ferror(file);
}

static size_t
count_items(const char *section, struct str text)
{
	size_t count = 0;

	for (size_t i = 0; i < page.count; i++)
		count += page.items[i].section == section &&
		    str_eq(page.items[i].text, text);
	return count;
}

static bool
has_row(const struct list *list, struct str text)
{
	bool end = false;

	for (size_t i = 0; !end; i++)
		if (str_eq(list->row(i, &end), text) && !end)
			return true;
	return false;
}

static void
documents_every_row(const struct list *list)
{
	bool end = false;

	for (size_t i = 0; !end; i++) {
		const struct str row = list->row(i, &end);
		if (row.len > 0)
			TAP_NUM(count_items(list->section, row), 1,
			    "%s: '%.*s' is there once", list->section,
			    (int)row.len, row.at);
	}
}

static void
documents_nothing_else(const struct list *list)
{
	for (size_t i = 0; i < page.count; i++) {
		const struct item *item = &page.items[i];
		if (item->section == list->section)
			TAP_OK(has_row(list, item->text),
			    "%s: '%.*s' is in the table", item->section,
			    (int)item->text.len, item->text.at);
	}
}

int
main(void)
{
	FILE *file = fopen(PAGE, "r");

	if (file == NULL) {
		TAP_OK(false, "cannot open %s: %s", PAGE, strerror(errno));
		return tap_done();
	}
	TAP_OK(read_page(file), "%s is read", PAGE);
	(void)fclose(file); /* it was only read */
	for (size_t i = 0; i < COUNT(lists); i++) {
		documents_every_row(&lists[i]);
		documents_nothing_else(&lists[i]);
	}
	return tap_done();
}
