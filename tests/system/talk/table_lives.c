/*
 * A group's table lives at least as long as the group, and a client's as long
 * as the client, whatever its name.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/must.h"

static void
test_groups(const struct server *server)
{
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "tea");

	conn_ask(javad, "put 1 key kept", "ok put 1 key *");
	conn_ask(ali, "put tea key here", "ok put tea key *");
	conn_ask(javad, "join tea", "join * tea javad");
	conn_expect(ali, "join * tea javad");
	conn_ask(ali, "leave tea", "leave * tea ali");
	conn_expect(javad, "leave * tea ali");
	conn_ask(ali, "put tea key x", "err put not-member ...");
	conn_ask(javad, "get tea", "row tea key * ali here");
	conn_expect(javad, "ok get tea 1");
	PASS("who has written it may go");
	conn_ask(javad, "leave 1", "leave * 1 javad");
	conn_ask(ali, "join 1", "join * 1 ali");
	conn_ask(ali, "get 1", "row 1 key * javad kept");
	conn_expect(ali, "ok get 1 1");
	PASS("it stays where the group does");
	conn_ask(ali, "quit", "bye quit ...");
	conn_close(javad);
	conn_close(ali);
}

static void
test_clients(const struct server *server)
{
	struct conn *sara = conn_named(server, "sara");
	struct conn *reza = conn_named(server, "reza");

	conn_ask(reza, "put @reza key mine", "ok put @reza key *");
	conn_ask(reza, "name omid", "name * reza omid");
	conn_ask(sara, "get @reza", "err get no-such-name ...");
	conn_ask(sara, "get @omid", "row @omid key * reza mine");
	conn_expect(sara, "ok get @omid 1");
	PASS("it moves along with a new name");
	conn_ask(sara, "name reza", "name * sara reza");
	conn_ask(sara, "get @reza", "ok get @reza 0");
	PASS("and not to who takes the old one");
	conn_ask(reza, "quit", "bye quit ...");
	conn_close(reza);
	conn_close(sara);
}

static void
test_ends(struct server *server)
{
	struct conn *sara = conn_member(server, "sara", "1");
	struct conn *amir = conn_member(server, "amir", "1");

	conn_expect(sara, "join * 1 amir");
	conn_ask(amir, "put @amir key mine", "ok put @amir key *");
	conn_ask(sara, "hear key", "ok hear");
	MUST(kill(server_worker(server, "amir"), SIGKILL) == 0, "kill");
	conn_expect(sara, "quit * amir");
	conn_close(amir);
	MUST(conn_member(server, "amir", "1") != NULL, "amir comes again");
	conn_expect(sara, "join * 1 amir");
	conn_ask(sara, "get @amir", "ok get @amir 0");
	PASS("it goes with the client, of which quit tells alone");
}

int
main(void)
{
	struct server *server = server_start(NULL);

	test_groups(server);
	test_clients(server);
	test_ends(server);
	server_stop(server);
	return tap_done();
}
