/* UNIX sockets: a stale one is taken over, a live one or a file is not. */
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"

/* What is there and is not forkcastd's own is neither used nor removed. */
static void
expect_left_alone(const char *path)
{
	server_refuses(&(struct setup) { .listen = { path } }, 69,
	    "forkcastd: cannot listen on %s: Address already in use", path);
	TAP_OK(access(path, F_OK) == 0, "left alone: %s", path);
}

/* A socket on which somebody else listens. */
static void
test_foreign_socket(void)
{
	char path[SCRATCH_PATH];
	struct addr addr;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	scratch_path(path, "foreign");
	MUST(addr_parse(&addr, path) == NULL && fd != -1 &&
		bind(fd, &addr.to.any, addr.len) == 0 && listen(fd, 1) == 0,
	    "cannot listen on %s", path);
	expect_left_alone(path);
	io_close(&fd);
}

static void
test_file(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "file");
	scratch_write(path, "precious\n");
	expect_left_alone(path);
}

int
main(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "socket");
	const struct setup setup = { .listen = { path } };
	struct server *server = server_start(&setup);
	expect_left_alone(path);
	(void)conn_named(server, "javad");
	PASS("its server goes on");
	server_signal(server, SIGKILL);
	MUST(server_status(server) == ENDED_BY(SIGKILL), "it was not killed");
	MUST(access(path, F_OK) == 0, "no stale socket is left");
	server = server_start(&setup);
	(void)conn_named(server, "ali");
	PASS("a stale one is taken over");
	server_stop(server);
	TAP_OK(access(path, F_OK) != 0, "it is removed at the end");
	test_foreign_socket();
	test_file();
	return tap_done();
}
