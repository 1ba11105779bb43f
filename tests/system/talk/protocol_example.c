/*
 * The conversations in the EXAMPLES of forkcast-protocol(7) happen as printed,
 * except for IDs and dates. Lines after "> " are sent, with the real IDs; Ali
 * sends his lines when they are due. Run in the root of the repository.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/journal.h"

#define PAGE "man/forkcast-protocol.7"
#define LINE_SIZE 256

#define ID_DIGITS 16
#define IDS_MOST 32
#define DATE "2026-11-20T07:35:29.870054Z"

/* The IDs of the page, and those that were given here. */
static struct {
	struct {
		char shown[ID_DIGITS + 1];
		char real[ID_DIGITS + 1];
	} id[IDS_MOST];
	size_t count;
} ids;

static FILE *
open_talk(const char *title)
{
	FILE *page = fopen(PAGE, "r");
	char line[LINE_SIZE];

	MUST(page != NULL, "there is no " PAGE);
	for (bool here = false; fgets(line, sizeof(line), page) != NULL;) {
		if (here && strncmp(line, ".Bd", 3) == 0)
			return page;
		here = here || strncmp(line, title, strlen(title)) == 0;
	}
	must_end(HERE, "there is no \"%s\" in " PAGE, title);
}

/* The next line of the display, without LF; false at its end. */
static bool
next_line(FILE *page, char line[LINE_SIZE])
{
	if (fgets(line, LINE_SIZE, page) == NULL ||
	    strncmp(line, ".Ed", 3) == 0)
		return false;
	line[strcspn(line, "\n")] = '\0';
	return true;
}

/* Where the word begins that is an ID; null: none. */
static char *
find_id(char *line)
{
	for (char *word = strchr(line, ' '); word != NULL;
	     word = strchr(word + 1, ' '))
		if (strspn(word + 1, "0123456789") == ID_DIGITS)
			return word + 1;
	return NULL;
}

/* The real ID that stands for the one of the page; null: there is none yet. */
static char *
real_id(const char *shown)
{
	for (size_t i = 0; i < ids.count; i++)
		if (strncmp(ids.id[i].shown, shown, ID_DIGITS) == 0)
			return ids.id[i].real;
	return NULL;
}

/* Puts the real IDs in the places of those that are known. */
static void
put_real(char *line)
{
	char *id = find_id(line);

	for (; id != NULL; id = find_id(id))
		if (real_id(id) != NULL)
			memcpy(id, real_id(id), ID_DIGITS);
}

/* Returns the first ID that is not known; null: there is none. */
static char *
find_new(char *line)
{
	char *id = find_id(line);

	while (id != NULL && real_id(id) != NULL)
		id = find_id(id);
	return id;
}

/* The page's ID has come with that line, which has another one. */
static void
note_id(const char *shown, struct str line)
{
	char got[LINE_SIZE];
	const char *real;

	(void)snprintf(got, sizeof(got), "%.*s", (int)line.len, line.at);
	real = find_id(got);
	MUST(real != NULL && ids.count < IDS_MOST, "no ID in %s", got);
	memcpy(ids.id[ids.count].shown, shown, ID_DIGITS);
	memcpy(ids.id[ids.count++].real, real, ID_DIGITS);
}

/* Puts "*" in the place of a date. */
static void
forget_date(char line[LINE_SIZE])
{
	char *date = strstr(line, DATE);

	if (date != NULL)
		memcpy(date, "*", 2);
}

/* The line must come; of an ID that is new to the page, which one it is. */
static void
hear(struct conn *conn, char line[LINE_SIZE])
{
	char shown[ID_DIGITS + 1] = "";
	char *id;

	forget_date(line);
	id = find_new(line);
	if (id != NULL) {
		memcpy(shown, id, ID_DIGITS);
		memmove(id + 1, id + ID_DIGITS, strlen(id + ID_DIGITS) + 1);
		*id = '*';
	}
	put_real(line);
	conn_expect(conn, "%s", line);
	if (shown[0] != '\0')
		note_id(shown, conn->line);
}

static void
say(struct conn *conn, char *line)
{
	put_real(line);
	conn_say(conn, "%s", line);
}

/* Ali does what brings such an event, if it is one of ali's. */
static void
act(struct conn *ali, const char *event)
{
	static const char join[] = " 1 ali", text[] = " 1 ali ";
	const char *behind = event + strcspn(event, " ") + 1;

	behind += strspn(behind, "0123456789");
	if (strncmp(event, "join ", 5) == 0 && strcmp(behind, join) == 0)
		conn_say(ali, "join 1");
	else if (strncmp(event, "msg ", 4) == 0 &&
	    strncmp(behind, text, strlen(text)) == 0)
		conn_say(ali, "send 1 %s", behind + strlen(text));
}

static void
talk(struct conn *conn, const char *title, struct conn *ali, size_t least)
{
	FILE *page = open_talk(title);
	char line[LINE_SIZE];
	size_t lines = 0;

	MUST(next_line(page, line) && line[0] == '$', "it begins by nc");
	for (; next_line(page, line); lines++) {
		if (strncmp(line, "> ", 2) == 0) {
			say(conn, line + 2);
			continue;
		}
		act(ali, line);
		hear(conn, line);
	}
	(void)fclose(page); /* was only read */
	TAP_OK(lines >= least, "%s: %zu lines", title, lines);
	conn_expect_end(conn);
	conn_close(conn);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_open(server);
	struct conn *ali = conn_named(server, "ali");

	talk(javad, "A conversation, as javad sees it", ali, 19);
	talk(conn_open(server), "A key of a table, an item in a box", ali, 29);
	server_stop(server);
	server =
	    server_start(&(const struct setup) { .config = journal_config() });
	talk(conn_open(server), "Past messages, on a server", ali, 15);
	server_stop(server);
	return tap_done();
}
