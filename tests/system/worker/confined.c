/*
 * A worker has as descriptors its socket, two pipe ends and another, and no
 * others. Like the keeper and the journal it cannot start a process, dump core
 * or grow its memory, and may do no more than it must. ps shows a worker's
 * client. A quiet worker takes little memory of its own.
 */
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/process/fork/apart.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"
#include "tests/lib/kernel.h"
#include "tests/lib/proc.h"

#define FDS 4
#define MOST 24 /* KiB; 16 were seen with glibc, 48 where all is copied */
#define TEXT ((size_t)64 * 1024)

enum { WORKER, KEEPER, JOURNAL, CHILDREN };

/* Rows of /proc/PID/limits; with sanitizers a child needs more of some. */
static const struct {
	const char *row;
	bool with_sanitizers;
	unsigned long most[CHILDREN]; /* the soft and the hard limit */
} limits[] = {
	/* The keeper has its lock, and two for files; the journal many. */
	{ "Max open files", false, { FDS, FDS + 3, FDS + 1024 } },
	{ "Max processes", true, { 0, 0, 0 } },
	{ "Max core file size", true, { 0, 0, 0 } },
	{ "Max address space", false, { 1UL << 30, 160UL << 20, 64UL << 20 } },
	{ "Max file size", false, { 0, ULONG_MAX, ULONG_MAX } },
};

/* Of a helper, in /proc/PID/status. */
static const struct {
	const char *field;
	long want;
} fields[] = {
	{ "NoNewPrivs", 1 }, { "Seccomp", 2 }, { "SigBlk", 0 },
	{ "SigCgt", 4000 }, /* TERM alone, in hexadecimal */
};

static void
is_confined(pid_t pid, int child)
{
	unsigned long limit[2];

	for (size_t i = 0; i < COUNT(limits); i++) {
		if (sanitized() && !limits[i].with_sanitizers)
			continue;
		proc_limits(pid, limits[i].row, limit);
		TAP_OK(limit[0] <= limits[i].most[child] &&
			limit[1] <= limits[i].most[child],
		    "child %d: %s: %lu, hard %lu", child, limits[i].row,
		    limit[0], limit[1]);
	}
	if (child == WORKER || !kernel_can_lack() || sanitized())
		return;
	for (size_t i = 0; i < COUNT(fields); i++)
		TAP_NUM(proc_status(pid, fields[i].field), fields[i].want,
		    "child %d: %s", child, fields[i].field);
	/* What nobody may look into is root's: of a worker of root, that says
	 * nothing. */
	if (proc_status(pid, "Uid") != 0)
		TAP_OK(!proc_is_open_to_its_user(pid),
		    "its own user may not look into it");
}

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
	struct server *server =
	    server_start(&(struct setup) { .visible = true });

	(void)conn_named(server, "ali");
	(void)conn_named(server, "reza");
	has_four(server_worker(server, "ali"), "a worker");
	has_four(server_worker(server, "reza"), "another");
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
	struct server *server = server_start(
	    &(struct setup) { .config = keeper_config_recorded() });
	struct conn *javad = conn_named(server, "javad");

	is_confined(server_worker(server, "javad"), WORKER);
	conn_ask(javad, "register pw", "ok register javad");
	is_confined(server_worker(server, "keeper"), KEEPER);
	is_confined(server_worker(server, "journal"), JOURNAL);
	conn_ask(javad, "login javad pw", "ok login javad");
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
