/*
 * However fast somebody asks the responder, it sends at most 1,000 answers a
 * second and fewer bytes than it received, so a forged address gains nothing.
 * Clients talk meanwhile, and afterwards there are answers again.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/health.h"

#define STORMS 3
#define STORM SEC
#define BATCH 100

/* Answers at once, and in each second from then on; see responder.c. */
#define BURST 100
#define RATE 900

static void
talk(struct conn *javad, struct conn *ali, unsigned number)
{
	conn_say(javad, "send 1 %u", number);
	conn_expect(javad, "msg * 1 javad %u", number);
	conn_expect(ali, "msg * 1 javad %u", number);
}

/* Takes what has come: how many answers. */
static unsigned
take_answers(struct health *health)
{
	unsigned answers = 0;

	while (health_take(health)) {
		MUST(health->len < RESPONDER_LEAST, "one is longer");
		answers++;
	}
	return answers;
}

static void
test_storm(struct health *health, struct conn *javad, struct conn *ali)
{
	const usec start = clock_mono(), end = deadline();
	unsigned requests = 0, answers = 0;
	usec took;

	do {
		for (int i = 0; i < BATCH; i++)
			health_request(health);
		requests += BATCH;
		talk(javad, ali, requests);
		answers += take_answers(health);
		took = clock_mono() - start;
	} while (took < STORM || (answers < BURST && clock_mono() < end));
	TAP_OK(answers <= BURST + RATE * took / SEC,
	    "%u requests in %u ms: %u answers", requests,
	    (unsigned)(took / MSEC), answers);
	TAP_OK(answers >= BURST, "and not none");
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = HEALTH_CONFIG });
	struct health *health = health_open(server);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");

	conn_expect(javad, "join * 1 ali");
	for (int i = 0; i < STORMS; i++)
		test_storm(health, javad, ali);
	health_expect(health, "running");
	PASS("then it answers again");
	server_stop(server);
	return tap_done();
}
