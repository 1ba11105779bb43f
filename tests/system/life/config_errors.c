/*
 * An error in the configuration is reported with its file, line and reason, and
 * exit status 78.
 */
#include "tests/lib/server.h"

static const struct {
	const char *text;
	int line;
} rows[] = {
	{ "no_such_key 1\n", 1 },
	{ "# comment\n\nmax_clients\n", 3 },
	{ "max_clients 0\n", 1 },
	{ "max_clients -1\n", 1 },
	{ "max_clients 10x\n", 1 },
	{ "max_clients 99999999999999999999\n", 1 },
	{ "max_joined none\n", 1 },
	{ "max_groups 0\n", 1 },
	{ "grace soon\n", 1 },
	{ "grace -1\n", 1 },
	{ "stall_time 0\n", 1 },
	{ "chunk_time 1h\n", 1 },
	{ "queue_max 1G\n", 1 },
	{ "queue_max M\n", 1 },
	{ "queue_total lots\n", 1 },
	{ "grace 1\nlisten 1.2.3.4.5:1\n", 2 },
	{ "listen 127.0.0.1:70000\n", 1 },
	{ "group a,b\n", 1 },
	{ "allow 192.0.2.0/24\nallow 192.0.2.1/24\n", 2 },
	{ "deny somebody\n", 1 },
	{ "exempt 127.0.0.0/33\n", 1 },
	{ "max_per_address -1\n", 1 },
	{ "connect_rate 2/min\n", 1 },
	{ "crash_time 2d\n", 1 },
	{ "line_rate fast\n", 1 },
	{ "byte_burst 100\n", 1 },
	{ "peer_names maybe\n", 1 },
	{ "board maybe\n", 1 },
	{ "board yes\nresponder /run/socket\n", 2 },
	{ "sandbox maybe\n", 1 },
	{ "verbose true\n", 1 },
	{ "detach maybe\n", 1 },
	{ "log_time later\n", 1 },
	{ "ready_fd 1\n", 1 },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct setup setup = { .config = rows[i].text };
		server_refuses(
		    &setup, 78, "forkcastd: *:%d: ...", rows[i].line);
		setup.args[0] = "-t";
		server_refuses(
		    &setup, 78, "forkcastd: *:%d: ...", rows[i].line);
		PASS("refused, with -t too: %.*s",
		    (int)strcspn(rows[i].text, "\n"), rows[i].text);
	}
	return tap_done();
}
