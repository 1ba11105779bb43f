/*
 * The reported duration of an upgrade is the whole time without service, from
 * the end of the old program until the new one runs: here the new one is slow
 * to start.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"
#include "tests/lib/upgrade.h"

#define LEAST 300 /* ms, as the script says in seconds */

/* It becomes the server's own program, but not at once. */
static const char *
make_program(void)
{
	char text[2 * SCRATCH_PATH];

	(void)snprintf(text, sizeof(text), "sleep 0.3\nexec '%s' \"$@\"\n",
	    upgrade_program(UPGRADE_THIS)); /* fits */
	return upgrade_script("program", text);
}

/* The number before " ms" at the end of the line. */
static unsigned long
time_said(struct server *server)
{
	const char *done = strstr(server_log(server), "upgrade: done ");
	const char *at;

	MUST(done != NULL, "it has not told of an upgrade");
	for (at = done + strcspn(done, "\n"); *at != ',' && at > done;)
		at--;
	return strtoul(at + 1, NULL, 10);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	const char *path = make_program();
	char script[2 * SCRATCH_PATH];
	struct conn *ali = conn_named(server, "ali");

	(void)snprintf(script, sizeof(script),
	    "until said=$(forkcastctl -t 600 -p %ld upgrade '%s'); do :; done; "
	    "echo \"$said\" | grep -v working",
	    (long)server->pid, path); /* fits */
	shell_run(script, 0,
	    "checking the new program\n0.1 to 0.1, 1 client, * ms\n", "");
	conn_ask(ali, "ping", "ok ping");
	TAP_OK(time_said(server) >= LEAST,
	    "it has told of %lu ms, and took no less than %u",
	    time_said(server), LEAST);
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
