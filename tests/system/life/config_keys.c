/* Every key of the configuration works, and -t only checks. */
#include "tests/lib/conn.h"

static const char text[] = "# every key\n"
			   "listen 127.0.0.1:0\n"
			   "listen\t[::1]:0   # one more\n"
			   "max_clients 10\n"
			   "group tea\n"
			   "group coffee\n"
			   "box jobs\n"
			   "table keys\n"
			   "stall_time 600.5\n"
			   "queue_max 100K\n"
			   "queue_total 1M\n"
			   "table_keys 100\n"
			   "table_max 1M\n"
			   "box_max 1M\n"
			   "grace 600\n"
			   "chunk_time 0\n"
			   "allow 127.0.0.0/8\n"
			   "allow ::1\n"
			   "deny 127.0.0.2\n"
			   "exempt 127.0.0.1\n"
			   "exempt none\n"
			   "max_per_address 5\n"
			   "connect_rate 100\n"
			   "crash_time 600.5\n"
			   "hello_time 600\n"
			   "idle_time 600\n"
			   "ping_time 600\n"
			   "max_joined 3\n"
			   "max_groups 30\n"
			   "password_time 60\n"
			   "max_made 2\n"
			   "line_rate 1000\n"
			   "line_burst 2000\n"
			   "byte_rate 1M\n"
			   "byte_burst 2M\n"
			   "change_rate 10\n"
			   "board yes\n"
			   "responder 127.0.0.1:0\n"
			   "peer_names no\n"
			   "max_per_user 10\n"
			   "accounts yes\n"
			   "hash_rounds 4096\n"
			   "register before\n"
			   "oper ali\n"
			   "oper bo\n"
			   "login_plaintext yes\n"
			   "sandbox on\n"
			   "verbose no\n"
			   "detach no\n"
			   "log_time no";

int
main(void)
{
	struct server *server;

	server_refuses(
	    &(struct setup) { .config = text, .args = { "-t" } }, 0, "%s", "");
	PASS("-t finds no fault in any key");
	server = server_start(&(struct setup) { .config = text });
	TAP_NUM(server->addresses, 1,
	    "addresses of the command line are in place of the file's");
	struct conn *javad = conn_named(server, "javad");
	conn_ask(javad, "names tea", "ok names tea 0");
	conn_ask(javad, "names 1", "err names no-such-group ...");
	PASS("groups of the file are in place of the usual ones");
	server_stop(server);
	return tap_done();
}
