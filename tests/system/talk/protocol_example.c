/*
 * The conversation in the EXAMPLES of forkcast-protocol(7) happens as printed,
 * except for IDs. Lines after "> " are sent; Ali does what brings his events.
 * Run in the root of the repository.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/tap.h"

#define PAGE "man/forkcast-protocol.7"
#define TITLE "A conversation, as javad sees it"
#define LINE_SIZE 256

/* The line must come, with another ID, if it has one. */
static void
hear(struct conn *javad, struct conn *ali, const char *line)
{
	char verb[16] = "", id[24];
	int at = 0;

	if (sscanf(line, "%15s %23[0-9] %n", verb, id, &at) < 2 || at == 0) {
		conn_expect(javad, "%s", line);
		return;
	}
	line += at;
	if (strcmp(verb, "join") == 0 && strcmp(line, "1 ali") == 0)
		conn_say(ali, "join 1");
	else if (strcmp(verb, "msg") == 0 && strncmp(line, "1 ali ", 6) == 0)
		conn_say(ali, "send 1 %s", line + 6);
	conn_expect(javad, "%s * %s", verb, line);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_open(server);
	struct conn *ali = conn_named(server, "ali");
	FILE *page = fopen(PAGE, "r");
	char line[LINE_SIZE];
	size_t lines = 0;
	bool begun = false, here = false;

	MUST(page != NULL, "there is no " PAGE);
	while (fgets(line, sizeof(line), page) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		begun = begun || strncmp(line, TITLE, strlen(TITLE)) == 0;
		if (here && strncmp(line, ".Ed", 3) == 0)
			break;
		if (here && strncmp(line, "> ", 2) == 0)
			conn_say(javad, "%s", line + 2);
		else if (here && line[0] != '$')
			hear(javad, ali, line);
		lines += here;
		here = here || (begun && strncmp(line, ".Bd", 3) == 0);
	}
	(void)fclose(page); /* it was only read */
	conn_expect_end(javad);
	TAP_OK(lines >= 20, "%zu lines", lines);
	server_stop(server);
	return tap_done();
}
