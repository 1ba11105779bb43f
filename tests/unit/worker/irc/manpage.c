/*
 * man/forkcast-irc.7 against the table of numerics that it documents, row for
 * row, in the same order. Run in the root of the repository.
 */
#include <errno.h>
#include <stdio.h>

#include "server/worker/irc/errors.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

#define PAGE "man/forkcast-irc.7"
#define ROWS 128
#define ROOM 128

/* "NUMERIC Ta VERB Ta CODE", as the page has it. */
struct table {
	size_t count;
	char row[ROWS][ROOM];
};

static struct table page, source;

static const char *const verbs[IRC_ASKS_COUNT + 1] = {
	[IRC_ASKS_PASS] = "pass",
	[IRC_ASKS_NAME] = "name",
	[IRC_ASKS_NICK] = "name",
	[IRC_ASKS_JOIN] = "join",
	[IRC_ASKS_PRIVMSG] = "send, tell",
	[IRC_ASKS_TAGMSG] = "signal",
	[IRC_ASKS_KICK] = "kick",
	[IRC_ASKS_INVITE] = "invite",
	[IRC_ASKS_MODE] = "mode",
	[IRC_ASKS_OPER] = "oper",
	[IRC_ASKS_KILL] = "kill",
	[IRC_ASKS_WALLOPS] = "alarm",
	[IRC_ASKS_REHASH] = "rehash",
	[IRC_ASKS_COUNT] = "others",
};

static bool
has(const struct table *table, const char *row)
{
	for (size_t i = 0; i < table->count; i++)
		if (strcmp(table->row[i], row) == 0)
			return true;
	return false;
}

/* The first name and the later ones are one verb. */
static void
add(struct table *table, const char *row)
{
	MUST(table->count < ROWS, "too many rows");
	if (!has(table, row))
		(void)snprintf(
		    table->row[table->count++], ROOM, "%s", row); /* fits */
}

static void
read_source(void)
{
	struct irc_error error;
	char row[ROOM];

	for (size_t i = 0; irc_error_row(i, &error); i++) {
		const struct str code = code_word(error.code);
		MUST(verbs[error.what] != NULL, "row %zu has no verb here", i);
		(void)snprintf(row, sizeof(row), "%s Ta %s Ta %.*s",
		    error.digits, verbs[error.what], (int)code.len,
		    code.at); /* fits */
		add(&source, row);
	}
}

/* Rows of three columns, of which the first is a number. */
static void
read_page(void)
{
	FILE *file = fopen(PAGE, "r");
	char line[ROOM];

	MUST(file != NULL, "%s: %s", PAGE, strerror(errno));
	while (fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, ".It ", 4) == 0 &&
		    strspn(line + 4, "0123456789") == 3)
			add(&page, line + 4);
	}
	(void)fclose(file); /* it was only read */
}

int
main(void)
{
	read_source();
	read_page();
	TAP_NUM(page.count, source.count, "as many rows");
	for (size_t i = 0; i < source.count && i < page.count; i++)
		TAP_STR(str_from(page.row[i]), str_from(source.row[i]),
		    "row %zu", i);
	return tap_done();
}
