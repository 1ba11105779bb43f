/*
 * -t beside a running server accepts the server's configuration and takes
 * nothing from it, nor does a reload with the same one: its addresses, files
 * and locks stay its own.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/health.h"

static struct {
	struct server *server;
	char directory[SCRATCH_PATH];
	char config[2048];
} test;

/* With the directory in the place of each "@". */
static void
write_config(char *room, size_t size, const char *text)
{
	size_t len = 0;

	for (; *text != '\0'; text++)
		len += (size_t)(*text == '@' ?
			snprintf(room + len, size - len, "%s", test.directory) :
			snprintf(room + len, size - len, "%c", *text));
	MUST(len < size, "too long");
}

static void
start(void)
{
	char port[64], text[1024], responder[ADDR_TEXT];

	write_config(test.config, sizeof(test.config),
	    "listen 127.0.0.1:0\nlisten @/socket mode=0600\npid_file @/pid\n"
	    "state @\ncontrol @/control\nresponder 127.0.0.1:0\n");
	test.server = server_start(&(struct setup) {
	    .config = test.config, .file_listens = true, .stays = true });
	/* The real ports. */
	health_address(test.server, responder);
	(void)snprintf(port, sizeof(port), "%s",
	    strrchr(test.server->address[0], ':') + 1);
	(void)snprintf(text, sizeof(text),
	    "listen 127.0.0.1:%s\nlisten @/socket mode=0600\npid_file @/pid\n"
	    "state @\ncontrol @/control\nresponder %s\n",
	    port, responder); /* fits */
	write_config(test.config, sizeof(test.config), text);
	scratch_write(test.server->config, test.config);
}

static void
finds_nothing(void)
{
	struct setup setup = { .args_alone = true,
		.args = { "-t", "-f", test.server->config } };

	if (geteuid() == 0) {
		setup.args[3] = "-u"; /* as the server */
		setup.args[4] = "root";
	}
	struct server *check = server_spawn(&setup);

	const int status = server_status(check);

	TAP_NUM(status, 0, "-t: %s", server_log(check));
}

static const struct {
	const char *config;
	int status;
	const char *why;
	int error; /* whose words stand behind that, or 0 */
} rows[] = {
	{ "listen @/socket\n", 69,
	    "forkcastd: cannot listen on *: ", EADDRINUSE },
	{ "listen 127.0.0.1:0\nstate @\n", 69,
	    "forkcastd: state *: in use by another forkcastd", 0 },
	{ "listen 127.0.0.1:0\ncontrol @/control\n", 69,
	    "forkcastd: cannot listen on */control: ", EADDRINUSE },
};

static void
keeps_its_own(const char *behind)
{
	char config[1024];

	for (size_t i = 0; i < COUNT(rows); i++) {
		write_config(config, sizeof(config), rows[i].config);
		server_refuses(
		    &(struct setup) {
			.config = config, .file_listens = true, .stays = true },
		    rows[i].status, "%s%s", rows[i].why,
		    rows[i].error != 0 ? strerror(rows[i].error) : "");
	}
	conn_close(conn_named(test.server, "javad"));
	conn_close(conn_open_at(test.server->address[1]));
	PASS("%s: another server gets nothing of it", behind);
}

int
main(void)
{
	scratch_path(test.directory, "own");
	MUST(mkdir(test.directory, 0700) == 0, "cannot make a directory");
	start();
	finds_nothing();
	keeps_its_own("behind -t");
	for (int i = 0; i < 2; i++) {
		server_signal(test.server, SIGHUP);
		server_expect(test.server, "reload: done");
	}
	keeps_its_own("behind a reload");
	finds_nothing();
	server_stop(test.server);
	return tap_done();
}
