/*
 * The server reads password_file at start and on HUP, as a whole or not at all,
 * and only if others cannot read it.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"

static char file[SCRATCH_PATH];
static char config[2 * SCRATCH_PATH];

static void
write_password(const char *text, mode_t mode)
{
	scratch_write(file, text);
	MUST(chmod(file, mode) == 0, "chmod fails");
}

static void
reload(struct server *server, const char *outcome)
{
	server_signal(server, SIGHUP);
	server_expect(server, "reload: %s", outcome);
}

static void
starts_with_a_good_file_only(void)
{
	const struct setup setup = { .config = config };

	server_refuses(&setup, 78,
	    "forkcastd: password_file %s: No such file or directory", file);
	write_password("secret\n", 0644);
	server_refuses(&setup, 78,
	    "forkcastd: password_file %s: other users can access it; ...",
	    file);
	write_password("two words\n", 0600);
	server_refuses(&setup, 78,
	    "forkcastd: password_file %s: the first line must be 1 to 64 ...",
	    file);
	PASS("without a good file the server does not start");
}

int
main(void)
{
	scratch_path(file, "password");
	(void)snprintf(config, sizeof(config), "password_file %s\n", file);
	starts_with_a_good_file_only();
	write_password("first\n", 0600);
	struct server *server =
	    server_start(&(struct setup) { .config = config });
	struct conn *early = conn_open(server);
	conn_ask(early, "pass first", "ok pass");
	struct conn *late = conn_open(server);

	write_password("second\n", 0600);
	conn_ask(late, "pass second", "err pass not-allowed ...");
	reload(server, "done");
	conn_ask(late, "pass first", "err pass not-allowed ...");
	conn_ask(late, "pass second", "ok pass");
	conn_ask(early, "early", "ok name early");
	PASS("a HUP puts another one in force");

	write_password("third\n", 0666);
	server_configure(server, config);
	reload(server, "refused: password_file * other users ...");
	struct conn *again = conn_open(server);
	conn_ask(again, "pass second", "ok pass");
	PASS("a bad file changes nothing");

	struct conn *last = conn_open(server);
	conn_ask(last, "last", "err name not-allowed ...");
	server_configure(server, "hello_time 600\n");
	reload(server, "done");
	conn_ask(last, "last", "ok name last");
	PASS("without the key none is wanted any more");
	server_stop(server);
	return tap_done();
}
