/*
 * The responder answers requests by UDP with the server's state, also while the
 * parent hangs, and nothing else. It is no client; another one starts when it
 * has ended, and it ends with its server.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/health.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

/* Longer than a sign of life is young; see responder.c. */
#define SILENCE (100 * SEC)

/* The first restart is put off for so long, and each for twice as long. */
#define FIRST (100 * MSEC)

static struct server *
start(const char *config)
{
	return server_start(&(struct setup) {
	    .config = config, .args = { "-m", "7" }, .paced = true });
}

static void
counts_clients(struct server *server, struct health *health)
{
	health_expect_clients(health, 0);
	struct conn *javad = conn_named(server, "javad");
	struct conn *nameless = conn_open(server);
	server_expect_workers(server, 3); /* the responder is one of them */
	server_pace(server, SEC);
	health_expect_clients(health, 2);
	conn_quit(javad);
	server_expect(server, "ended: javad ...");
	conn_close(nameless);
	server_expect(server, "ended: - ...");
	server_pace(server, SEC);
	health_expect_clients(health, 0);
	PASS("clients are counted as they come and go");
}

/* The bytes of an answer, and not only what a reader makes of them. */
static void
says_so_much(struct server *server, struct health *health)
{
	const usec end = deadline();
	char want[128];

	server_pace(server, SILENCE);
	while (health_ask(health)->uptime < SILENCE / SEC)
		MUST(deadline_pause(end), "it does not grow");
	const struct responder_answer *said = health_expect(health, "running");
	const int len = snprintf(want, sizeof(want),
	    "forkcast-is asked-%u running 0 7 %u %u.%03u\n", health->asked,
	    (unsigned)said->uptime, (unsigned)(said->beat_age / SEC),
	    (unsigned)(said->beat_age / MSEC % 1000));
	TAP_STR(((struct str) { health->bytes, health->len }),
	    ((struct str) { want, (size_t)len }), "byte for byte");
	TAP_OK(health->len < RESPONDER_LEAST, "%zu bytes, which is less",
	    health->len);
}

/* A datagram begins so, and is filled up with dots to that size. */
static const struct {
	const char *begin;
	size_t size;
} rubbish[] = {
	{ "", 0 },
	{ "forkcast token ", RESPONDER_LEAST - 1 },
	{ "forkcast  ", RESPONDER_LEAST },
	{ "forkcast a-token-that-has-just-33-bytes--- ", RESPONDER_LEAST },
	{ "forkcast \x1b[2J ", RESPONDER_LEAST },
	{ "forkcats token ", 8192 },
	{ "ping token\n", RESPONDER_LEAST },
	{ "forkcast-is token running 0 1000 1 0.001\n", RESPONDER_LEAST },
};

/* health_ask finds an answer that none may have. */
static void
answers_requests_alone(struct health *health)
{
	char bytes[8192];

	for (size_t i = 0; i < COUNT(rubbish); i++) {
		memset(bytes, '.', sizeof(bytes));
		memcpy(bytes, rubbish[i].begin, strlen(rubbish[i].begin));
		health_send(health, bytes, rubbish[i].size);
		(void)health_ask(health);
	}
	PASS("silence for what is no request");
}

/* As if the parent hung: TCP gets no answer. */
static void
tells_of_a_stuck_parent(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = HEALTH_CONFIG });
	struct health *health = health_open(server);
	struct conn *conn = conn_named(server, "javad");
	const usec end = deadline();

	health_expect_clients(health, 1); /* which is shown a moment later */
	TAP_OK(proc_hardly_wakes(health_responder(server), SEC, 0),
	    "nobody asks: it sleeps");
	server_signal(server, SIGSTOP);
	conn_say(conn, "ping there");
	const usec before = health_expect(health, "stuck")->beat_age;
	TAP_OK(before >= SEC, "stuck, for %u ms", (unsigned)(before / MSEC));
	while (health_expect(health, "stuck")->beat_age < before + SEC / 2)
		MUST(deadline_pause(end), "its age does not grow");
	TAP_OK(!deadline_poll(conn->fd, POLLIN, clock_mono() + MSEC),
	    "a ping over TCP has no answer");
	TAP_NUM(health_ask(health)->clients, 1, "its client is still told");
	server_signal(server, SIGCONT);
	conn_expect(conn, "ok ping there");
	TAP_OK(
	    health_expect(health, "running")->beat_age < before, "it goes on");
	conn_close(conn);
	server_stop(server);
}

static void
expect_another(struct server *server, struct health *health, usec delay)
{
	const pid_t responder = health_responder(server);

	MUST(kill(responder, SIGKILL) == 0, "no responder");
	server_expect(server,
	    "responder: pid %ld ended, signal 9; restarting in %u ms",
	    (long)responder, (unsigned)(delay / MSEC));
	server_pace(server, delay - 1);
	server_expect_workers(server, 1);
	server_pace(server, 1);
	(void)health_ask(health);
	TAP_OK(health_responder(server) != responder,
	    "put off for %u ms another one is there", (unsigned)(delay / MSEC));
}

/* It ignores what is meant for its parent, but for TERM. */
static void
has_successors(void)
{
	static const int ignored[] = { SIGINT, SIGQUIT, SIGHUP, SIGTSTP,
		SIGUSR1, SIGUSR2, SIGPIPE };
	struct server *server = start(HEALTH_CONFIG);
	struct health *health = health_open(server);
	struct conn *javad = conn_named(server, "javad");
	pid_t before;

	(void)health_ask(health);
	for (int i = 0; i < 4; i++)
		expect_another(server, health, FIRST << i);
	before = health_responder(server);
	for (size_t i = 0; i < COUNT(ignored); i++) {
		MUST(kill(before, ignored[i]) == 0, "no responder");
		(void)health_ask(health);
	}
	TAP_OK(!proc_is_gone(before), "signals do not end it");
	MUST(kill(before, SIGTERM) == 0, "no responder");
	server_expect(server, "responder: pid * ended, exit done; ...");
	server_pace(server, FIRST << 4);
	TAP_NUM(health_expect(health, "running")->clients, 1,
	    "the last one knows as much as the first");
	before = health_responder(server);
	upgrade_to(server, UPGRADE_PACED);
	proc_expect_gone(before);
	health_expect_clients(health, 1);
	PASS("an upgrade has another one at the same port");
	conn_expect_nothing(javad);
	server_stop(server);
}

static void
ends_with_a_drain(void)
{
	struct server *server = start(HEALTH_CONFIG);
	struct health *health = health_open(server);
	struct conn *javad = conn_named(server, "javad");
	struct conn *operator= conn_open_at(server->control);
	const pid_t responder = health_responder(server);

	conn_ask(operator, "drain", "ok 1 client left");
	TAP_NUM(health_expect(health, "draining")->clients, 1,
	    "a server that drains says so, and who is left");
	conn_quit(javad);
	conn_close(operator);
	TAP_NUM(server_status(server), 0, "it ends with the last client");
	MUST(proc_is_gone(responder), "the responder is left");
	health_expect_closed(health);
}

static void
ends_with_its_server(bool stopped)
{
	struct server *server = start(HEALTH_CONFIG "grace 60\n");
	struct health *health = health_open(server);
	const pid_t responder = health_responder(server);

	health_expect(health, "running");
	MUST(!stopped || kill(responder, SIGSTOP) == 0, "no responder");
	server_stop_late(server, stopped ? 60 * SEC : 0);
	MUST(proc_is_gone(responder), "the responder is left");
	health_expect_closed(health);
	PASS("TERM ends both%s", stopped ? ", though it is stopped" : "");
}

/* The next server gets its port. */
static void
ends_with_a_killed_one(void)
{
	char address[ADDR_TEXT], config[ADDR_TEXT + 32];
	struct server *server = start(HEALTH_CONFIG);
	struct health *health = health_open(server);
	const pid_t responder = health_responder(server);

	health_expect(health, "running");
	server_signal(server, SIGKILL);
	proc_expect_gone(responder);
	(void)server_status(server);
	health_address(server, address);
	(void)snprintf(config, sizeof(config), "responder %s\n", address);
	server = start(config);
	health = health_open_at(address);
	health_expect(health, "running");
	PASS("nobody has the port of one that was killed");
	server_stop(server);
}

int
main(void)
{
	struct server *server = start(HEALTH_CONFIG);
	struct health *health = health_open(server);

	counts_clients(server, health);
	says_so_much(server, health);
	answers_requests_alone(health);
	server_stop(server);
	tells_of_a_stuck_parent();
	has_successors();
	ends_with_a_drain();
	ends_with_its_server(false);
	ends_with_its_server(true);
	ends_with_a_killed_one();
	return tap_done();
}
