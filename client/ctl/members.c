/* Groups and their members: see members.h. */
#include "ctl/members.h"

#include <stdio.h>

#include "ctl/ask.h"
#include "ctl/text.h"
#include "shared/str.h"

#define GROUP_WIDTH 14
#define COUNT_WIDTH 6

static struct {
	size_t rows; /* that may still be printed */
	size_t width;
	const char *end;
} members;

/* Prints what fits of the last column. */
static void
print_rest(struct str text)
{
	const size_t used = GROUP_WIDTH + 1 + COUNT_WIDTH + 1;

	if (members.width == SIZE_MAX)
		text_print(text);
	else if (members.width > used)
		text_column(text, members.width - used);
	(void)printf("%s", members.end);
}

static void
members_print_row(struct str group, struct str count, struct str names)
{
	text_column(group, GROUP_WIDTH);
	(void)printf(" ");
	for (size_t i = count.len; i < COUNT_WIDTH; i++)
		(void)printf(" ");
	text_print(count);
	(void)printf(" ");
	print_rest(names);
}

/* Takes "- GROUP COUNT [NAME]...", the end, or a refusal. */
static void
members_take(struct str line)
{
	const struct str word = str_word(&line);
	struct str group, count;

	if (str_eq(word, STR("ok")) || members.rows == 0)
		return;
	members.rows--;
	if (!str_eq(word, STR("-"))) {
		text_print(line);
		(void)printf("%s", members.end);
		return;
	}
	group = str_word(&line);
	count = str_word(&line);
	members_print_row(group, count, line);
}

void
members_print(
    const struct view *view, size_t rows, size_t width, const char *end)
{
	const struct question question = { .line = "groups -m",
		.time = SEC,
		.at_once = true,
		.take = members_take };
	char why[ASK_WHY];

	members.rows = rows;
	members.width = width;
	members.end = end;
	members_print_row(STR("GROUP"), STR("COUNT"), STR("MEMBERS"));
	if (ask(view, &question, why) || members.rows == 0)
		return;
	text_print(str_from(why));
	(void)printf("%s", end);
}
