/*
 * The system reports each worker as confined: no new privileges, filtered
 * calls, not root, and only root may inspect it. -S off leaves that out, and a
 * reload changes none of it. If a kernel or a build lacks a piece of the
 * sandbox, the log says so once, or with -S require the server does not start
 * and is not upgraded to it. If a worker cannot apply a piece that the system
 * has, it ends.
 */
#include <unistd.h>

#include "process/fork/nursery.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/kernel.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

static const struct {
	unsigned lacks;
	const char *name;
	const char *other;
} pieces[] = {
	{ LACKS_LANDLOCK, "Landlock", "seccomp" },
	{ LACKS_SECCOMP, "seccomp", "Landlock" },
};

static void
test_missing(size_t which)
{
	const char *name = pieces[which].name;
	struct setup setup = { .lacks = pieces[which].lacks };
	struct server *server = server_start(&setup);

	(void)conn_named(server, "javad");
	(void)conn_named(server, "ali");
	TAP_NUM(server_logged(server, "sandbox: ..."), 1, "said once");
	TAP_OK(strstr(server_log(server), pieces[which].other) == NULL &&
		strstr(server_log(server), name) != NULL,
	    "what is missing is named: %s", name);
	server_stop(server);
	setup.args[0] = "-S";
	setup.args[1] = "require";
	for (int check = 0; check < 2; check++) {
		server_refuses(&setup, 71,
		    "forkcastd: sandbox: %s not available, but required: ...",
		    name);
		setup.args[2] = check == 0 ? "-t" : NULL;
	}
	setup.args[1] = "off";
	server = server_start(&setup);
	TAP_OK(strstr(server_log(server), name) == NULL,
	    "not said of one who wants none");
	server_stop(server);
}

static void
test_failing(unsigned lacks)
{
	struct server *server = server_start(
	    &(struct setup) { .lacks = lacks, .args = { "-S", "on" } });
	struct conn *newcomer;

#ifdef NURSERY
	server_expect(server, "nursery: pid * ended, exit sandbox");
#endif
	newcomer = conn_open(server);
	server_expect(server, "ended: - * pid *, exit sandbox, ...");
	conn_expect_end(newcomer);
	PASS("a worker that is not confined serves nobody");
	server_stop(server);
}

static void
expect_worker(const struct server *server, const char *name, bool confined)
{
	(void)conn_named(server, name);
	const pid_t worker = server_worker(server, name);

	TAP_NUM(proc_status(worker, "NoNewPrivs"), confined,
	    "%s: no new privileges", name);
	TAP_NUM(proc_status(worker, "Seccomp"), confined ? 2 : 0,
	    "%s: a list of calls", name);
	/* Root's own files say nothing. */
	if (proc_status(worker, "Uid") != 0)
		TAP_OK(!proc_is_open_to_its_user(worker) ||
			(!confined && getuid() != 0),
		    "%s: who may look into it", name);
}

static void
test_kept(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "sandbox on\n" });
	expect_worker(server, "ali", true);
	server_reload(server, "sandbox off\n");
	expect_worker(server, "bo", true);
	server_stop(server);
	server = server_start(&(struct setup) { .config = "sandbox off\n" });
	TAP_NUM(server_logged(server, "sandbox: off; ..."), 1, "off is said");
	expect_worker(server, "ali", false);
	server_reload(server, "sandbox on\n");
	expect_worker(server, "bo", false);
	server_stop(server);
}

int
main(void)
{
	if (!proc_is_there() || !kernel_can_lack() || kernel_landlock() == 0 ||
	    sanitized())
		tap_skip("needs seccomp, Landlock and no sanitizers");
	test_kept();
	for (size_t i = 0; i < COUNT(pieces); i++)
		test_missing(i);
	test_failing(FAILS_LANDLOCK);
	test_failing(FAILS_SECCOMP);
	struct server *server =
	    server_start(&(struct setup) { .args = { "-S", "require" } });
	(void)conn_named(server, "javad");
	TAP_NUM(server_logged(server, "sandbox: ..."), 0,
	    "where all is there nothing is said");
	server_stop(server);
	return tap_done();
}
