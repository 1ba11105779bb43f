/*
 * client/chat/words/help: the first page, and that of keys, fit a screen, and
 * each command is on a page. (What the manuals say of them: tests/lint/tables.)
 */
#include "client/chat/words/help.h"

#include <stdio.h>

#include "chat/words/words.h"
#include "shared/buf.h"
#include "tests/lib/must.h"

/* The rows of a page on 24 rows, and their width. */
#define ROWS 22
#define WIDTH 77

static struct {
	size_t rows, wide; /* of the page that was shown */
	struct buf words; /* "/COMMAND ", of all pages */
	char room[8192];
} test;

static void
take(void *of, struct str line)
{
	(void)of;
	test.rows++;
	test.wide += line.len > WIDTH;
	if (str_skip(&line, STR("  ")))
		MUST(
		    BUF_CAT(&test.words, str_word(&line), STR(" ")), "no room");
}

/* Shows a page; returns how many lines it has. */
static size_t
show(const char *page)
{
	test.rows = test.wide = 0;
	MUST(help_show(str_from(page), &(struct help_to) { .show = take }),
	    "there is a page %s", page);
	return test.rows;
}

int
main(void)
{
	char wanted[64];
	struct str word;

	buf_init(&test.words, test.room, sizeof(test.room) - 1);
	TAP_OK(show("keys") <= ROWS, "the keys fit");
	TAP_NUM(show(""), ROWS, "the first page");
	TAP_NUM(test.wide, 0, "is narrow");
	(void)show("more");
	(void)show("verbs");
	for (size_t i = 0; (word = words_any(i)).len > 0; i++) {
		(void)snprintf(wanted, sizeof(wanted), "/%.*s ", (int)word.len,
		    word.at); /* fits */
		TAP_OK(strstr(test.room, wanted) != NULL, "%s is on a page",
		    wanted);
	}
	TAP_OK(!help_show(STR("nothing"), &(struct help_to) { .show = take }),
	    "there is no other page");
	return tap_done();
}
