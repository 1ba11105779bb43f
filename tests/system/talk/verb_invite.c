/*
 * invite and invited: who is invited is told, and may ask again; an invitation
 * ends when it was followed, and with the group; each refusal.
 */
#include "tests/lib/conn.h"

#define IS_MEMBER "is already a member of that group"

static const struct step refused[] = {
	{ "invite", "err invite bad-command ..." },
	{ "invite tea", "err invite bad-command ..." },
	{ "invite tea ali now", "err invite bad-command ..." },
	{ "invite nowhere ali", "err invite no-such-group ..." },
	{ "invite a,b ali", "err invite bad-group ..." },
	{ "invite tea nobody", "err invite no-such-name ..." },
	{ "invite tea 1", "err invite bad-name ..." },
	{ "invite tea javad", "err invite already-member javad " IS_MEMBER },
	{ "invite tea sara", "err invite already-member sara " IS_MEMBER },
	{ "invited tea", "err invited bad-command ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "tea");
	struct conn *sara = conn_member(server, "sara", "tea");
	struct conn *ali = conn_named(server, "ali");

	conn_expect(javad, "join * tea sara");
	conn_steps(javad, refused);
	conn_ask(ali, "invite tea javad", "err invite not-member ...");
	conn_ask(ali, "invited", "ok invited 0");
	PASS("each refusal");
	conn_ask(sara, "invite TEA ALI", "ok invite tea ali");
	conn_expect(ali, "invite * tea sara ali");
	conn_expect_nothing(javad);
	conn_ask(ali, "invited", "invited tea");
	conn_expect(ali, "ok invited 1");
	PASS("a member invites, and nobody else hears of it");
	conn_ask(sara, "invite tea ali", "ok invite tea ali");
	conn_expect_nothing(ali);
	conn_ask(javad, "invite tea ali", "ok invite tea ali");
	conn_expect(ali, "invite * tea javad ali");
	conn_ask(javad, "invite tea ali", "ok invite tea ali");
	conn_ask(sara, "invite tea ali", "ok invite tea ali");
	conn_expect_nothing(ali);
	conn_ask(ali, "invited", "invited tea");
	conn_expect(ali, "ok invited 1");
	PASS("the same is not told again at once, but that of an operator is");
	conn_ask(ali, "join tea", "join * tea ali");
	conn_ask(ali, "invited", "ok invited 0");
	conn_ask(ali, "leave tea", "leave * tea ali");
	conn_ask(ali, "invited", "ok invited 0");
	PASS("who has come is invited no longer");
	conn_wait_for(sara, "leave * tea ali");
	conn_wait_for(javad, "leave * tea ali");
	conn_ask(javad, "mode tea +i", "ok mode tea +i");
	conn_ask(sara, "invite tea ali", "err invite not-operator ...");
	conn_ask(javad, "invite tea ali", "ok invite tea ali");
	conn_expect(ali, "invite * tea javad ali");
	PASS("into a group that is invite-only its operator invites");
	conn_ask(sara, "quit", "bye quit ...");
	conn_wait_for(javad, "quit * sara");
	conn_ask(javad, "leave tea", "leave * tea javad");
	conn_ask(ali, "invited", "ok invited 0");
	conn_ask(ali, "join tea", "join * tea ali");
	PASS("with the group the invitation has gone");
	server_stop(server);
	return tap_done();
}
