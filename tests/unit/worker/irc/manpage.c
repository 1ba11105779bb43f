/*
 * man/forkcast-irc.7, section Errors: it explains each numeric of the table of
 * errors, in order. Run in the root of the repository.
 */
#include <errno.h>
#include <stdio.h>

#include "server/worker/irc/session.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

#define PAGE "man/forkcast-irc.7"
#define ROWS 128
#define LINE_SIZE 256
#define ITEM ".It "

/* The numerics of the page. */
static struct {
	size_t count;
	char row[ROWS][4];
} page;

static bool
skip_to(FILE *file, const char *wanted)
{
	char line[LINE_SIZE];

	while (fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, wanted, strlen(wanted)) == 0)
			return true;
	return false;
}

/* Reads the items of the first list of the section. */
static void
read_page(void)
{
	FILE *file = fopen(PAGE, "r");
	char line[LINE_SIZE];

	MUST(file != NULL, "%s: %s", PAGE, strerror(errno));
	MUST(skip_to(file, ".Ss Errors"), "%s has no section Errors", PAGE);
	while (fgets(line, sizeof(line), file) != NULL &&
	    strncmp(line, ".El", 3) != 0) {
		if (strncmp(line, ITEM, strlen(ITEM)) != 0)
			continue;
		MUST(page.count < ROWS, "too many rows");
		(void)snprintf(page.row[page.count++], sizeof(page.row[0]),
		    "%.3s", line + strlen(ITEM)); /* as long as a numeric */
	}
	(void)fclose(file); /* it was only read */
}

static bool
is_explained(const char *form)
{
	for (size_t i = 0; i < page.count; i++)
		if (strncmp(page.row[i], form, 3) == 0)
			return true;
	return false;
}

int
main(void)
{
	const char *form;
	size_t rows = 0;

	read_page();
	for (; (form = irc_error_form(rows)) != NULL; rows++)
		if (form[0] >= '0' && form[0] <= '9')
			TAP_OK(is_explained(form), "the page has %.3s", form);
	TAP_OK(rows > 0, "there are rows");
	for (size_t i = 1; i < page.count; i++)
		TAP_OK(strcmp(page.row[i - 1], page.row[i]) < 0,
		    "%s comes after %s", page.row[i], page.row[i - 1]);
	return tap_done();
}
