/*
 * With log_format json each line is one object, whatever the names; a HUP
 * changes the format. If systemd's journal reads standard error, each line
 * has its severity in either format.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/lib/conn.h"

#define LEVEL(word) "{\"time\":\"*Z\",\"level\":\"" word "\","

/* With whatever a group's name may have that JSON has for itself. */
#define GROUP "g\"}{\\"
#define QUOTED "g\\\"}{\\\\"

static void
test_json(void)
{
	struct server *server =
	    server_spawn(&(struct setup) { .config = "log_format json\n" });
	struct conn *conn;
	char address[64];
	const char *at;

	server_expect(server,
	    LEVEL(
		"notice") "\"address\":\"127.0.0.1:*\",\"event\":\"listening\",\"text\":\"listening on 127.0.0.1:*\"}");
	server_expect(
	    server, LEVEL("notice") "\"event\":\"ready\",\"text\":\"ready\"}");
	at = strstr(server_log(server), "\"address\":\"");
	MUST(at != NULL && sscanf(at, "\"address\":\"%60[^\"]", address) == 1,
	    "no address");
	conn = conn_open_at(address);
	conn_ask(conn, "name javad", "ok name javad");
	server_expect(server,
	    LEVEL(
		"info") "\"name\":\"javad\",\"event\":\"login\",\"peer\":\"127.0.0.1:*\",\"text\":\"javad: login from 127.0.0.1:*\"}");
	conn_ask(conn, "join " GROUP, "join * " GROUP " *");
	server_expect(server,
	    LEVEL(
		"info") "\"name\":\"javad\",\"event\":\"join\",\"group\":\"" QUOTED
			"\",\"text\":\"javad: join " QUOTED "\"}");
	conn_ask(conn, "quit", "bye quit ...");
	conn_close(conn);
	server_expect(server,
	    LEVEL(
		"info") "\"name\":\"javad\",\"peer\":\"127.0.0.1:*\",\"pid\":*,\"reason\":\"bye quit\",\"seconds\":*,\"lines_in\":3,\"lines_out\":3,\"event\":\"ended\",\"text\":\"ended: ...");
	PASS("names, addresses, groups and numbers are members");
	scratch_write(server->config, "nose\n");
	server_signal(server, SIGHUP);
	server_expect(server, LEVEL("err") "\"reason\":\"...");
	scratch_write(server->config, "log_format text\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	PASS("a HUP changes the form");
	server_stop(server);
}

/* Standard error is a file that is named as systemd names its own. */
static void
test_severity(void)
{
	char path[SCRATCH_PATH], stream[64];
	struct stat info;
	int fd;

	scratch_path(path, "systemd");
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	MUST(fd != -1 && fstat(fd, &info) == 0, "no file");
	(void)snprintf(stream, sizeof(stream), "%llu:%llu",
	    (unsigned long long)info.st_dev, (unsigned long long)info.st_ino);
	MUST(setenv("JOURNAL_STREAM", stream, 1) == 0, "out of memory");
	struct server *server = server_spawn(&(struct setup) {
	    .standard_error = fd, .config = "sandbox off\n" });
	server->log = open(path, O_RDONLY);
	server_expect(server, "<4>sandbox: off; ...");
	server_expect(server, "<5>listening on *");
	server_expect(server, "<5>ready");
	server_signal(server, SIGTERM);
	server_expect(server, "<5>stopped");
	TAP_NUM(
	    server_status(server), 0, "systemd's journal is told priorities");
	MUST(unsetenv("JOURNAL_STREAM") == 0, "out of memory");
}

int
main(void)
{
	test_json();
	test_severity();
	return tap_done();
}
