/*
 * STATUS= follows the number of clients, at most once a second, even if a
 * reload has lowered the limit below it.
 */
#include "tests/lib/conn.h"
#include "tests/lib/systemd.h"

#define CLIENTS 30

static struct server *server;

/* Nothing is said before a second has passed, whatever has happened. */
static void
expect_status(const char *status)
{
	server_pace(server, SEC - MSEC);
	server_memory(server);
	MUST(systemd_message_by(0) == NULL, "it is said too soon");
	server_pace(server, MSEC);
	const char *message = systemd_message();
	TAP_OK(systemd_says(message, status), "%s", message);
}

int
main(void)
{
	struct conn *conn[CLIENTS];

	systemd_listen_for_words();
	server = server_start(&(struct setup) { .paced = true });
	(void)systemd_expect("READY=1");
	for (int i = 0; i < CLIENTS; i++)
		conn[i] = conn_open(server);
	server_expect_workers(server, CLIENTS);
	expect_status("STATUS=30 of * clients");
	server_reload(server, "max_clients 3\n");
	(void)systemd_expect("RELOADING=1");
	TAP_OK(systemd_says(systemd_message(), "STATUS=30 clients, limit 3"),
	    "and a limit that is lower by now");
	for (int i = 0; i < CLIENTS; i++)
		conn_close(conn[i]);
	server_expect_workers(server, 0);
	expect_status("STATUS=0 of * clients");
	server_pace(server, 60 * SEC);
	server_memory(server);
	TAP_OK(systemd_message_by(0) == NULL, "then there is nothing to say");
	server_stop(server);
	return tap_done();
}
