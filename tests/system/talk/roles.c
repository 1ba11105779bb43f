/*
 * Who is the operator of a group: the first to join it, until it leaves; the
 * next when the group is new; of those that the configuration names nobody,
 * and their modes go with their last member. Under t operators set the topic.
 */
#include "tests/lib/conn.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "tea");
	struct conn *ali = conn_member(server, "ali", "tea");

	conn_expect(javad, "join * tea ali");
	conn_ask(javad, "mode tea", "ok mode tea n * o 0 -");
	conn_ask(ali, "mode tea", "ok mode tea n * - 0 -");
	PASS("the first is its operator");
	conn_ask(ali, "topic tea green", "topic * tea ali green");
	conn_expect(javad, "topic * tea ali green");
	conn_ask(javad, "mode tea +t", "ok mode tea +t");
	conn_ask(ali, "topic tea black", "err topic not-operator ...");
	conn_ask(ali, "topic tea", "ok topic tea green");
	conn_ask(javad, "topic tea black", "topic * tea javad black");
	conn_expect(ali, "topic * tea javad black");
	PASS("under t it alone sets the topic");
	conn_ask(javad, "leave tea", "leave * tea javad");
	conn_expect(ali, "leave * tea javad");
	conn_ask(javad, "join tea", "join * tea javad");
	conn_expect(ali, "join * tea javad");
	conn_ask(javad, "mode tea", "ok mode tea nt * - 0 -");
	conn_ask(ali, "mode tea", "ok mode tea nt * - 0 -");
	PASS("when it has left nobody is, though it comes again");
	conn_ask(javad, "leave tea", "leave * tea javad");
	conn_expect(ali, "leave * tea javad");
	conn_ask(ali, "leave tea", "leave * tea ali");
	conn_ask(ali, "join tea", "join * tea ali");
	conn_ask(ali, "mode tea", "ok mode tea n * o 0 -");
	PASS("a new group has a new one, and its modes");
	conn_ask(ali, "join 1", "join * 1 ali");
	conn_ask(ali, "mode 1", "ok mode 1 n * - 0 -");
	conn_ask(ali, "mode 1 +i", "err mode not-operator ...");
	PASS("a group of the configuration has none");
	server_stop(server);
	return tap_done();
}
