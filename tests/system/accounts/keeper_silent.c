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

static void
hangs(struct server *server, struct conn *ali)
{
	keeper_signal(server, SIGSTOP);
	conn_say(ali, "login ali pw");
	server_expect(server, "keeper: no reply for 1 s");
	shell_check_shows("CRITICAL", 2, "; no reply from the keeper");
	conn_expect(ali, "err login unavailable ...");
	conn_ask(ali, "login ali pw", "err login unavailable ...");
	shell_check_shows("CRITICAL", 2, "; no reply from the keeper");
}

int
main(void)
{
	char config[2 * SCRATCH_PATH];
	struct server *server;
	struct conn *ali;

	(void)snprintf(
	    config, sizeof(config), "%shold_time 600\n", keeper_config());
	server = server_start(&(struct setup) { .config = config });
	shell_set_number("SERVER", server->was);
	ali = conn_named(server, "ali");
	conn_ask(ali, "register pw", "ok register ali");
	shell_check_shows("OK", 0, "");
	(void)snprintf(
	    config, sizeof(config), "%shold_time 1\n", keeper_config());
	server_reload(server, config);
	hangs(server, ali);
	keeper_signal(server, SIGCONT);
	server_expect(server, "keeper: replies again");
	shell_check_shows("OK", 0, "");
	PASS("it goes on");
	hangs(server, ali);
	keeper_signal(server, SIGKILL);
	server_expect(server, "keeper: replies again");
	shell_check_shows("OK", 0, "");
	PASS("another one is there");
	TAP_NUM((long)count(server_log(server), "keeper: no reply"), 2,
	    "each time is logged once");
	server_stop(server);
	return tap_done();
}
