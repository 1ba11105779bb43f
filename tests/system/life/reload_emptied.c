/*
 * After a HUP with an empty or truncated configuration, the server keeps its
 * addresses and its password.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

#include "tests/lib/conn.h"

static void
refuses(struct server *server, const char *config, const char *why)
{
	struct conn *stranger;

	scratch_write(server->config, config);
	server_signal(server, SIGHUP);
	server_expect(server, "reload: refused: %s: %s", server->config, why);
	stranger = conn_open(server);
	conn_ask(stranger, "stranger", "err name not-allowed ...");
	conn_close(stranger);
	PASS("\"%.8s\": it stays where it is, and wants its password", config);
}

int
main(void)
{
	char file[SCRATCH_PATH], config[2 * SCRATCH_PATH];

	scratch_path(file, "password");
	scratch_write(file, "secret\n");
	MUST(chmod(file, 0600) == 0, "chmod fails");
	(void)snprintf(config, sizeof(config),
	    "listen 127.0.0.1:0\npassword_file %s\n", file);
	struct server *server = server_start(
	    &(struct setup) { .config = config, .file_listens = true });
	refuses(server, "", "no longer has any settings");
	refuses(server, "# nothing\n", "no longer has any settings");
	refuses(server, "group tea\n", "no longer has a listen key; ...");
	scratch_write(server->config, "listen 127.0.0.1:0\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	(void)conn_named(server, "javad");
	PASS("without the password, if that is what it says");
	server_stop(server);

	server = server_start(&(struct setup) { .config = config });
	refuses(server, "", "no longer has any settings");
	server_stop(server);
	return tap_done();
}
