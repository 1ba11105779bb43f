/*
 * mode_rate: so many changes of modes a minute, of each client; what has no
 * effect does not count, nor does asking.
 */
#include "tests/lib/conn.h"

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "mode_rate 2\n" });
	struct conn *ali = conn_member(server, "ali", "tea");
	struct conn *bob = conn_member(server, "bob", "rice");

	conn_ask(ali, "mode tea +m", "ok mode tea +m");
	conn_ask(ali, "mode tea +m", "ok mode tea");
	conn_ask(ali, "mode tea", "ok mode tea mn ...");
	conn_ask(ali, "mode tea +k", "err mode bad-command ...");
	conn_ask(ali, "mode tea +k key", "ok mode tea +k key");
	conn_ask(ali, "mode tea -m", "err mode slow-down ...");
	conn_ask(ali, "mode tea", "ok mode tea mn * o 0 key");
	PASS("one more is refused, and changes nothing");
	conn_ask(ali, "mode tea +b eve", "err mode slow-down ...");
	conn_ask(ali, "masks tea b", "ok masks tea b 0");
	PASS("of whatever kind it is");
	conn_ask(bob, "mode rice +m", "ok mode rice +m");
	PASS("another client has changes of its own");
	server_stop(server);
	return tap_done();
}
