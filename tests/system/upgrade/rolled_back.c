/*
 * A program passes its rehearsal and then fails: the old one comes back,
 * reports the reason, and everything continues. So it does if the configuration
 * exceeds the system's limits. After a rollback, the server can be upgraded as
 * usual, and reloads a corrected file.
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

static void
test_refuses(void)
{
	for (int i = 0; i < 3; i++) {
		conn_send(all.ali, "send tea ha", 11);
		upgrade_fails(all.server,
		    upgrade_program(UPGRADE_UNFIT("goes-back")),
		    "rolled back: the state: line * * this server never ...");
		conn_send(all.ali, "lf\n", 3);
		conn_expect(all.javad, "msg * tea ali half");
		conn_expect(all.ali, "msg * tea ali half");
		expect_the_same("one that refuses");
	}
}

/*
 * The other address in the file belongs to another process at first, then to
 * none.
 */
static void
test_listen(void)
{
	char address[ADDR_TEXT], config[2 * ADDR_TEXT];
	const char *program = upgrade_program(UPGRADE_LATER);
	int fd = systemd_socket("127.0.0.1:0", address);

	(void)snprintf(config, sizeof(config),
	    "listen 127.0.0.1:0\ngroup coffee\nlisten %s\n", address);
	scratch_write(all.server->config, config);
	upgrade_fails(all.server, program,
	    "rolled back: cannot listen on *: Address ...");
	expect_the_same("an address that cannot be had");
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

/* All of it stands in what is gone by the time that it is gone back. */
static void
test_gone(void)
{
	char password[SCRATCH_PATH], config[2 * SCRATCH_PATH];
	const char *program = upgrade_program(UPGRADE_UNFIT("goes-back"));

	scratch_path(password, "password");
	scratch_write(password, "open-sesame\n");
	(void)snprintf(
	    config, sizeof(config), CONFIG "password_file %s\n", password);
	scratch_write(all.server->config, config);
	server_signal(all.server, SIGHUP);
	server_expect(all.server, "reload: done");
	scratch_write(all.server->config, CONFIG);
	MUST(remove(password) == 0, "cannot remove it");
	upgrade_fails(all.server, program, "rolled back: ...");
	struct conn *late = conn_open(all.server);
	conn_ask(late, "pass nose", "err pass not-allowed ...");
	conn_ask(late, "pass open-sesame", "ok pass");
	PASS("a password whose file is gone is still the password");
	conn_close(late);
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
	test_refuses();
	test_gone();
	upgrade_to(all.server, UPGRADE_LATER);
	expect_the_same("one that does not");
	test_refuses();
	upgrade_to(all.server, UPGRADE_THIS);
	test_listen();
	server_stop(all.server);
	return tap_done();
}
