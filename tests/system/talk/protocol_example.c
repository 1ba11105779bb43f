/*
 * The conversation in the EXAMPLES of forkcast-protocol(7) happens as printed,
 * except for IDs. Lines after "> " are sent; Ali sends his lines when they are
 * due. Run in the root of the repository.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"

#define PAGE "man/forkcast-protocol.7"
#define LINE_SIZE 256

#define ID_DIGITS 16

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

/* The line must come, with another ID. */
static void
hear(struct conn *conn, char line[LINE_SIZE])
{
	char *id = find_id(line);

	if (id != NULL) {
		memmove(id + 1, id + ID_DIGITS, strlen(id + ID_DIGITS) + 1);
		*id = '*';
	}
	conn_expect(conn, "%s", line);
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
			conn_say(conn, "%s", line + 2);
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
	server_stop(server);
	return tap_done();
}
