/* forkcastctl limits: the limits of a server as a table. */
#include <stdio.h>

#include "ctl/ask.h"
#include "ctl/ctl.h"
#include "ctl/text.h"
#include "shared/die.h"

#define USAGE "usage: forkcastctl limits"

/* Widths of the columns; numbers are aligned right. */
#define KEY_WIDTH 20
#define NUMBER_WIDTH 11

static struct {
	int status;
	bool begun; /* the headings are printed */
} limits = { .status = EX_SOFTWARE };

static void
print_row(struct str key, struct str limit, struct str what)
{
	text_column(key, KEY_WIDTH);
	for (size_t i = limit.len; i < NUMBER_WIDTH; i++)
		(void)printf(" ");
	text_print(limit);
	(void)printf("  ");
	text_print(what);
	(void)printf("\n");
}

/* Takes "- KEY LIMIT WHAT", or the last line. */
static void
limits_take(struct str line)
{
	const struct str word = str_word(&line);
	char clean[ASK_WHY];

	if (str_eq(word, STR("-"))) {
		const struct str key = str_word(&line);
		const struct str limit = str_word(&line);
		if (!limits.begun)
			print_row(STR("KEY"), STR("LIMIT"), STR("WHAT"));
		limits.begun = true;
		print_row(key, limit, line);
	} else if (str_eq(word, STR("ok"))) {
		limits.status = EX_OK;
	} else {
		limits.status = CTL_REFUSED;
		complain("refused: %s", text_clean(clean, sizeof(clean), line));
	}
}

int
cmd_limits(const struct choice *choice, int argc, char **argv)
{
	char why[ASK_WHY];
	struct view view;

	(void)argv;
	if (argc > 1)
		ctl_usage(USAGE);
	ctl_choose_to_ask(choice, &view);
	if (!ask(&view,
		&(struct question) { .line = "limits",
		    .time = choice->time,
		    .take = limits_take },
		why))
		die(EX_UNAVAILABLE, "%s", why);
	view_close(&view);
	return limits.status;
}
