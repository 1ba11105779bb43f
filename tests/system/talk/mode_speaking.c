/*
 * Who may speak: under m who has a role; who is banned or muted not; without n
 * others too, who get their own message as their answer and nothing else; and
 * under C no texts of programs.
 */
#include "tests/lib/conn.h"

static void
says(struct conn *conn, struct conn *hearer, const char *name)
{
	conn_ask(conn, "send tea hi", "msg * tea %s hi", name);
	conn_expect(hearer, "msg * tea %s hi", name);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "tea");
	struct conn *ali = conn_member(server, "ali", "tea");
	struct conn *out = conn_named(server, "out");
	struct conn *bad = conn_named(server, "bad");

	conn_expect(javad, "join * tea ali");
	conn_ask(javad, "mode tea +m", "ok mode tea +m");
	conn_ask(ali, "send tea hi", "err send muted ...");
	conn_expect_nothing(javad);
	says(javad, ali, "javad");
	conn_ask(javad, "mode tea +v ali", "ok mode tea +v ali");
	says(ali, javad, "ali");
	PASS("under m who has a role speaks");
	conn_ask(javad, "mode tea -v ali", "ok mode tea -v ali");
	conn_ask(javad, "mode tea -m", "ok mode tea -m");
	conn_ask(javad, "mode tea +b ali", "ok mode tea +b ali!*@*");
	conn_ask(ali, "send tea hi", "err send banned ...");
	conn_ask(javad, "mode tea -b ali", "ok mode tea -b ali!*@*");
	says(ali, javad, "ali");
	conn_ask(javad, "mode tea +b ~m:a*", "ok mode tea +b ~m:a*!*@*");
	conn_ask(ali, "send tea hi", "err send muted ...");
	conn_ask(ali, "name reza",
	    "err name muted you cannot change your name while you are banned "
	    "or muted in tea");
	conn_ask(javad, "mode tea +b ali", "ok mode tea +b ali!*@*");
	conn_ask(ali, "name reza", "err name banned ...");
	conn_expect_nothing(javad);
	conn_ask(javad, "mode tea +v ali", "ok mode tea +v ali");
	conn_ask(ali, "name ari", "name * ali ari");
	conn_expect(javad, "name * ali ari");
	conn_ask(javad, "mode tea -v ari", "ok mode tea -v ari");
	conn_ask(ali, "name reza", "err name muted ...");
	conn_ask(ali, "leave tea so there", "leave * tea ari");
	conn_expect(javad, "leave * tea ari");
	conn_ask(ali, "name reza", "name * ari reza");
	conn_ask(ali, "join tea", "join * tea reza");
	conn_expect(javad, "join * tea reza");
	says(ali, javad, "reza");
	PASS("who is banned or muted does not, and keeps its name there");
	conn_ask(ali, "leave tea so there", "leave * tea reza so there");
	conn_expect(javad, "leave * tea reza so there");
	conn_ask(ali, "join tea", "join * tea reza");
	conn_expect(javad, "join * tea reza");
	PASS("nor says it a word when it leaves");
	conn_ask(bad, "join tea", "join * tea bad");
	conn_expect(javad, "join * tea bad");
	conn_expect(ali, "join * tea bad");
	conn_ask(javad, "mode tea +b bad", "ok mode tea +b bad!*@*");
	conn_ask(bad, "quit so there", "bye quit ...");
	conn_expect(javad, "quit * bad");
	conn_expect(ali, "quit * bad");
	PASS("or quits");
	conn_ask(out, "send tea hi", "err send not-member ...");
	conn_ask(javad, "mode tea -n", "ok mode tea -n");
	says(out, javad, "out");
	conn_expect(ali, "msg * tea out hi");
	says(javad, ali, "javad");
	conn_expect_nothing(out);
	conn_ask(javad, "mode tea +b out", "ok mode tea +b out!*@*");
	conn_ask(out, "send tea hi", "err send banned ...");
	PASS("without n others do, unless they are banned");
	conn_ask(javad, "mode tea +C", "ok mode tea +C");
	conn_ask(ali, "send tea \001PING 1\001", "err send not-allowed ...");
	conn_ask(ali, "send tea hi \001PING 1\001", "err send not-allowed ...");
	conn_ask(ali, "send tea \001ACTION waves\001PING 1\001",
	    "err send not-allowed ...");
	conn_ask(ali, "note tea hi\001", "err note not-allowed ...");
	conn_ask(ali, "send tea \001ACTION waves\001",
	    "msg * tea reza \001ACTION waves\001");
	PASS("under C no texts of programs");
	server_stop(server);
	return tap_done();
}
