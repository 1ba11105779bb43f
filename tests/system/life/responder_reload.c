/*
 * A reload, by HUP or by the operator's order, moves, removes or adds the
 * responder, and the clients stay; a refused reload says why and changes
 * nothing.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/health.h"
#include "tests/lib/here.h"
#include "tests/lib/proc.h"

#define CANNOT "responder: cannot answer on %s: %s"

/* The rest of each configuration. */
#define LISTEN "listen 127.0.0.1:0\n"

static void
hup(struct server *server, const char *config, const char *pattern)
{
	char all[2 * ADDR_TEXT];

	(void)snprintf(all, sizeof(all), LISTEN "%s", config);
	scratch_write(server->config, all);
	server_signal(server, SIGHUP);
	server_expect(server, "reload: %s", pattern);
}

/*
 * An unchanged responder keeps its port, even if it was chosen for port 0, and
 * its process.
 */
static void
test_same(struct server *server, struct health *health)
{
	const pid_t responder = health_responder(server);
	char address[ADDR_TEXT], config[ADDR_TEXT + 64];

	hup(server, HEALTH_CONFIG "max_clients 9\n", "done");
	health_expect(health, "running");
	TAP_NUM(health_responder(server), responder, "the same one answers");
	health_address(server, address);
	(void)snprintf(
	    config, sizeof(config), "responder %s\nmax_clients 8\n", address);
	hup(server, config, "done");
	hup(server, HEALTH_CONFIG, "done");
	health_expect(health, "running");
	TAP_NUM(health_responder(server), responder,
	    "also if the port is written out");
	TAP_NUM(server_logged(server, "responder: ..."), 1,
	    "the log has no further word on it");
}

/* "localhost" is another word for the same host: here it is another port. */
static struct health *
test_move(struct server *server, struct health *old)
{
	const pid_t responder = health_responder(server);

	hup(server, "responder localhost:0\n", "done");
	TAP_NUM(server_logged(server, "responder: answering on 127.0.0.1:*"), 2,
	    "the log says where");
	struct health *new = health_open(server);
	health_expect(new, "running");
	PASS("it answers at its new address");
	health_expect_closed(old);
	proc_expect_gone(responder);
	TAP_NUM(server_logged(server, "responder: pid ..."), 0,
	    "and no more at the old one, without a word on that");
	return new;
}

static void
expect_unchanged(struct server *server, struct health *health, pid_t responder)
{
	health_expect(health, "running");
	TAP_NUM(health_responder(server), responder, "nothing has changed");
	server_expect_workers(server, 2);
}

static void
test_refused(struct server *server, struct health *health)
{
	char taken[ADDR_TEXT], config[ADDR_TEXT + 64], why[ADDR_TEXT + 64];
	const pid_t responder = health_responder(server);
	struct conn *operator= conn_open_at(server->control);
	int fd = health_hold(taken);

	(void)snprintf(config, sizeof(config), "responder %s\n", taken);
	(void)snprintf(
	    why, sizeof(why), "refused: " CANNOT, taken, strerror(EADDRINUSE));
	hup(server, config, why);
	expect_unchanged(server, health, responder);
	conn_ask(operator, "reload", "err " CANNOT, taken,
	    strerror(EADDRINUSE));
	expect_unchanged(server, health, responder);
	hup(server, HEALTH_CONFIG "board no\n",
	    "refused: responder: needs the scoreboard: ...");
	expect_unchanged(server, health, responder);
	/* The address can be had, but then something else cannot. */
	io_close(&fd);
	(void)snprintf(config, sizeof(config),
	    "responder %s\nlisten /no/such/directory/socket\n", taken);
	hup(server, config, "refused: cannot listen on ...");
	expect_unchanged(server, health, responder);
	health_expect_closed(health_open_at(taken));
	PASS("what was got for that is let go of");
	if (here_ports_are_roots()) {
		hup(server, "responder 127.0.0.1:1022\n",
		    "refused: responder: cannot answer on 127.0.0.1:1022: "
		    "Permission denied...");
		expect_unchanged(server, health, responder);
	}
	conn_close(operator);
}

static void
test_remove(struct server *server, struct health *health)
{
	const pid_t responder = health_responder(server);

	hup(server, "", "done");
	health_expect_closed(health);
	proc_expect_gone(responder);
	server_expect_workers(server, 1);
	TAP_NUM(server_logged(server, "responder: pid ..."), 0,
	    "removed, it is gone without a word");
}

/* To a server that is asleep: nothing else wakes it. */
static void
test_add(struct server *server)
{
	(void)server_pace(server, 10 * SEC);
	server_await_rest();
	hup(server, HEALTH_CONFIG, "done");
	health_expect(health_open(server), "running");
	PASS("added, it answers");
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = LISTEN HEALTH_CONFIG,
		.file_listens = true,
		.paced = true });
	struct conn *javad = conn_named(server, "javad");
	const pid_t worker = server_worker(server, "javad");
	struct health *health = health_open(server);

	health_expect(health, "running");
	test_same(server, health);
	health = test_move(server, health);
	test_refused(server, health);
	test_remove(server, health);
	test_add(server);
	conn_expect_nothing(javad);
	TAP_NUM(server_worker(server, "javad"), worker, "a client stays");
	server_stop(server);
	return tap_done();
}
