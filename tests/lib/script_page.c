/* The examples of forkcast-scripts(1): see script_page.h. */
#include "script_page.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "keeper.h"

#define PAGE "man/forkcast-scripts.1"

static struct {
	struct example example[64];
	struct server *server;
	struct conn *ali;
} page;

struct conn *
script_page_begin(void)
{
	char config[512];

	(void)snprintf(config, sizeof(config), "%sbox mail\nhistory all\n",
	    keeper_config());
	page.server = server_start(&(struct setup) { .config = config });
	page.ali = conn_member(page.server, "ali", "1");
	conn_say(page.ali, "join ops");
	conn_say(page.ali, "join alarms");
	conn_say(page.ali, "join lobby");
	conn_wait_for(page.ali, "join * lobby ali");
	return page.ali;
}

struct server *
script_page_server(void)
{
	return page.server;
}

void
script_page_end(void)
{
	conn_close(page.ali);
	server_stop(page.server);
}

static bool
is_called(const struct example *example, const char *title)
{
	return strncmp(example->title, title, strlen(title)) == 0;
}

/* Returns the number of the example, or other if the title is null. */
static size_t
find(size_t count, const char *title, size_t other)
{
	size_t i = 0;

	if (title == NULL)
		return other;
	while (i < count && !is_called(&page.example[i], title))
		i++;
	MUST(i < count, "there is no example: %s", title);
	return i;
}

void
script_page_run_rows(const struct script_page_row *rows, size_t count,
    const char *from, const char *until)
{
	const size_t all =
	    examples_read(PAGE, page.example, COUNT(page.example));
	const size_t first = find(all, from, 0);
	const size_t end = find(all, until, all);

	MUST(end - first == count, "there are %zu examples, not %zu",
	    end - first, count);
	for (size_t i = 0; i < count; i++) {
		const struct example *example = &page.example[first + i];
		MUST(is_called(example, rows[i].title), "example %zu is: %s",
		    first + i, example->title);
		rows[i].run(example);
		PASS("%s", rows[i].title);
	}
}

struct shell *
script_page_start(const char *script)
{
	return shell_start(page.server->address[0], script);
}

void
script_page_run(const char *script)
{
	struct shell *shell = script_page_start(script);
	const int status = shell_status(shell);

	MUST(
	    status == 0, "%s: %d, %s", script, status, shell_complained(shell));
}

void
script_page_stop(struct shell *shell)
{
	shell_signal_all(shell, SIGINT);
	(void)shell_status(shell); /* whatever it makes of that */
}
