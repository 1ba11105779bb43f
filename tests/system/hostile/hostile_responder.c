/*
 * The server ends and replaces a hijacked responder that sends anything but
 * ping, sends ping without end, or misuses its pipes; the log says so, and
 * clients do not notice.
 */
#include <stdio.h>

#include "tests/lib/health.h"
#include "tests/lib/rogue.h"

#define ROUNDS 60
#define BROKEN "broken: responder sent ..."
#define ENDED "responder: pid * ended, signal 9; restarting in * ms"
#define EXITED "responder: pid * ended, exit done; restarting in * ms"

static const struct {
	const char *what;
	const char *pattern; /* of what is logged first */
} rows[] = {
	{ "say send 1 hello", BROKEN },
	{ "say ping two words", BROKEN },
	{ "long", BROKEN },
	{ "half ping\nsend 1 half of i", EXITED },
	{ "asks", BROKEN },
	{ "deaf", BROKEN },
	{ "closes-uplink", ENDED },
	{ "closes-downlink", ENDED },
};

static const char *const others[] = { "rings", "term" };

/* It is called by a datagram. */
static void
call(const struct health *health, const char *what)
{
	char bytes[128];
	const int len = snprintf(bytes, sizeof(bytes), "hostile %s", what);

	MUST(len > 0 && (size_t)len < sizeof(bytes), "too long");
	health_send(health, bytes, (size_t)len);
}

static void
test_ended(const char *what, const char *pattern)
{
	struct server *server = rogue_server_with(HEALTH_CONFIG);
	struct health *health = health_open(server);
	const pid_t responder = health_responder(server);

	health_expect(health, "running");
	call(health, what);
	rogue_await(server, pattern, 1);
	rogue_await(server, "responder: pid * ended, ...", 1);
	/* The next one comes; it is not late yet, however slowly it starts. */
	server_pace_later(server, SEC);
	health_expect(health, "running");
	MUST(health_responder(server) != responder, "it is the same");
	server_expect_workers(server, ROGUE_OTHERS + 1);
	server_stop_late(server, ROGUE_GRACE);
	PASS("ended: %.*s", (int)strcspn(what, "\n"), what);
}

/* Nobody can hold that against it, but it must not hurt. */
static void
test_goes_on(const char *what)
{
	struct server *server = rogue_server_with(HEALTH_CONFIG);
	struct health *health = health_open(server);

	health_expect(health, "running");
	call(health, what);
	for (int i = 0; i < ROUNDS; i++)
		rogue_others_talk();
	server_stop_late(server, ROGUE_GRACE);
	PASS("it hurts nobody: %s", what);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		test_ended(rows[i].what, rows[i].pattern);
	for (size_t i = 0; i < COUNT(others); i++)
		test_goes_on(others[i]);
	return tap_done();
}
