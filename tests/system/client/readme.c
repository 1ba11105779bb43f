/*
 * README.md: its lines after "$ " run as printed, in the order in which they
 * stand, in one shell that starts from nothing, beside one server at the usual
 * port; what stands below such a line is printed. Run in the root of the
 * repository.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/deadline.h"
#include "tests/lib/server.h"
#include "tests/lib/shell.h"

#define PAGE "README.md"
#define LINE_SIZE 256
#define TEXT_SIZE 8192

/*
 * Each command must succeed. A server that root starts becomes nobody, who must
 * own the state.
 */
#define PREFIX                                             \
	"set -e; chmod 755 .\n"                            \
	"mkdir() {\n"                                      \
	"	command mkdir \"$@\"\n"                          \
	"	[ \"$(id -u)\" -ne 0 ] || chown nobody \"$3\"\n" \
	"}\n"

static char script[TEXT_SIZE] = PREFIX, output[TEXT_SIZE];

static void
append(char to[TEXT_SIZE], const char *text)
{
	const size_t len = strlen(to);

	MUST(len + strlen(text) < TEXT_SIZE, "%s is long", PAGE);
	memcpy(to + len, text, strlen(text) + 1);
}

/* Appends a line to the script, with the server's port for the usual one. */
static void
append_command(const char *line, const char *port)
{
	static const char usual[] = "1234";
	const char *at;

	while ((at = strstr(line, usual)) != NULL) {
		char part[LINE_SIZE];
		(void)snprintf(
		    part, sizeof(part), "%.*s", (int)(at - line), line);
		append(script, part);
		append(script, port);
		line = at + sizeof(usual) - 1;
	}
	append(script, line);
}

/* Reads the displays that have a prompt, from their first prompt on. */
static void
read_page(const char *port)
{
	FILE *page = fopen(PAGE, "r");
	char line[LINE_SIZE];
	bool is_picture = false, is_session = false;

	MUST(page != NULL, "there is no %s", PAGE);
	while (fgets(line, sizeof(line), page) != NULL) {
		if (strncmp(line, "    ", 4) != 0) {
			/* tests/picture plays the display behind this. */
			if (line[0] != '\n')
				is_picture =
				    strncmp(line, "<!-- tests", 10) == 0;
			is_session = false;
			continue;
		}
		if (is_picture)
			continue;
		if (strncmp(line, "    $ ", 6) == 0) {
			is_session = true;
			append_command(line + 6, port);
		} else if (is_session && strncmp(line, "    > ", 6) == 0) {
			append_command(line + 6, port);
		} else if (is_session) {
			append(output, line + 4);
		}
	}
	(void)fclose(page); /* it was only read */
}

/* Looks for the lines that the page shows, in order, in what was printed. */
static void
check_output(const char *printed)
{
	const char *shown = output;
	char line[LINE_SIZE];

	for (; *shown != '\0'; shown += strcspn(shown, "\n") + 1) {
		const size_t len = strcspn(shown, "\n") + 1;
		(void)snprintf(line, sizeof(line), "%.*s", (int)len, shown);
		const char *at = strstr(printed, line);
		if (!TAP_OK(at != NULL, "prints %.*s", (int)len - 1, line))
			return;
		printed = at + len;
	}
}

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .args = { "-f", "none" }, .visible = true });
	const char *port = strrchr(server->address[0], ':') + 1;
	struct shell *shell =
	    shell_start(server->address[0], "nc -h 2>&1 | grep -q U");

	if (shell_status(shell) != 0)
		tap_skip("there is no nc with -U");
	read_page(port);
	shell = shell_start(server->address[0], script);
	if (!TAP_NUM(shell_status(shell), 0, "all lines of %s run", PAGE))
		tap_note("%s%s", shell_said(shell), shell_complained(shell));
	check_output(shell_said(shell));
	TAP_NUM(server_status(server), 0, "and the last one ends the server");
	return tap_done();
}
