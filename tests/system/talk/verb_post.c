/* post: into the box of a group that one is in. */
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "post", "err post bad-command ..." },
	{ "post 1", "err post bad-command ..." },
	{ "post 2 x", "err post not-member ..." },
	{ "post nowhere x", "err post not-member ..." },
	{ "post a,b x", "err post bad-group ..." },
	{ "post @javad x", "err post bad-group ..." },
	{ "post 1 \x1b[2J", "err post bad-text ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "tea");
	struct conn *ali = conn_member(server, "ali", "tea");

	conn_expect(javad, "join * tea ali");
	conn_ask(javad, "post TEA one  two ", "ok post tea *");
	conn_ask(ali, "post tea three", "ok post tea *");
	conn_ask(ali, "boxes", "box tea 2 0 0");
	conn_expect(ali, "ok boxes 1");
	conn_expect_nothing(javad);
	PASS("it waits, and nobody is told");
	conn_steps(ali, refused);
	conn_ask(ali, "boxes", "box tea 2 0 0");
	conn_expect(ali, "ok boxes 1");
	PASS("what is refused is nowhere");
	conn_ask(ali, "take tea 5", "ok take tea 5");
	conn_expect(ali, "item * tea javad 0 one  two ");
	conn_expect(ali, "item * tea ali 0 three");
	PASS("who takes it gets it as it was put there");
	conn_ask(javad, "post tea four", "ok post tea *");
	conn_expect(ali, "item * tea javad 0 four");
	PASS("and at once if somebody waits for it");
	server_stop(server);
	return tap_done();
}
