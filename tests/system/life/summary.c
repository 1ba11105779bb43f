/*
 * On USR1, the server logs a summary with the members of each group and without
 * any text.
 */
#include <signal.h>

#include "tests/lib/conn.h"

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .args = { "-m", "10" } });
	struct conn *javad = conn_member(server, "javad", "2");
	struct conn *ali = conn_member(server, "ali", "1");

	conn_ask(ali, "join 3", "join * 3 ali");
	conn_ask(ali, "send 1 secret", "msg * 1 ali secret");
	conn_ask(javad, "topic 2 secret", "topic * 2 javad secret");
	server_signal(server, SIGUSR1);
	server_expect(server, "uptime: * s");
	server_expect(server, "clients: 2 of 10");
	server_expect(server, "groups: 1=[ali] 2=[javad] 3=[ali]");
	server_expect(server, "queues: 0 bytes ...");
	server_expect(server, "memory: * bytes");
	PASS("uptime, clients, groups, queues and memory");
	TAP_OK(strstr(server_log(server), "secret") == NULL,
	    "neither texts nor topics");
	server_signal(server, SIGUSR1);
	server_expect(server, "memory: * bytes");
	conn_expect_nothing(javad);
	PASS("as often as it is asked for");
	server_stop(server);
	return tap_done();
}
