/*
 * kick: all see by whom and why, and that the member leaves; the doer is
 * answered; each refusal.
 */
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "kick", "err kick bad-command ..." },
	{ "kick tea", "err kick bad-command ..." },
	{ "kick nowhere ali", "err kick no-such-group ..." },
	{ "kick a,b ali", "err kick bad-group ..." },
	{ "kick tea 1", "err kick bad-name ..." },
	{ "kick tea nobody", "err kick no-such-member ..." },
	{ "kick tea out", "err kick no-such-member ..." },
	{ "kick tea ali \x1b[2J", "err kick bad-text ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "tea");
	struct conn *ali = conn_member(server, "ali", "tea");
	struct conn *out = conn_named(server, "out");

	conn_expect(javad, "join * tea ali");
	conn_steps(javad, refused);
	conn_ask(ali, "kick tea javad", "err kick not-operator ...");
	conn_ask(out, "kick tea javad", "err kick not-member ...");
	conn_expect_nothing(ali);
	PASS("each refusal");
	conn_ask(javad, "kick TEA Ali that is  enough",
	    "kick * tea javad ali that is  enough");
	conn_expect(javad, "leave * tea ali that is  enough");
	conn_expect(javad, "ok kick tea ali");
	conn_expect(ali, "kick * tea javad ali that is  enough");
	conn_expect(ali, "leave * tea ali that is  enough");
	conn_ask(ali, "send tea hi", "err send not-member ...");
	conn_ask(javad, "names tea", "names tea javad");
	conn_expect(javad, "ok names tea 1");
	PASS("who is kicked is not in the group");
	conn_ask(ali, "join tea", "join * tea ali");
	conn_expect(javad, "join * tea ali");
	conn_ask(javad, "kick tea ali", "kick * tea javad ali");
	conn_expect(javad, "leave * tea ali");
	conn_expect(javad, "ok kick tea ali");
	conn_expect(ali, "kick * tea javad ali");
	conn_expect(ali, "leave * tea ali");
	PASS("it may come again, and be kicked without a word");
	conn_ask(javad, "kick tea javad", "kick * tea javad javad");
	conn_expect(javad, "leave * tea javad");
	conn_expect(javad, "ok kick tea javad");
	conn_ask(javad, "names tea", "err names no-such-group ...");
	PASS("who kicks itself out, as the last, takes the group along");
	server_stop(server);
	return tap_done();
}
