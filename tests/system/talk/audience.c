/*
 * What is said to o:G goes to the operators of G alone, to v:G to those who are
 * voiced besides; and to who says it, who need have no role.
 */
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "send o:nowhere hi", "err send not-member ..." },
	{ "send x:tea hi", "err send bad-group ..." },
	{ "send o: hi", "err send bad-group ..." },
	{ "send o:o:tea hi", "err send bad-group ..." },
	{ "join o:tea", "err join bad-group ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "tea");
	struct conn *ali = conn_member(server, "ali", "tea");
	struct conn *sara = conn_member(server, "sara", "tea");
	struct conn *out = conn_named(server, "out");

	conn_expect(javad, "join * tea ali");
	conn_expect(javad, "join * tea sara");
	conn_expect(ali, "join * tea sara");
	conn_ask(javad, "mode tea +v ali", "ok mode tea +v ali");
	conn_ask(sara, "send o:tea help", "msg * tea sara help");
	conn_expect(javad, "msg * tea sara help");
	conn_expect_nothing(ali);
	PASS("to operators");
	conn_ask(sara, "send v:TEA help", "msg * tea sara help");
	conn_expect(javad, "msg * tea sara help");
	conn_expect(ali, "msg * tea sara help");
	conn_ask(javad, "send v:tea yes", "msg * tea javad yes");
	conn_expect(ali, "msg * tea javad yes");
	conn_expect_nothing(javad);
	conn_expect_nothing(sara);
	PASS("to those who are voiced besides");
	conn_ask(out, "send o:tea hi", "err send not-member ...");
	conn_steps(sara, refused);
	conn_ask(javad, "mode tea +m", "ok mode tea +m");
	conn_ask(sara, "send o:tea hi", "err send muted ...");
	conn_expect_nothing(javad);
	PASS("who may not speak may not so either");
	conn_ask(javad, "mode tea -m", "ok mode tea -m");
	conn_ask(javad, "mode tea -n", "ok mode tea -n");
	conn_ask(out, "send o:tea hi", "msg * tea out hi");
	conn_expect(javad, "msg * tea out hi");
	conn_expect_nothing(ali);
	conn_expect_nothing(sara);
	PASS("who is not in it, if it may speak there");
	server_stop(server);
	return tap_done();
}
