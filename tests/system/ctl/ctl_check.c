/*
 * forkcastctl check connects as a client if it cannot use the control socket:
 * any line of a server is an answer; silence, or a line that no server sends,
 * is critical.
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/forge.h"
#include "tests/lib/page.h"
#include "tests/lib/shell.h"
#include "tests/lib/upgrade.h"

/*
 * From another directory than the server's. However busy the machine is, who
 * answers answers in time.
 */
#define CHECK "cd /; forkcastctl -p $SERVER check -t 60"

/* For a server that does not answer. */
#define CHECK_PACED "exec $PACED/forkcastctl -p $SERVER check -t 60"

/* There is no room in what was forged. */
#define RUNNING "FORKCAST CRITICAL - running, 0 of 0 clients ...\n"

static char password[SCRATCH_PATH];

static const struct row {
	const char *what;
	const char *listen; /* null: the usual one */
	const char *config;
	const char *value; /* behind it */
} rows[] = {
	{ "that lets everybody in", NULL, "", "" },
	{ "with a password", NULL, "password_file ", password },
	{ "for proxies", "127.0.0.1:0 proxy", "", "" },
	{ "for other proxies", "127.0.0.1:0 proxy", "trusted ", "192.0.2.7" },
	{ "that denies us", NULL, "deny ", "127.0.0.0/8" },
	{ "at a path", "./check", "", "" },
	{ "where the name is the login", "./check", "peer_names ", "yes" },
	{ "without IRC", NULL, "irc ", "no" },
};

static struct server *
start(const struct row *row, const char *directory)
{
	char config[4 * SCRATCH_PATH];
	struct server *server;

	(void)snprintf(config, sizeof(config), "control off\n%s%s\n",
	    row->config, row->value);
	server = server_start(&(struct setup) { .config = config,
	    .exec = upgrade_program(UPGRADE_THIS),
	    .listen = { row->listen },
	    .directory = directory });
	shell_set_number("SERVER", server->was);
	return server;
}

static void
test_answers(const struct row *row)
{
	char directory[SCRATCH_PATH];
	struct server *server;

	scratch_path(directory, ".");
	server = start(row, directory);
	tap_note("a server %s", row->what);
	/* The asking client may still be counted. */
	shell_run(
	    CHECK, 0, "FORKCAST OK - running, * of * clients | ...\n", "");
	server_signal(server, SIGSTOP);
	shell_run(CHECK, 2, "FORKCAST CRITICAL - server * is stopped\n", "");
	server_signal(server, SIGCONT);
	server_stop(server);
}

static void
test_full(void)
{
	const struct row row = { "that is full", NULL, "max_clients ", "1" };
	struct server *server = start(&row, NULL);
	struct conn *javad = conn_named(server, "javad");

	shell_run("until " CHECK " | grep -q 'running, 1 of 1 clients'; do"
		  " sleep 0.05 || sleep 1; done; " CHECK,
	    2, "FORKCAST CRITICAL - running, 1 of 1 clients | ...\n", "");
	conn_close(javad);
	server_stop(server);
}

static void
test_draining(void)
{
	const struct row row = { "", NULL, "", "" };
	struct server *server = start(&row, NULL);
	struct conn *javad = conn_named(server, "javad");

	server_signal(server, SIGTERM);
	server_expect(server, "stopping: ...");
	conn_close(javad);
	(void)server_status(server);
	shell_run(CHECK, 2, "FORKCAST CRITICAL - no such server; ...\n", "");
}

/* A socket that listens, and its address. */
static int
listen_there(char address[64])
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(in);
	const struct timeval patience = { .tv_sec = 60 };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	MUST(fd != -1 && bind(fd, (struct sockaddr *)&in, len) == 0 &&
		listen(fd, 4) == 0 &&
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
		    sizeof(patience)) == 0 &&
		getsockname(fd, (struct sockaddr *)&in, &len) == 0,
	    "cannot listen");
	(void)snprintf(
	    address, 64, "127.0.0.1:%u", (unsigned)ntohs(in.sin_port));
	return fd;
}

/* Conditions that need the operator's attention. */
static const struct {
	uint64_t trouble;
	int status;
	const char *wanted;
} troubles[] = {
	{ 0, 0, "OK - running, 0 of 9 clients" },
	{ SCORE_CLOCK, 1,
	    "WARNING - running, 0 of 9 clients; the clock has been set back" },
	{ SCORE_UNWRITTEN, 2,
	    "CRITICAL - running, 0 of 9 clients; cannot save the accounts" },
	{ SCORE_CLOCK | SCORE_UNREADABLE, 2,
	    "CRITICAL - running, 0 of 9 clients; cannot read the accounts" },
	{ SCORE_NO_JOURNAL, 2,
	    "CRITICAL - running, 0 of 9 clients; no reply from the journal" },
	{ SCORE_UNRECORDED, 2,
	    "CRITICAL - running, 0 of 9 clients; cannot write the history" },
	{ SCORE_AHEAD | SCORE_DELAYED, 1,
	    "WARNING - running, 0 of 9 clients; the clock is more than a day "
	    "behind the last events" },
	{ SCORE_DELAYED, 1,
	    "WARNING - running, 0 of 9 clients; the clock has jumped ahead, so "
	    "no history expires for a day" },
};

static void
test_troubles(int listener, const char *address)
{
	struct forged forged = { .owner = geteuid(),
		.rows_max = 1,
		.clients_max = 9,
		.address = address };
	char wanted[128];

	for (size_t i = 0; i < COUNT(troubles); i++) {
		forged.trouble = troubles[i].trouble;
		shell_set_number("SERVER", (long)forge_living(&forged));
		struct shell *shell = shell_start("1", CHECK);
		int fd = accept(listener, NULL, NULL);
		MUST(fd != -1 && io_write_all(fd, "ok ping\n", 8),
		    "nobody has come");
		io_close(&fd);
		TAP_NUM(shell_status(shell), troubles[i].status, "trouble %u",
		    (unsigned)troubles[i].trouble);
		(void)snprintf(wanted, sizeof(wanted), "FORKCAST %s | ...\n",
		    troubles[i].wanted);
		TAP_OK(shell_matches(wanted, shell_said(shell)),
		    "which is shown: %s", shell_said(shell));
	}
}

/* The clock has jumped ahead: no history expires for a while. */
static void
test_delay(void)
{
	const struct forged forged = { .owner = geteuid(),
		.rows_max = 1,
		.address = "127.0.0.1:7",
		.expires = clock_wall() + 2 * 3600 * SEC };

	shell_set_number("SERVER", (long)forge_living(&forged));
	shell_run("forkcastctl -p $SERVER status | grep ^history", 0,
	    "history 0 in 0 files, gaps 0; not stored 0; sync 0.0 ms; questions 0; "
	    "none expires for 1h*m\n",
	    "");
	shell_run(
	    "forkcastctl -p $SERVER metrics | awk '/^forkcast_history_expiry.*:7\"/ "
	    "{ print ($2 > 3600), ($2 < 7201) }'",
	    0, "1 1\n", "");
}

/*
 * Tests a hung server, whose connections only the kernel accepts, and programs
 * that are no server.
 */
static void
test_others(void)
{
	static const struct {
		const char *said;
		const char *wanted;
	} says[] = {
		{ NULL, "FORKCAST CRITICAL - *: no reply from the server\n" },
		{ "220 mail.example.org\n",
		    "FORKCAST CRITICAL - *: invalid reply: this is not a "
		    "forkcastd\n" },
		{ "ok ping\n", RUNNING },
		{ "bye server-full x\n", RUNNING },
		{ "ERROR :x\r\nbye server-full x\n", RUNNING },
		{ "", RUNNING },
	};
	char address[64];
	int listener = listen_there(address);
	struct page *page = page_scripts();
	const struct forged forged = {
		.owner = geteuid(), .rows_max = 1, .address = address
	};

	shell_set_number("SERVER", (long)forge_living(&forged));
	for (size_t i = 0; i < COUNT(says); i++) {
		struct shell *shell = shell_start(
		    "1", says[i].said != NULL ? CHECK : CHECK_PACED);
		int fd = accept(listener, NULL, NULL);
		MUST(fd != -1, "nobody has come");
		if (says[i].said != NULL) {
			MUST(io_write_all(
				 fd, says[i].said, strlen(says[i].said)),
			    "cannot write");
			io_close(&fd);
		} else {
			page_pass(page, 50 * SEC, 1); /* it still waits */
			page_pass(page, 10 * SEC, 0);
		}
		TAP_NUM(shell_status(shell), 2, "says %s",
		    says[i].said != NULL ? says[i].said : "nothing");
		TAP_OK(shell_matches(says[i].wanted, shell_said(shell)),
		    "which is shown: %s", shell_said(shell));
		io_close(&fd);
	}
	test_troubles(listener, address);
	/* The other process has it too. */
	MUST(shutdown(listener, SHUT_RDWR) == 0, "cannot shut down");
	shell_run(CHECK, 2,
	    "FORKCAST CRITICAL - 127.0.0.1:*: Connection refused\n", "");
}

int
main(void)
{
	scratch_path(password, "password");
	scratch_write(password, "sesame\n");
	MUST(chmod(password, 0600) == 0, "cannot chmod");
	for (size_t i = 0; i < COUNT(rows); i++)
		test_answers(&rows[i]);
	test_full();
	test_draining();
	test_delay();
	test_others();
	return tap_done();
}
