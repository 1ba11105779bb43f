/*
 * A hijacked worker that tries to get further ends at each attempt by the list
 * of system calls, which the log says, and nobody else notices. On a kernel
 * without such a list, the attempts that matter fail all the same.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/kernel.h"
#include "tests/lib/scratch.h"

#define PROGRAM "tests/servers/probe/forkcastd"
#define BROKEN "broken: - *: its worker made a forbidden system call"
#define NO_LANDLOCK 100
#define OLD_GATE "use_the_old_gate"

/* The target of an attempt. */
enum target { NOTHING, PARENT, SIBLING, PORT, NAME, PATH, NEW_PATH };

static const struct row {
	const char *attempt;
	enum target target;
	long version; /* of Landlock, that refuses it without a list of calls */
} rows[] = {
	{ "read_a_file", PATH, 1 },
	{ "write_a_file", PATH, 1 },
	{ "make_a_file", NEW_PATH, 1 },
	{ "open_memory_of", PARENT, 1 },
	{ "open_memory_of", SIBLING, 1 },
	{ "open_own_memory", NOTHING, 1 },
	{ "open_descriptor_again", NOTHING, NO_LANDLOCK },
	{ "remove_a_file", PATH, 1 },
	{ "change_a_mode", PATH, NO_LANDLOCK },
	{ "go_elsewhere", NOTHING, NO_LANDLOCK },
	{ "change_the_root", NOTHING, 0 },
	{ "mount_over", NOTHING, 0 },
	{ "make_memory_file", NOTHING, NO_LANDLOCK },
	{ "copy_descriptor", NOTHING, NO_LANDLOCK },
	{ "make_bell_block", NOTHING, NO_LANDLOCK },
	{ "make_a_process", NOTHING, 0 },
	{ "make_a_process_new_way", NOTHING, 0 },
	{ "run_a_program", NOTHING, 1 },
	{ "run_nothing", NOTHING, 0 },
	{ "trace", PARENT, 1 },
	{ "trace", SIBLING, 1 },
	{ "be_traced", NOTHING, NO_LANDLOCK },
	{ "end_a_process", PARENT, 6 },
	{ "end_a_process", SIBLING, 6 },
	{ "reach_all_processes", NOTHING, NO_LANDLOCK },
	{ "end_a_thread", PARENT, 6 },
	{ "end_a_thread", SIBLING, 6 },
	{ "send_a_value", SIBLING, 6 },
	{ "read_memory_of", PARENT, 1 },
	{ "read_memory_of", SIBLING, 1 },
	{ "write_memory_of", PARENT, 1 },
	{ "write_memory_of", SIBLING, 1 },
	{ "hold_a_process", SIBLING, NO_LANDLOCK },
	{ "take_a_descriptor_of", PARENT, 1 },
	{ "take_a_descriptor_of", SIBLING, 1 },
	{ "hinder", SIBLING, NO_LANDLOCK },
	{ "pin", PARENT, NO_LANDLOCK },
	{ "schedule", SIBLING, NO_LANDLOCK },
	{ "limit", PARENT, NO_LANDLOCK },
	{ "limit", SIBLING, NO_LANDLOCK },
	{ "watch_the_time_of", PARENT, NO_LANDLOCK },
	{ "become_root", NOTHING, 0 },
	{ "leave_its_user", NOTHING, NO_LANDLOCK },
	{ "enter_a_space", NOTHING, 0 },
	{ "learn_its_parent", NOTHING, NO_LANDLOCK },
	{ "make_a_socket", NOTHING, NO_LANDLOCK },
	{ "make_a_pair", NOTHING, NO_LANDLOCK },
	{ "connect_to_port", PORT, 4 },
	{ "bind_a_port", NOTHING, 4 },
	{ "connect_to_name", NAME, 6 },
	{ "connect_to_path", PATH, NO_LANDLOCK },
	{ "connect_elsewhere", PORT, 4 },
	{ "send_a_message", NOTHING, NO_LANDLOCK },
	{ "set_an_option", NOTHING, NO_LANDLOCK },
	{ "type_for_others", NOTHING, 0 },
	{ "ask_for_signals", SIBLING, NO_LANDLOCK },
	{ "be_dumpable", NOTHING, NO_LANDLOCK },
	{ "drop_the_list", NOTHING, NO_LANDLOCK },
	{ "map_code", NOTHING, NO_LANDLOCK },
	{ "make_code", NOTHING, NO_LANDLOCK },
	{ "use_a_ring", NOTHING, NO_LANDLOCK },
	{ "load_a_program", NOTHING, NO_LANDLOCK },
	{ "handle_faults", NOTHING, NO_LANDLOCK },
	{ "measure", NOTHING, NO_LANDLOCK },
	{ "add_a_key", NOTHING, NO_LANDLOCK },
	{ "find_keys", NOTHING, NO_LANDLOCK },
	{ "share_memory", NOTHING, NO_LANDLOCK },
	{ "share_messages", NOTHING, NO_LANDLOCK },
	{ "open_a_queue", NOTHING, NO_LANDLOCK },
	{ "wait_again", NOTHING, NO_LANDLOCK },
	{ "set_an_alarm", NOTHING, NO_LANDLOCK },
	{ "use_no_number", NOTHING, NO_LANDLOCK },
	{ "use_other_numbers", NOTHING, NO_LANDLOCK },
	{ OLD_GATE, NOTHING, NO_LANDLOCK },
};

/* Clients that must not notice; and what else there is to be had. */
static struct {
	struct server *server;
	struct conn *ali, *sara;
	pid_t sibling;
	char file[SCRATCH_PATH];
	char absent[SCRATCH_PATH];
	char name[64]; /* of an abstract socket, without its first byte */
} around;

static void
find_name(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)snprintf(around.name, sizeof(around.name), "forkcast-probe-%ld",
	    (long)getpid());
	memcpy(at.sun_path + 1, around.name, strlen(around.name));
	MUST(fd != -1 &&
		bind(fd, (const struct sockaddr *)&at,
		    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
			strlen(around.name))) == 0 &&
		listen(fd, 1) == 0,
	    "no abstract socket");
}

static const char *
argument(enum target target)
{
	static char text[32];
	const char *port = strrchr(around.server->address[0], ':') + 1;

	switch (target) {
	case PARENT:
	case SIBLING:
		(void)snprintf(text, sizeof(text), "%ld",
		    (long)(target == PARENT ? around.server->pid :
					      around.sibling));
		return text;
	case PORT:
		return port;
	case NAME:
		return around.name;
	case PATH:
		return around.file;
	case NEW_PATH:
		return around.absent;
	case NOTHING:
		break;
	}
	return "-";
}

static void
begin(const struct setup *setup)
{
	around.server = server_start(setup);
	around.ali = conn_member(around.server, "ali", "1");
	around.sara = conn_member(around.server, "sara", "1");
	conn_expect(around.ali, "join * 1 sara");
	around.sibling = server_worker(around.server, "sara");
}

/* They talk, have missed nothing, and there is no trace of an attempt. */
static void
expect_unhurt(void)
{
	conn_ask(around.ali, "send 1 hello", "msg * 1 ali hello");
	conn_expect(around.sara, "msg * 1 ali hello");
	MUST(kill(around.sibling, 0) == 0, "the sibling is gone");
	MUST(access(around.file, F_OK) == 0 && access(around.absent, F_OK) != 0,
	    "a file was touched");
}

static void
end(void)
{
	expect_unhurt();
	conn_close(around.ali);
	conn_close(around.sara);
	server_stop(around.server);
}

static struct conn *
try(const char *how, const struct row *row)
{
	struct conn *probe = conn_open(around.server);

	conn_say(probe, "%s %s %s", how, row->attempt, argument(row->target));
	return probe;
}

/* It must be the end of its worker, by the kernel. */
static void
expect_end(const struct row *row)
{
	struct conn *probe = try("probe", row);

	conn_expect_end(probe);
	conn_close(probe);
	server_expect(around.server, BROKEN);
	server_expect(around.server, "ended: - * pid *, signal 31, ...");
	expect_unhurt();
}

static void
test_listed(const struct setup *setup, const char *who)
{
	size_t count = 0;

	begin(setup);
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (!strcmp(rows[i].attempt, OLD_GATE) &&
		    !kernel_has_old_gate())
			continue;
		expect_end(&rows[i]);
		count++;
	}
	PASS("%s: %zu attempts, each is an end", who, count);
	struct conn *probe = conn_open(around.server);
	conn_ask(probe, "probe ring_wildly", "probe ring_wildly done");
	conn_close(probe);
	expect_unhurt();
	PASS("%s: what is rung wildly hurts nobody", who);
	end();
}

/* No worker can do it; it may be refused, or end its own process. */
static void
expect_refused(const struct row *row)
{
	struct conn *probe = try("free", row);
	const struct str line = conn_line(probe);
	const struct str done = STR(" done");

	MUST(line.len > done.len &&
		memcmp(line.at + line.len - done.len, done.at, done.len) != 0,
	    "%s: done", row->attempt);
	conn_close(probe);
	expect_unhurt();
}

static void
test_unlisted(const struct setup *setup, const char *who)
{
	const long version = kernel_landlock();
	size_t count = 0;

	begin(setup);
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (rows[i].version > version)
			continue;
		expect_refused(&rows[i]);
		count++;
	}
	PASS("%s, without a list of calls: %zu attempts are refused", who,
	    count);
	end();
}

int
main(void)
{
	if (!kernel_can_lack() || sanitized())
		tap_skip("needs seccomp and a build without sanitizers");
	scratch_path(around.file, "file");
	scratch_path(around.absent, "absent");
	scratch_write(around.file, "precious\n");
	find_name();
	const char *who = getuid() == 0 ? "nobody" : "an ordinary user";
	test_listed(&(struct setup) { .program = PROGRAM }, who);
	if (getuid() == 0)
		test_listed(
		    &(struct setup) { .program = PROGRAM, .stays = true },
		    "root");
	test_unlisted(
	    &(struct setup) { .program = PROGRAM, .lacks = LACKS_SECCOMP },
	    who);
	return tap_done();
}
