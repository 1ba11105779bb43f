/* masks: each list, with who has set what; who may ask; each refusal. */
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "masks", "err masks bad-command ..." },
	{ "masks tea", "err masks bad-command ..." },
	{ "masks tea x", "err masks bad-command ..." },
	{ "masks tea be", "err masks bad-command ..." },
	{ "masks nowhere b", "err masks no-such-group ..." },
	{ "masks a,b b", "err masks bad-group ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "tea");
	struct conn *out = conn_named(server, "out");

	conn_ask(javad, "masks tea b", "ok masks tea b 0");
	conn_ask(javad, "mode tea +b x", "ok mode tea +b x!*@*");
	conn_ask(javad, "mode tea +b a", "ok mode tea +b a!*@*");
	conn_ask(javad, "mode tea +e ~a:z", "ok mode tea +e ~a:z");
	conn_ask(javad, "mode tea +I y", "ok mode tea +I y!*@*");
	conn_ask(javad, "name reza", "name * javad reza");
	conn_ask(out, "masks TEA b", "mask tea b x!*@* javad *");
	conn_expect(out, "mask tea b a!*@* javad *");
	conn_expect(out, "ok masks tea b 2");
	conn_ask(out, "masks tea e", "mask tea e ~a:z javad *");
	conn_expect(out, "ok masks tea e 1");
	conn_ask(out, "masks tea I", "mask tea I y!*@* javad *");
	conn_expect(out, "ok masks tea I 1");
	PASS("each list, as it was set and by whom");
	conn_steps(javad, refused);
	conn_ask(javad, "mode tea +s", "ok mode tea +s");
	conn_ask(out, "masks tea b", "err masks no-such-group ...");
	conn_ask(javad, "masks tea I", "mask tea I y!*@* javad *");
	conn_expect(javad, "ok masks tea I 1");
	PASS("each refusal; of what is secret others do not know");
	server_stop(server);
	return tap_done();
}
