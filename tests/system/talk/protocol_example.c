/*
 * The talk in the EXAMPLES of forkcast-protocol(7) goes as it stands there, but
 * for the IDs. What javad types is marked with "> "; what comes from ali is
 * done by ali when it is due. Run in the root of the repository.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"

#define PAGE "man/forkcast-protocol.7"
#define TALK "A talk, as javad sees it"
#define LINE_SIZE 256

static FILE *
open_talk(void)
{
	FILE *page = fopen(PAGE, "r");
	char line[LINE_SIZE];

	MUST(page != NULL, "there is no " PAGE);
	for (bool here = false; fgets(line, sizeof(line), page) != NULL;) {
		if (here && strncmp(line, ".Bd", 3) == 0)
			return page;
		here = here || strncmp(line, TALK, sizeof(TALK) - 1) == 0;
	}
	must_end(HERE, "there is no \"" TALK "\" in " PAGE);
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

/* Puts a "*" in the place of the ID, where the line is an event. */
static void
forget_id(char line[LINE_SIZE])
{
	char *id = strchr(line, ' ');
	const size_t digits = id != NULL ? strspn(id + 1, "0123456789") : 0;

	if (digits != 16)
		return;
	id[1] = '*';
	memmove(id + 2, id + 17, strlen(id + 17) + 1);
}

/* Ali does what brings such an event, if it is one of ali's. */
static void
act(struct conn *ali, const char *event)
{
	const char *text = "msg * 1 ali ";

	if (strcmp(event, "join * 1 ali") == 0)
		conn_say(ali, "join 1");
	else if (strncmp(event, text, strlen(text)) == 0)
		conn_say(ali, "send 1 %s", event + strlen(text));
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_open(server);
	struct conn *ali = conn_named(server, "ali");
	FILE *page = open_talk();
	char line[LINE_SIZE];
	size_t said = 0, heard = 0;

	MUST(next_line(page, line) && line[0] == '$', "it begins by nc");
	while (next_line(page, line)) {
		if (strncmp(line, "> ", 2) == 0) {
			conn_say(javad, "%s", line + 2);
			said++;
			continue;
		}
		forget_id(line);
		act(ali, line);
		conn_expect(javad, "%s", line);
		heard++;
	}
	(void)fclose(page); /* was only read */
	TAP_OK(
	    said >= 8 && heard >= 11, "%zu lines said, %zu heard", said, heard);
	conn_expect_end(javad);
	server_stop(server);
	return tap_done();
}
