/*
 * A reload names the keys that it cannot change, in the log and in its reply,
 * and applies the rest; keys in force are not named. An upgrade remembers them,
 * and applies those that another program can change.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/upgrade.h"

#define REST "restart the server to change "

static struct server *server;
static struct conn *control;

static void
reload(const char *text)
{
	scratch_write(server->config, text);
	conn_say(control, "reload");
}

/* This, and nothing else, waits for a restart. */
static void
expect_waiting(const char *text, const char *names)
{
	reload(text);
	conn_expect(control, "- " REST "%s", names);
	conn_expect(control, "ok reloaded");
	server_expect(server, "reload: " REST "%s", names);
	server_expect(server, "reload: done");
	PASS("%s", names);
}

static void
expect_nothing(const char *text)
{
	reload(text);
	conn_expect(control, "ok reloaded");
	server_expect(server, "reload: done");
}

static const struct {
	const char *text;
	const char *names;
} rows[] = {
	{ "user daemon\n", "user" },
	{ "pid_file /run/other\n", "pid_file" },
	{ "control off\n", "control" },
	{ "board no\n", "board" },
	{ "nice 0\n", "nice" },
	{ "ready_fd 7\n", "ready_fd" },
	{ "sandbox require\n", "sandbox" },
	{ "control off\nnice -5\nuser root\n", "user, control, nice" },
};

static void
test_rows(void)
{
	char text[512];

	for (size_t i = 0; i < COUNT(rows); i++) {
		/*
		 * A user other than root cannot switch users, and gets a
		 * message.
		 */
		if (geteuid() != 0 && strstr(rows[i].text, "user ") != NULL)
			continue;
		(void)snprintf(text, sizeof(text), "max_clients %zu\n%s",
		    100 + i, rows[i].text); /* fits */
		expect_waiting(text, rows[i].names);
	}
	if (geteuid() == 0)
		expect_nothing("user nobody\n");
	expect_nothing("max_clients 7\nnice -20\nboard yes\nsandbox on\n");
	TAP_NUM(server_logged(server, "reload: refused: ..."), 0,
	    "what is in force is not named, and the rest is done");
}

/* The mode of a socket that is there already. */
static void
test_socket(void)
{
	char path[SCRATCH_PATH], text[512], names[256];
	struct stat info;

	scratch_path(path, "socket");
	(void)snprintf(text, sizeof(text), "listen 127.0.0.1:0\nlisten %s\n",
	    path); /* fits, and so do the next */
	expect_nothing(text);
	(void)snprintf(text, sizeof(text),
	    "listen 127.0.0.1:0\nlisten %s mode=0600\n", path);
	(void)snprintf(names, sizeof(names), "listen %s", path);
	expect_waiting(text, names);
	TAP_OK(stat(path, &info) == 0 && (info.st_mode & 0777) == 0666,
	    "a socket keeps its mode");
	expect_nothing("listen 127.0.0.1:0\n");
	expect_nothing(text);
	TAP_OK(stat(path, &info) == 0 && (info.st_mode & 0777) == 0600,
	    "until it is opened anew");
}

/* By an upgrade sandbox is changed. */
static void
test_upgrade(void)
{
	conn_close(control);
	scratch_write(server->config,
	    "listen 127.0.0.1:0\nnice 0\nsandbox off\ncontrol off\n");
	upgrade_to(server, UPGRADE_THIS);
	TAP_NUM(server_logged(server, "reload: " REST "control, nice"), 1,
	    "the next program has not forgotten it");
	control = conn_open_at(server->control);
	expect_waiting("listen 127.0.0.1:0\nboard no\nsandbox off\n", "board");
	expect_waiting("listen 127.0.0.1:0\n", "sandbox");
	expect_nothing("listen 127.0.0.1:0\nsandbox off\n");
}

int
main(void)
{
	server =
	    server_start(&(struct setup) { .config = "listen 127.0.0.1:0\n" });
	control = conn_open_at(server->control);
	test_rows();
	server_stop(server);
	server = server_start(&(struct setup) {
	    .config = "listen 127.0.0.1:0\n", .file_listens = true });
	control = conn_open_at(server->control);
	test_socket();
	test_upgrade();
	conn_close(control);
	server_stop(server);
	return tap_done();
}
