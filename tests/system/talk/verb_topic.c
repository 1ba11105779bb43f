/* topic: set, shown, cleared, and each way to be refused. */
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "topic", "err topic bad-command ..." },
	{ "topic 2", "err topic not-member ..." },
	{ "topic 2 mine", "err topic not-member ..." },
	{ "topic nowhere", "err topic not-member ..." },
	{ "topic a,b mine", "err topic bad-group ..." },
	{ "topic 1 \x1b[2J", "err topic bad-text ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");

	conn_expect(javad, "join * 1 ali");
	conn_ask(javad, "topic 1", "ok topic 1 -");
	conn_ask(javad, "topic 1 tea at  five", "topic * 1 javad tea at  five");
	conn_expect(ali, "topic * 1 javad tea at  five");
	conn_ask(ali, "topic 1", "ok topic 1 tea at  five");
	PASS("members are told of a new topic and can ask for it");
	conn_steps(ali, refused);
	conn_expect_nothing(javad);
	conn_ask(ali, "topic 1", "ok topic 1 tea at  five");
	PASS("a refused topic changes nothing");
	conn_ask(ali, "topic 1 -", "topic * 1 ali -");
	conn_expect(javad, "topic * 1 ali -");
	conn_ask(javad, "topic 1", "ok topic 1 -");
	PASS("- clears it");
	server_stop(server);
	return tap_done();
}
