/*
 * The conversation in the EXAMPLES of man/forkcast.1 happens as it is printed
 * there. Run in the root of the repository.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/examples.h"
#include "tests/lib/pty.h"
#include "tests/lib/shell.h"

#define PAGE "man/forkcast.1"

static struct server *server;
static struct conn *ali; /* in the group 1 */

/* A line of the talk: shown, said by ali and shown, or typed by javad. */
static void
talk_line(struct pty *pty, const char *line)
{
	const char from_ali[] = "[#1] ali: ";
	char keys[EXAMPLE_TEXT + 1];

	if (strncmp(line, from_ali, strlen(from_ali)) == 0)
		conn_say(ali, "send 1 %s", line + strlen(from_ali));
	if (strncmp(line, "-- ", 3) == 0 || line[0] == '[') {
		pty_expect(pty, "%s", line);
		return;
	}
	(void)snprintf(keys, sizeof(keys), "%s\r", line);
	pty_type(pty, keys);
}

static void
talk(const struct example *example)
{
	char text[EXAMPLE_TEXT];
	char *line = text;

	memcpy(text, example->output, EXAMPLE_TEXT);
	shell_environment(server->address[0]);
	struct pty *pty = pty_start(
	    (const char *const[]) { "sh", "-c", example->script, NULL });
	while (*line != '\0') {
		char *end = line + strcspn(line, "\n");
		*end = '\0';
		talk_line(pty, line);
		line = end + 1;
	}
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "the talk does not end well");
}

int
main(void)
{
	static struct example examples[1];
	const size_t count = examples_read(PAGE, examples, COUNT(examples));

	MUST(count == 1, "there are %zu examples", count);
	server = server_start(NULL);
	ali = conn_member(server, "ali", "1");
	talk(&examples[0]);
	PASS("the talk goes as the page has it");
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
