/*
 * The system reports each worker as confined: no new privileges, filtered
 * calls, not root, and only root may inspect it. -S off leaves that out, and a
 * reload changes none of it.
 */
#include <signal.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/kernel.h"
#include "tests/lib/proc.h"

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
reload(struct server *server, const char *config)
{
	scratch_write(server->config, config);
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
}

int
main(void)
{
	if (!proc_is_there() || !kernel_can_lack() || sanitized())
		tap_skip("needs /proc, seccomp and no sanitizers");
	struct server *server =
	    server_start(&(struct setup) { .config = "sandbox on\n" });
	expect_worker(server, "ali", true);
	reload(server, "sandbox off\n");
	expect_worker(server, "bo", true);
	server_stop(server);
	server = server_start(&(struct setup) { .config = "sandbox off\n" });
	TAP_NUM(server_logged(server, "sandbox: off; ..."), 1, "off is said");
	expect_worker(server, "ali", false);
	reload(server, "sandbox on\n");
	expect_worker(server, "bo", false);
	server_stop(server);
	return tap_done();
}
