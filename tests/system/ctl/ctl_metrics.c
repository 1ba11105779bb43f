/*
 * forkcastctl metrics prints valid Prometheus text with correct numbers:
 * goodbyes by code, the last reload, the time of turns. Each server is one
 * series, whatever its process. If promtool is installed, it checks the text.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/here.h"
#include "tests/lib/shell.h"

/*
 * Each family has its help and its type, in front of its samples and once; no
 * series is there twice; counters are called so; the places of a histogram
 * rise, and the last is the count.
 */
static const char rules[] =
    "function bad(why) { print why \": \" $0; failed = 1 }\n"
    "/^# HELP / { if (help[$3]++) bad(\"help twice\"); next }\n"
    "/^# TYPE / { if (!help[$3] || type[$3]) bad(\"type\");\n"
    "	type[$3] = $4; family = $3;\n"
    "	if (($4 == \"counter\") != ($3 ~ /_total$/)) bad(\"name\");\n"
    "	next }\n"
    "{ name = $1; sub(/[{].*/, \"\", name);\n"
    "	base = name;\n"
    "	if (type[family] ~ /^(histogram|summary)$/)\n"
    "		sub(/_(bucket|sum|count)$/, \"\", base);\n"
    "	if (base != family) bad(\"not of the family\");\n"
    "	if (seen[$1]++) bad(\"twice\");\n"
    "	if (NF != 2 || $2 !~ /^[0-9]+([.][0-9]+)?$/) bad(\"value\");\n"
    "	if ($1 ~ /pid=/) bad(\"a process ID\");\n"
    "	if (name ~ /_bucket$/) {\n"
    "		if ($2 + 0 < last) bad(\"falls\");\n"
    "		last = $2 + 0 }\n"
    "	if (name ~ /_count$/ && type[family] == \"histogram\" && $2 + 0 != last) bad(\"count\");\n"
    "	samples++ }\n"
    "END { print failed + 0, (samples > 40) }\n";

#define RULES "forkcastctl metrics | awk -f rules"

#define VALUE(name)                                                    \
	"forkcastctl metrics | awk '$1 ~ /^forkcast_" name "([{]|$)/ " \
	"{ print $2 }'"

static const struct shell_case first[] = {
	{ RULES, 0, "0 1\n", "" },
	{ "forkcastctl metrics >out; ! command -v promtool >/dev/null || "
	  "promtool check metrics <out",
	    0, "", "" },
	{ VALUE("servers"), 0, "1\n", "" },
	{ VALUE("process_id") " | sed s/^$SERVER$/it/", 0, "it\n", "" },
	{ "forkcastctl metrics | grep '^forkcast_build_info'", 0,
	    "forkcast_build_info{server=\"127.0.0.1:*\",version=\"*\"} 1\n",
	    "" },
	{ VALUE("config_reload_success"), 0, "1\n", "" },
	{ VALUE("log_lines_lost_total"), 0, "0\n", "" },
	{ "forkcastctl metrics | awk '/^forkcast_(history|letters)/ && $2 > 0'",
	    0, "", "" },
};

static const struct shell_case later[] = {
	{ RULES, 0, "0 1\n", "" },
	{ "forkcastctl metrics | grep '^forkcast_byes_total' | grep -v ' 0$' | "
	  "sed 's/.*,//'",
	    0, "code=\"quit\"} 2\ncode=\"kicked\"} 1\n", "" },
	{ VALUE("config_reload_success"), 0, "0\n", "" },
	{ "forkcastctl metrics | awk '/^forkcast_(start|config_reload)_time/ "
	  "{ print $2 }' | sort -n -C -u",
	    0, "", "" },
	{ VALUE("turn_seconds_count") " | awk '{ print ($1 > 5) }'", 0, "1\n",
	    "" },
	/* No longer than the server has run, in seconds. */
	{ "forkcastctl metrics >out; awk -v now=$(date +%s) "
	  "'/^forkcast_start_time_seconds/ { now -= $2 } "
	  "/^forkcast_turn_seconds_sum/ { sum = $2 } "
	  "END { print (sum > 0), (sum <= now + 1) }' out",
	    0, "1 1\n", "" },
};

static const struct shell_case nobody[] = {
	{ "forkcastctl metrics | grep -v '^#'", 0, "forkcast_servers 0\n",
	    "forkcastctl: no such server; ...\n" },
	{ "forkcastctl metrics >out", 69, "", "forkcastctl: ...\n" },
	{ "forkcastctl -s 127.0.0.1:1 metrics | grep -v '^#'", 0,
	    "forkcast_servers 0\nforkcast_up{server=\"127.0.0.1:1\"} 0\n",
	    "forkcastctl: no such server; ...\n" },
};

/* One that was killed, and the one that has its address now. */
static const struct shell_case again[] = {
	{ RULES, 0, "0 1\n", "" },
	{ VALUE("up"), 0, "1\n", "" },
	{ "rm /dev/shm/forkcastd.$SERVER*", 0, "", "" },
	{ VALUE("up"), 0, "1\n", "" },
};

static void
await_shown(const char *pattern)
{
	char script[512];

	(void)snprintf(script, sizeof(script),
	    "until forkcastctl metrics | grep -q '%s'; do"
	    " sleep 0.05 || sleep 1; done",
	    pattern);
	MUST(shell_status(shell_start("1", script)) == 0, "cannot wait");
}

static void
part(struct server *server)
{
	struct conn *conn;

	for (int i = 0; i < 2; i++) {
		conn = conn_member(server, "javad", "1");
		conn_ask(conn, "quit", "bye quit ...");
		conn_close(conn);
		server_expect(server, "ended: javad ...");
	}
	conn = conn_member(server, "ali", "1");
	shell_run("forkcastctl kick ali", 0, "1 client kicked\n", "");
	conn_expect(conn, "bye kicked ...");
	conn_close(conn);
	server_expect(server, "ended: ali ...");
}

static void
reload(struct server *server)
{
	server_configure(server, "nose 7\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: refused: ...");
	server_configure(server, "\n");
}

int
main(void)
{
	char path[SCRATCH_PATH];
	struct server *server, *next;

	here_several_users();
	scratch_path(path, "rules");
	scratch_write(path, rules);
	server = server_start(NULL);
	shell_set_number("SERVER", server->was);
	shell_cases("1", first);
	part(server);
	reload(server);
	await_shown("^forkcast_config_reload_success.* 0");
	await_shown("^forkcast_byes_total.*kicked.* 1");
	shell_cases("1", later);
	server_signal(server, SIGKILL);
	(void)server_status(server);
	next =
	    server_start(&(struct setup) { .listen = { server->address[0] } });
	shell_cases("1", again);
	server_stop(next);
	shell_cases("1", nobody);
	return tap_done();
}
