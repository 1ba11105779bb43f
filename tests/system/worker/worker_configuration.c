/*
 * No worker has the server's configuration in its memory: other addresses than
 * its client's own, paths of files and sockets, the password, bans; neither
 * from the start nor from later changes.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "process/fork/apart.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/proc.h"
#include "tests/lib/scan.h"

static struct {
	struct server *server;
	char host[24]; /* of an address that nobody comes to */
	char banned[24];
	char last[24]; /* banned by the last order of all */
	char directory[SCRATCH_PATH]; /* of all files */
	char path[SCRATCH_PATH]; /* of a socket */
	char later[SCRATCH_PATH]; /* likewise, after a reload */
	char pid_file[SCRATCH_PATH];
	char password_file[SCRATCH_PATH];
	char password[16];
	char config[512];
} secret;

static void
make_host(char host[24])
{
	(void)snprintf(host, 24, "127.%u.%u.%u", 100 + dice(100),
	    100 + dice(100), 100 + dice(100));
}

static void
make_secrets(void)
{
	make_host(secret.host);
	make_host(secret.banned);
	make_host(secret.last);
	scratch_path(secret.directory, "");
	*strrchr(secret.directory, '/') = '\0';
	scratch_path(secret.path, "socket");
	scratch_path(secret.later, "later");
	scratch_path(secret.pid_file, "pid");
	scratch_path(secret.password_file, "password");
	for (size_t i = 0; i < sizeof(secret.password) - 1; i++)
		secret.password[i] = (char)('a' + (int)dice(26));
	scratch_write(secret.password_file, secret.password);
	MUST(chmod(secret.password_file, 0600) == 0, "chmod fails");
}

static void
start(void)
{
	(void)snprintf(secret.config, sizeof(secret.config),
	    "listen 127.0.0.1:0\nlisten %s\nlisten %s:0\npassword_file %s\n"
	    "deny %s\n",
	    secret.path, secret.host, secret.password_file, secret.banned);
	secret.server = server_start(&(struct setup) { .config = secret.config,
	    .args = { "-p", secret.pid_file },
	    .file_listens = true,
	    .visible = true });
}

/*
 * One who has said nothing, not even the password, beside another worker or
 * none (0): its worker.
 */
static pid_t
enter(pid_t other)
{
	const size_t count = other != 0 ? 2 : 1;
	const usec end = deadline();
	pid_t workers[2], worker;
	char title[16];

	(void)conn_open(secret.server);
	server_expect_workers(secret.server, count);
	MUST(proc_children(secret.server->pid, workers, count) == count,
	    "there are other workers");
	worker = workers[0] != other ? workers[0] : workers[1];
	/* Its title takes the place of the arguments. */
	do {
		MUST(!deadline_passed(end), "%ld gets no title", (long)worker);
		proc_title(worker, title, sizeof(title));
	} while (strncmp(title, "forkcastd: ", 11) != 0);
	return worker;
}

static void
expect_none(pid_t worker, const char *name)
{
	char control[64];
	const struct {
		const char *what, *text;
		long (*scan)(pid_t pid, const char *text, bool noted);
	} rows[] = {
		{ "an address", secret.host, scan_address },
		{ "nor one that is denied", secret.banned, scan_address },
		{ "nor one that was banned last", secret.last, scan_address },
#ifdef APART /* else the parent's heap has the paths, and so has the worker */
		{ "nor the directory of its files", secret.directory,
		    scan_process },
#endif
		{ "nor the control socket", control, scan_process },
		{ "nor the password", secret.password, scan_process },
	};

	(void)snprintf(control, sizeof(control), "forkcastd.%ld.control",
	    (long)secret.server->pid);
	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_NUM(rows[i].scan(worker, rows[i].text, true), 0, "%s: %s",
		    name, rows[i].what);
}

static void
reload(void)
{
	char config[sizeof(secret.config) + SCRATCH_PATH + 32];

	(void)snprintf(config, sizeof(config), "%slisten %s\n", secret.config,
	    secret.later);
	scratch_write(secret.server->config, config);
	server_signal(secret.server, SIGHUP);
	server_expect(secret.server, "reload: done");
	(void)snprintf(config, sizeof(config), "%slisten %s/no/such\n",
	    secret.config, secret.directory);
	scratch_write(secret.server->config, config);
	server_signal(secret.server, SIGHUP);
	server_expect(secret.server, "reload: refused: ...");
}

static void
order(void)
{
	struct conn *operator= conn_open_at(secret.server->control);
	char line[64];

	(void)snprintf(line, sizeof(line), "ban %s", secret.banned);
	conn_ask(operator, line, "ok 0 clients ...");
	conn_ask(operator, "bans", "- %s", secret.banned);
	conn_expect(operator, "ok bans");
	conn_ask(operator, "reload", "err cannot listen on ...");
	(void)snprintf(line, sizeof(line), "ban %s", secret.last);
	conn_ask(operator, line, "ok 0 clients ...");
	conn_close(operator);
}

int
main(void)
{
	if (!proc_is_there() || sanitized())
		tap_skip("needs /proc and a build without sanitizers");
	dice_begin();
	make_secrets();
	start();
	const pid_t early = enter(0);
	if (scan_process(early, "127.0.0.1", false) == -1)
		tap_skip("needs the right to read /proc/PID/mem");
	expect_none(early, "early");
	reload();
	order();
	const pid_t late = enter(early);
	expect_none(late, "late");
	TAP_OK(scan_process(secret.server->pid, secret.host, false) > 0,
	    "the server itself knows it all");
	server_stop(secret.server);
	return tap_done();
}
