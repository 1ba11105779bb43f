/*
 * After a HUP that allows fewer clients than there are, nobody is disconnected,
 * the operator can still connect, and a HUP that allows more works. A refused
 * HUP leaves the system's limits as they were.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"

#define CLIENTS 100
#define CONTROLS 8 /* at once: each takes a descriptor */
#define LISTEN "listen 127.0.0.1:0\n"
#define WATCHED (SEC / 2)
#define WAKES 8

/* The soft limit on descriptors. */
static long
descriptor_limit(const struct server *server)
{
	char text[4096];
	const char *at;

	MUST(proc_read(server->pid, "limits", text, sizeof(text)) > 0,
	    "cannot read limits");
	at = strstr(text, "Max open files");
	MUST(at != NULL, "no limit on files");
	return strtol(at + strlen("Max open files"), NULL, 10);
}

static void
reload(struct server *server, const char *config, const char *outcome)
{
	scratch_write(server->config, config);
	server_signal(server, SIGHUP);
	server_expect(server, "%s", outcome);
}

static void
test_fewer(struct server *server)
{
	struct conn *controls[CONTROLS];

	reload(server, LISTEN "max_clients 2\n", "reload: done");
	TAP_OK(descriptor_limit(server) >= 2 * CLIENTS,
	    "fewer are to come, and the limit is not under what is open");
	for (size_t i = 0; i < CONTROLS; i++) {
		controls[i] = conn_open_at(server->control);
		conn_ask(controls[i], "ping", "ok ping");
	}
	PASS("the operator gets in");
	TAP_OK(proc_hardly_wakes(server->pid, WATCHED, WAKES),
	    "and the server sleeps");
	for (size_t i = 0; i < CONTROLS; i++)
		conn_close(controls[i]);
	reload(server, LISTEN "max_clients 1000\n", "reload: done");
	(void)conn_named(server, "another");
	PASS("more again: another one gets in");
}

static void
test_refused(struct server *server)
{
	static const char *const wrong[] = {
		"max_clients 1500\nlisten /no/such/directory/socket\n",
		LISTEN "max_clients 1500\npassword_file /no/such/file\n",
		LISTEN "max_clients 1500\ngroup a,b\n",
		LISTEN "max_clients 60000000\n",
	};
	const long before = descriptor_limit(server);

	for (size_t i = 0; i < COUNT(wrong); i++) {
		reload(server, wrong[i], "reload: refused: ...");
		TAP_NUM(descriptor_limit(server), before,
		    "refused: the limit is as it was");
	}
}

int
main(void)
{
	if (!proc_is_there())
		tap_skip("needs /proc");
	struct server *server = server_start(&(struct setup) {
	    .config = LISTEN "max_clients 1000\n", .file_listens = true });
	char name[32];

	for (int i = 0; i < CLIENTS; i++) {
		(void)snprintf(name, sizeof(name), "client-%d", i);
		(void)conn_named(server, name);
	}
	test_refused(server);
	test_fewer(server);
	server_stop(server);
	return tap_done();
}
