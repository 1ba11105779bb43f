/* Answers come in the order of the commands, whoever gives them. */
#include "tests/lib/conn.h"

/* What the worker refuses stands between what the router answers. */
static const struct step steps[] = {
	{ "ping 1", "ok ping 1" },
	{ "send 1 \x1b", "err send bad-text ..." },
	{ "join 1", "join * 1 javad" },
	{ "nonsense", "err - bad-command ..." },
	{ "send 1 hello", "msg * 1 javad hello" },
	{ "send 2 hello", "err send not-member ..." },
	{ "name 1st", "err name bad-name ..." },
	{ "name reza", "name * javad reza" },
	{ "join a,b", "err join bad-group ..." },
	{ "topic 1 tea", "topic * 1 reza tea" },
	{ "leave 1", "leave * 1 reza" },
	{ "leave 1", "err leave not-member ..." },
	{ "ping 2", "ok ping 2" },
	{ "quit", "bye quit ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_named(server, "javad");

	for (size_t i = 0; i < COUNT(steps); i++)
		conn_say(javad, "%s", steps[i].say);
	for (size_t i = 0; i < COUNT(steps); i++)
		conn_expect(javad, "%s", steps[i].answer);
	conn_expect_end(javad);
	PASS("one answer to each command, in their order");
	server_stop(server);
	return tap_done();
}
