/*
 * The responder's answer has the request's token, the server's state, the
 * current and the largest number of clients, the uptime and the age of the last
 * sign of life, and is shorter than the request.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/health.h"

#define ASKERS 3

/* Longer than a sign of life is young; see responder.c. */
#define SILENCE (100 * SEC)

/* In test_clients: after each of its changes. */
#define PASSED (4 * SEC)

static void
test_clients(struct server *server, struct health *health)
{
	health_expect_clients(health, 0);
	struct conn *javad = conn_named(server, "javad");
	server_pace(server, SEC);
	health_expect_clients(health, 1);
	struct conn *nameless = conn_open(server);
	server_expect_workers(server, 3); /* the responder is one of them */
	server_pace(server, SEC);
	health_expect_clients(health, 2);
	conn_ask(javad, "quit", "bye quit ...");
	conn_close(javad);
	server_expect(server, "ended: javad ...");
	server_pace(server, SEC);
	health_expect_clients(health, 1);
	conn_close(nameless);
	server_expect(server, "ended: - ...");
	server_pace(server, SEC);
	health_expect_clients(health, 0);
	PASS("clients are counted as they come and go");
	TAP_NUM(health->said.max, 7, "of seven that there may be");
}

/* The bytes of an answer, and not only what a reader makes of them. */
static void
test_bytes(struct health *health)
{
	char want[128];
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

static void
test_uptime(struct server *server, struct health *health)
{
	const usec end = deadline();

	server_pace(server, SILENCE);
	while (health_ask(health)->uptime < SILENCE / SEC)
		MUST(deadline_pause(end), "it does not grow");
	TAP_NUM(health->said.uptime, (SILENCE + PASSED) / SEC,
	    "it tells for how long it runs");
}

/* The answer is there already, or comes; and it is to this asker's request. */
static void
expect_own(struct health *health)
{
	char token[32];
	const usec end = deadline();

	(void)snprintf(token, sizeof(token), "asked-%u", health->asked);
	while (!health_take(health))
		MUST(deadline_pause(end), "no answer to %s", token);
	TAP_STR(health->said.token, str_from(token), "an answer to %s", token);
}

/*
 * Each gets the answer to what it has asked itself, and nothing else: at once,
 * or together when the server has given a sign of life.
 */
static void
test_many(struct server *server)
{
	struct health *asker[ASKERS];

	for (size_t i = 0; i < ASKERS; i++) {
		asker[i] = health_open(server);
		asker[i]->asked = (unsigned)i * 1000;
	}
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < ASKERS; i++)
			health_request(asker[i]);
		for (size_t i = 0; i < ASKERS; i++)
			expect_own(asker[ASKERS - 1 - i]);
		server_pace(server, SILENCE);
	}
	for (size_t i = 0; i < ASKERS; i++)
		TAP_OK(!health_take(asker[i]), "one answer each");
}

int
main(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = HEALTH_CONFIG, .args = { "-m", "7" }, .paced = true });
	struct health *health = health_open(server);

	test_clients(server, health);
	test_bytes(health);
	test_uptime(server, health);
	test_many(server);
	server_stop(server);
	return tap_done();
}
