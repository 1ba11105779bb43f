/*
 * An address for the date: its clients say nothing, get the date of the
 * router's clock in one line, and are counted like all others.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/upgrade.h"

#define DATE "20*-*-*T*:*:*.*Z\r"

static const char *const says[] = { "", "hello\n", "GET / HTTP/1.1\r\n\r\n",
	"\x16\x03\x01", "name javad\njoin 1\nsend 1 hi\n" };

static void
expect_date(const char *address, const char *said)
{
	struct conn *conn = conn_open_at(address);

	(void)conn_push(conn, said, strlen(said), 0);
	conn_expect(conn, DATE);
	conn_expect_end(conn);
	conn_close(conn);
}

static void
date_of(struct conn *conn, char date[64])
{
	const struct str line = conn_line(conn);
	const size_t len = strlen("2026-11-20T07:33:20.123456Z");

	MUST(line.len >= len, "no date");
	(void)snprintf(date, 64, "%.*s", (int)len,
	    strstr(line.at, "20") == line.at ?
		line.at :
		line.at + strlen("ok time 1795160000123456 "));
}

/* No two dates are equal, whoever asks. */
static void
is_the_routers(const struct server *server, struct conn *ali)
{
	char date[3][64];
	struct conn *conn;

	conn_say(ali, "time");
	date_of(ali, date[0]);
	conn = conn_open_at(server->address[1]);
	date_of(conn, date[1]);
	conn_expect_end(conn);
	conn_close(conn);
	conn_say(ali, "time");
	date_of(ali, date[2]);
	TAP_OK(strcmp(date[0], date[1]) < 0 && strcmp(date[1], date[2]) < 0,
	    "%s < %s < %s", date[0], date[1], date[2]);
}

static void
half_closed(const struct server *server)
{
	struct conn *conn = conn_open_at(server->address[1]);

	conn_finish(conn);
	conn_expect(conn, DATE);
	conn_expect_end(conn);
	conn_close(conn);
	PASS("a client that has shut down its side gets it too");
}

/* A client of the date must not take the server's regrets for a date. */
static void
refused(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = "max_clients 1\nexempt none\n",
		.listen = {
		    "127.0.0.1:0", "127.0.0.2:0 date", "127.0.0.3:0 echo" } });
	struct conn *ali = conn_named(server, "ali");

	for (size_t i = 1; i < 3; i++) {
		struct conn *conn = conn_open_at(server->address[i]);
		conn_expect_end(conn);
		conn_close(conn);
	}
	server_expect(server, "full: 127.0.0.1:* turned away (1 of 1 clients)");
	PASS("counted against max_clients, and told nothing");
	server_reload(
	    server, "max_clients 10\nexempt none\nmax_per_address 1\n");
	struct conn *conn = conn_open_at(server->address[1]);
	conn_expect_end(conn);
	server_expect(
	    server, "refused: 127.0.0.1:* (too many from one address)");
	PASS("and against max_per_address");
	conn_close(conn);
	conn_quit(ali);
	server_stop(server);
}

/* As the option of a listener that stays open. */
static void
reloads(void)
{
	char config[ADDR_TEXT + 64];
	struct server *server = server_start(&(struct setup) {
	    .config = "listen 127.0.0.1:0 date\n", .file_listens = true });

	expect_date(server->address[0], "");
	(void)snprintf(
	    config, sizeof(config), "listen %s\n", server->address[0]);
	server_reload(server, config);
	struct conn *conn = conn_open(server);
	conn_ask(conn, "javad", "ok name javad");
	(void)snprintf(
	    config, sizeof(config), "listen %s date\n", server->address[0]);
	server_reload(server, config);
	MUST(server_logged(server, "listening on * (date)") == 2,
	    "the change is not logged");
	conn_ask(conn, "ping", "ok ping");
	expect_date(server->address[0], "");
	PASS("a reload changes the service, for new clients");
	upgrade_to(server, "forkcastd");
	expect_date(server->address[0], "");
	TAP_NUM(server_logged(server, "listening on * (date)"), 2,
	    "an upgrade does not");
	conn_close(conn);
	server_stop(server);
}

/* The first line would count otherwise, and the second be forgotten. */
static void
two_services(void)
{
	static const char *const configs[] = {
		"listen 127.0.0.1:0\nlisten 127.0.0.1:0 date\n",
		"listen 127.0.0.1:0 echo\nlisten 127.0.0.1:0 date\n",
		"listen localhost:0 date\nlisten 127.0.0.1:0\n",
	};

	for (size_t i = 0; i < COUNT(configs); i++)
		server_refuses(&(struct setup) { .config = configs[i],
				   .file_listens = true },
		    78,
		    "forkcastd: cannot listen on 127.0.0.1:0: it has two "
		    "services");
	PASS("an address has one service");
}

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .listen = { "127.0.0.1:0", "127.0.0.2:0 date",
				  "127.0.0.3:0 proxy date" } });
	struct conn *ali = conn_named(server, "ali");

	for (size_t i = 0; i < COUNT(says); i++)
		expect_date(server->address[1], says[i]);
	server_expect(server,
	    "ended: - 127.0.0.1:* pid *, bye quit, lived * s, 2 lines in, 2 out");
	PASS("the date, whatever the client says");
	is_the_routers(server, ali);
	half_closed(server);
	expect_date(server->address[2],
	    "PROXY TCP4 192.0.2.7 192.0.2.1 40000 6013\r\n");
	server_expect(server, "ended: - 192.0.2.7:40000 ...");
	PASS("through a proxy");
	conn_close(ali);
	server_stop(server);
	refused();
	reloads();
	two_services();
	return tap_done();
}
