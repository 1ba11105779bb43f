/*
 * However fast somebody asks the responder, it sends at most 1,000 answers a
 * second and fewer bytes than it received, so a forged address gains nothing.
 * Clients talk meanwhile, and afterwards there are answers again.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/health.h"

#define BATCH 100

/* Answers at once, and in each second from then on; see responder.c. */
#define BURST 100
#define RATE 900
#define STEPS 10 /* of that second */

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

/* Asks so often that more answers would come if there were any. */
static unsigned
ask_many(struct health *health, struct conn *javad, struct conn *ali)
{
	static unsigned requests;

	for (int i = 0; i < BATCH; i++)
		health_request(health);
	requests += BATCH;
	talk(javad, ali, requests);
	server_await_rest();
	return take_answers(health);
}

/* As many answers come as that, and no more. */
static unsigned
expect_answers(struct health *health, struct conn *javad, struct conn *ali,
    unsigned wanted)
{
	const usec end = deadline();
	unsigned answers = 0;

	while (answers < wanted) {
		MUST(
		    !deadline_passed(end), "%u answers of %u", answers, wanted);
		answers += ask_many(health, javad, ali);
	}
	answers += ask_many(health, javad, ali);
	MUST(answers == wanted, "%u answers, not %u", answers, wanted);
	return answers;
}

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = HEALTH_CONFIG, .paced = true });
	struct health *health = health_open(server);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	unsigned answers;

	conn_expect(javad, "join * 1 ali");
	answers = expect_answers(health, javad, ali, BURST);
	for (int i = 0; i < STEPS; i++) {
		server_pace(server, SEC / STEPS);
		answers += expect_answers(health, javad, ali, RATE / STEPS);
	}
	TAP_NUM(answers, BURST + RATE, "so many answers come in a second");
	server_pace(server, SEC);
	health_expect(health, "running");
	PASS("then it answers again");
	server_stop(server);
	return tap_done();
}
