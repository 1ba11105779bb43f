/*
 * While the keeper hangs, forkcastctl check is critical and the log says so
 * once; both end when this or another keeper answers.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/keeper.h"
#include "tests/lib/shell.h"

static size_t
count(const char *text, const char *part)
{
	size_t found = 0;

	for (; (text = strstr(text, part)) != NULL; text += strlen(part))
		found++;
	return found;
}

/* Asks the keeper, in vain, for hold_time. */
static void
asks(struct server *server, struct conn *ali, struct conn *other)
{
	struct str line;

	conn_ask(ali, "ping\nlogin ali pw", "ok ping");
	conn_ask(other, "ping", "ok ping");
	server_pace(server, 30 * SEC);
	conn_ask(other, "ping", "ok ping");
	MUST(!conn_has_line(ali, &line), "that is too soon");
	server_pace(server, 30 * SEC);
	conn_expect(ali, "err login unavailable ...");
}

static void
hangs(struct server *server, struct conn *ali, struct conn *other)
{
	keeper_signal(server, SIGSTOP);
	asks(server, ali, other);
	server_expect(server, "keeper: no reply for 60 s");
	server_pace(server, SEC);
	shell_check_shows("CRITICAL", 2, "; no reply from the keeper");
	asks(server, ali, other);
	server_pace(server, SEC);
	shell_check_shows("CRITICAL", 2, "; no reply from the keeper");
}

int
main(void)
{
	char config[2 * SCRATCH_PATH];
	struct server *server;
	struct conn *ali, *other;

	(void)snprintf(
	    config, sizeof(config), "%shold_time 60\n", keeper_config());
	server =
	    server_start(&(struct setup) { .config = config, .paced = true });
	shell_set_number("SERVER", server->was);
	ali = conn_named(server, "ali");
	other = conn_named(server, "other");
	conn_ask(ali, "register pw", "ok register ali");
	shell_check_shows("OK", 0, "");
	hangs(server, ali, other);
	keeper_signal(server, SIGCONT);
	server_pace(server, SEC);
	server_expect(server, "keeper: replies again");
	server_pace(server, SEC);
	shell_check_shows("OK", 0, "");
	PASS("it goes on");
	hangs(server, ali, other);
	keeper_signal(server, SIGKILL);
	server_expect(server, "keeper: pid * ended, ...");
	server_pace(server, SEC);
	server_expect(server, "keeper: replies again");
	server_pace(server, SEC);
	shell_check_shows("OK", 0, "");
	PASS("another one is there");
	TAP_NUM((long)count(server_log(server), "keeper: no reply"), 2,
	    "each time is logged once");
	server_stop(server);
	return tap_done();
}
