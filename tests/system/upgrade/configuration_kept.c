/*
 * A configuration that the new program cannot put in force, because an address
 * is in use, is refused as in a reload: the server goes on with the one before,
 * and a corrected file can be reloaded.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>

#include "shared/io.h"
#include "tests/lib/proc.h"
#include "tests/lib/systemd.h"
#include "tests/lib/upgrade.h"

#define CONFIG "listen 127.0.0.1:0\ngroup tea\nmax_groups 1\n"

static struct {
	struct server *server;
	struct conn *javad;
	struct conn *ali;
	pid_t worker;
	long descriptors;
} all;

static void
start(void)
{

	all.server = server_start(
	    &(struct setup) { .config = CONFIG, .file_listens = true });
	all.javad = conn_member(all.server, "javad", "tea");
	all.ali = conn_member(all.server, "ali", "tea");
	conn_expect(all.javad, "join * tea ali");
	all.worker = server_worker(all.server, "ali");
	all.descriptors = proc_descriptors(all.server->pid);
}

/* In the configuration that was read last when all was well. */
static void
expect_the_same(const char *what)
{
	struct conn *reza = conn_member(all.server, "reza", "tea");

	conn_expect(all.javad, "join * tea reza");
	conn_expect(all.ali, "join * tea reza");
	conn_ask(reza, "join 1", "err join too-many ...");
	conn_ask(reza, "quit", "bye quit ...");
	conn_close(reza);
	conn_expect(all.javad, "quit * reza");
	conn_expect(all.ali, "quit * reza");
	conn_ask(all.javad, "send tea hello", "msg * tea javad hello");
	conn_expect(all.ali, "msg * tea javad hello");
	server_expect_workers(all.server, 2);
	TAP_OK(server_worker(all.server, "ali") == all.worker &&
		proc_descriptors_soon(all.server->pid, all.descriptors) ==
		    all.descriptors,
	    "%s: nothing has changed", what);
}

/*
 * The other address in the file belongs to another process at first, then to
 * none.
 */
static void
test_listen(void)
{
	char address[ADDR_TEXT], config[2 * ADDR_TEXT];
	int fd = systemd_socket("127.0.0.1:0", address);

	(void)snprintf(config, sizeof(config),
	    "listen 127.0.0.1:0\ngroup coffee\nlisten %s\n", address);
	scratch_write(all.server->config, config);
	for (int i = 0; i < 2; i++) {
		upgrade_to(all.server, i == 0 ? UPGRADE_LATER : UPGRADE_THIS);
		TAP_NUM(server_logged(all.server,
			    "reload: refused: cannot listen on *: Address ..."),
		    (size_t)i + 1, "it is logged");
		expect_the_same("an address that cannot be had");
	}
	server_signal(all.server, SIGHUP);
	server_expect(
	    all.server, "reload: refused: cannot listen on *: Address ...");
	expect_the_same("a reload of it");
	io_close(&fd);
	server_signal(all.server, SIGHUP);
	server_expect(all.server, "listening on %s", address);
	server_expect(all.server, "reload: done");
	conn_ask(all.ali, "join coffee", "join * coffee ali");
	conn_ask(conn_open_at(address), "reza", "ok name reza");
	PASS("what is mended can be reloaded");
}

/* The address in the file is in use. */
static void
test_password(void)
{
	char password[SCRATCH_PATH], address[ADDR_TEXT], config[1024];
	int fd = systemd_socket("127.0.0.1:0", address);

	scratch_path(password, "password");
	scratch_write(password, "open-sesame\n");
	(void)snprintf(config, sizeof(config), CONFIG "password_file %s\n",
	    password); /* fits */
	scratch_write(all.server->config, config);
	server_signal(all.server, SIGHUP);
	server_expect(all.server, "reload: done");
	(void)snprintf(
	    config, sizeof(config), CONFIG "listen %s\n", address); /* fits */
	scratch_write(all.server->config, config);
	MUST(remove(password) == 0, "cannot remove it");
	upgrade_to(all.server, UPGRADE_LATER);
	struct conn *late = conn_open(all.server);
	conn_ask(late, "pass nose", "err pass not-allowed ...");
	conn_ask(late, "pass open-sesame", "ok pass");
	PASS("a password whose file is gone is still the password");
	conn_close(late);
	io_close(&fd);
	server_signal(all.server, SIGHUP);
	server_expect(all.server, "reload: done");
	late = conn_open(all.server);
	conn_ask(late, "late", "ok name late");
	PASS("and none is one when that is read");
	conn_close(late);
}

int
main(void)
{
	start();
	test_listen();
	test_password();
	server_stop(all.server);
	return tap_done();
}
