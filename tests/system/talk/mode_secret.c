/*
 * A group that is secret is there for its members alone: in groups, names,
 * boxes and to whoever would steer it; but who knows of it may join.
 */
#include "tests/lib/conn.h"

static const struct step unseen[] = {
	{ "names tea", "err names no-such-group ..." },
	{ "mode tea", "err mode no-such-group ..." },
	{ "mode tea +i", "err mode no-such-group ..." },
	{ "masks tea b", "err masks no-such-group ..." },
	{ "kick tea javad", "err kick no-such-group ..." },
	{ "invite tea out", "err invite no-such-group ..." },
	{ "topic tea", "err topic not-member ..." },
	{ "send tea hi", "err send not-member ..." },
	{ "boxes", "ok boxes 0" },
	{ "groups", "group coffee 1 -" },
};

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "group coffee\n" });
	struct conn *javad = conn_member(server, "javad", "tea");
	struct conn *out = conn_named(server, "out");

	conn_ask(out, "join coffee", "join * coffee out");
	conn_ask(javad, "post tea work", "ok post tea *");
	conn_ask(out, "boxes", "box tea 1 0 0");
	conn_expect(out, "ok boxes 1");
	conn_ask(javad, "mode tea +s", "ok mode tea +s");
	conn_steps(out, unseen);
	conn_expect(out, "ok groups 1");
	PASS("others do not see it");
	conn_ask(javad, "groups", "group coffee 1 -");
	conn_expect(javad, "group tea 1 -");
	conn_expect(javad, "ok groups 2");
	conn_ask(javad, "names tea", "names tea javad");
	conn_expect(javad, "ok names tea 1");
	conn_ask(javad, "boxes", "box tea 1 0 0");
	conn_expect(javad, "ok boxes 1");
	PASS("its members do");
	conn_ask(out, "join tea", "join * tea out");
	conn_ask(out, "mode tea", "ok mode tea ns * - 0 -");
	PASS("who knows of it may join, and sees it");
	server_stop(server);
	return tap_done();
}
