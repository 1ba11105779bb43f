/*
 * With a server that keeps a history, nothing that is said is lost or written
 * twice by listen -R, whose connection is cut again and again,
 * nor by listen -m, which is killed. log finds it all.
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/journal.h"
#include "tests/lib/shell.h"

#define ROUNDS 6
#define EACH 50
#define EACH_RUN 6 /* where a command is run for each */

static char path[SCRATCH_PATH];
static struct setup setup = { .listen = { path } };
static struct server *server;
static struct conn *ali;
static int said;

/* Says the next numbers; the server has sent them to all when it returns. */
static void
say(int count)
{
	for (int i = 0; i < count; i++)
		conn_say(ali, "send ops %d", said++);
	conn_wait_for(ali, "msg * ops ali %d", said - 1);
}

static void
begin_server(void)
{
	server = server_start(&setup);
	ali = conn_member(server, "ali", "ops");
}

static struct shell *
begin(const char *script, const char *name)
{
	struct shell *shell = shell_start(path, script);

	shell_await(path, name, "ops");
	return shell;
}

/* Waits until the name of a killed client is free. */
static void
await_end(const char *name)
{
	char script[128];

	(void)snprintf(script, sizeof(script),
	    "while forkcast names ops | grep -qx '[@+]*%s'; do "
	    "sleep 0.05 || sleep 1; done",
	    name);
	MUST(shell_status(shell_start(path, script)) == 0, "%s stays", name);
}

/* Checks that the script prints all from a number, each once and in order. */
static void
expect_from(int from, const char *script, const char *what)
{
	char check[512];

	(void)snprintf(check, sizeof(check),
	    "%s | awk '$1 != NR - 1 + %d { print \"line \" NR \": \" $0; "
	    "bad = 1; exit } END { if (!bad) print NR }'",
	    script, from);
	struct shell *shell = shell_start(path, check);
	char wanted[16];
	(void)snprintf(wanted, sizeof(wanted), "%d\n", said - from);
	TAP_NUM(shell_status(shell), 0, "%s can be read", what);
	TAP_STR(str_from(shell_said(shell)), str_from(wanted),
	    "%s has all, each once", what);
}

static void
expect_all(const char *script, const char *what)
{
	expect_from(0, script, what);
}

/* Waits until the file has the last number. */
static void
await_last(const char *file)
{
	char script[256];

	(void)snprintf(script, sizeof(script),
	    "until grep -q ' *%d$' %s; do sleep 0.05 || sleep 1; done",
	    said - 1, file);
	MUST(shell_status_during(shell_start(path, script), file) == 0,
	    "not in %s", file);
}

/*
 * Its worker is killed, and the journal, and once the server is
 * started anew.
 */
static void
are_cut_off(void)
{
	struct shell *listen = begin(
	    "exec forkcast listen -R -n javad ops | sed -u 's/.*: //' >heard",
	    "javad");
	const int first = said;

	for (int i = 0; i < ROUNDS; i++) {
		say(EACH);
		(void)kill(server_worker(server, "javad"), SIGKILL);
		if (i != ROUNDS / 2) {
			journal_signal(server, SIGKILL);
			continue;
		}
		say(EACH);
		conn_close(ali);
		server_signal(server, SIGTERM);
		MUST(server_status(server) == 0, "the server did not end well");
		begin_server();
	}
	say(EACH);
	await_last("heard");
	expect_from(first, "cat heard", "listen -R");
	shell_signal(listen, SIGTERM);
	(void)shell_status(listen);
	TAP_OK(strstr(shell_complained(listen), "missing") == NULL,
	    "listen -R does not say that any is missing");
}

/*
 * Each listen is killed somewhere in its work, with its command: a number may
 * be there twice for each kill, one after the other, but none is missing.
 */
static void
is_killed(void)
{
	static const char script[] =
	    "exec forkcast listen -m place -a 1 -n javad "
	    "-x 'read x; echo $x >>done' ops";
	char check[256];

	for (int i = 0; i < ROUNDS; i++) {
		struct shell *shell = begin(script, "javad");
		say(EACH_RUN);
		/* So many are said before, and some of these are done. */
		(void)snprintf(check, sizeof(check),
		    "until [ \"$(wc -l <done)\" -gt %d ]; do "
		    "sleep 0.01 || sleep 1; done 2>/dev/null",
		    said - EACH_RUN + 1);
		MUST(shell_status_during(shell_start(path, check), "done") == 0,
		    "no work");
		shell_signal_all(shell, SIGKILL);
		MUST(shell_status(shell) == SHELL_SIGNAL + SIGKILL, "%s",
		    shell_complained(shell));
		await_end("javad");
		say(EACH_RUN);
	}
	struct shell *shell = begin(script, "javad");
	await_last("done");
	shell_signal(shell, SIGTERM);
	(void)shell_status(shell);
	expect_all("uniq done", "listen -m");
	(void)snprintf(check, sizeof(check),
	    "[ \"$(uniq -d done | wc -l)\" -le %d ] && "
	    "! uniq -c done | grep -q '^ *[3-9]'",
	    ROUNDS);
	TAP_NUM(shell_status(shell_start(path, check)), 0,
	    "each kill repeats at most one");
}

static void
is_logged(void)
{
	char script[128];

	expect_all("forkcast log -a 1 ops | sed 's/.*: //'", "log");
	(void)snprintf(script, sizeof(script),
	    "forkcast log -c %d ops | sed 's/.*: //'", said);
	expect_all(script, "log, backwards,");
	const struct shell_case cases[] = {
		{ "forkcast log -c 2 -g 10 ops | head -n 1", 0,
		    "[ops] ali: *\n", "" },
		{ "forkcast log -c 2 -f ece ops", 1, "", "" },
		{ "forkcast log -c 1 -a -1h -f ali ops", 0, "[ops] ali: *\n",
		    "" },
		{ "forkcast log -a 2030-01-01 ops", 1, "", "" },
		{ "forkcast log -b 2020-01-01 ops", 1, "", "" },
		{ "forkcast log -j -c 1 ops | cut -c 1-6", 0, "{\"id\":\n",
		    "" },
		{ "forkcast log @ali", 77, "",
		    "forkcast log: cannot read the history of @ali: ...\n" },
	};
	shell_cases(path, cases);
}

int
main(void)
{
	char config[512];

	(void)snprintf(
	    config, sizeof(config), "%sgroup ops\n", journal_config());
	setup.config = config;
	scratch_path(path, "socket");
	begin_server();
	is_killed();
	are_cut_off();
	is_logged();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
