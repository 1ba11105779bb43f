/*
 * A worker, and the responder, have as descriptors their socket, two pipe ends
 * and another, and no others; they cannot open a file, start a process, dump
 * core or grow their memory, and may do no more than that. ps shows a worker's
 * client. A quiet worker takes little memory of its own.
 */
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/process/fork/apart.h"
#include "tests/lib/confined.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/health.h"
#include "tests/lib/proc.h"

#define FDS 4
#define MOST 24 /* KiB; 16 were seen with glibc, 48 where all is copied */
#define TEXT ((size_t)64 * 1024)

static const struct confined_limit worker_limits[] = {
	{ "Max open files", FDS, false },
	{ "Max processes", 0, true },
	{ "Max core file size", 0, true },
	{ "Max address space", 1UL << 30, false },
};

static const struct confined_limit responder_limits[] = {
	{ "Max open files", FDS, false },
	{ "Max processes", 0, true },
	{ "Max core file size", 0, true },
	{ "Max file size", 0, false },
	{ "Max address space", 64UL << 20, false },
};

static void
has_four(pid_t pid, const char *who)
{
	TAP_NUM(proc_descriptors(pid), FDS, "%s: four descriptors", who);
	for (int fd = 0; fd < FDS; fd++)
		MUST(proc_has_open(pid, fd), "%s: not %d", who, fd);
}

/* By who may look: the sandbox is off for others than root. */
static void
test_descriptors(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = HEALTH_CONFIG, .visible = true });

	(void)health_ask(health_open(server));
	(void)conn_named(server, "ali");
	(void)conn_named(server, "reza");
	has_four(server_worker(server, "ali"), "a worker");
	has_four(server_worker(server, "reza"), "another");
	has_four(health_responder(server), "the responder");
	server_stop(server);
}

static void
test_title(struct conn *javad, struct server *server)
{
	struct addr addr = { .len = sizeof(addr.to) };
	const pid_t worker = server_worker(server, "javad");
	char title[256], peer[ADDR_TEXT];

	MUST(
	    getsockname(javad->fd, &addr.to.any, &addr.len) == 0, "no address");
	addr_text(&addr, peer);
	proc_title(worker, title, sizeof(title));
	TAP_OK(strncmp(title, "forkcastd: javad ", 17) == 0 &&
		strcmp(title + 17, peer) == 0,
	    "%s", title);
	conn_ask(javad, "name reza", "name * javad reza");
	TAP_NUM(server_worker(server, "reza"), worker, "a new name is shown");
}

/* The sum of a field of smaps, KiB. */
static long
sum(const char *maps, const char *field)
{
	long all = 0;

	while ((maps = strstr(maps, field)) != NULL) {
		maps += strlen(field);
		all += strtol(maps, NULL, 10);
	}
	return all;
}

/* While the parent has forked others and continued. */
static void
test_memory(struct server *server)
{
#ifdef APART
	static char maps[TEXT];

	if (sysconf(_SC_PAGESIZE) != 4096 ||
	    proc_read(server_worker(server, "reza"), "smaps", maps, TEXT) == 0)
		return;
	TAP_OK(sum(maps, "\nPrivate_Dirty:") <= MOST,
	    "%ld KiB of its own, of %d", sum(maps, "\nPrivate_Dirty:"), MOST);
	TAP_OK(strstr(maps, "[heap]") == NULL, "no heap");
#else
	(void)server, (void)sum;
#endif
}

int
main(void)
{
	if (!proc_is_there())
		tap_skip("needs /proc");
	struct server *server =
	    server_start(&(struct setup) { .config = HEALTH_CONFIG });
	struct health *health = health_open(server);
	struct conn *javad = conn_named(server, "javad");

	(void)health_ask(health);
	confined_check(health_responder(server), responder_limits);
	confined_check_privileges(health_responder(server));
	health_expect(health, "running");
	confined_check(server_worker(server, "javad"), worker_limits);
	TAP_NUM(proc_status(server_worker(server, "javad"), "SigBlk"), 0,
	    "no signal is blocked");
	test_title(javad, server);
	for (char name[] = "o0"; name[1] < '5'; name[1]++)
		(void)conn_member(server, name, "1");
	test_memory(server);
	server_stop(server);
	if (!sanitized())
		test_descriptors();
	return tap_done();
}
