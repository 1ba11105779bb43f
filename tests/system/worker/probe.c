/*
 * A hijacked worker that tries to get further ends at each attempt by the list
 * of system calls, which the log says, and nobody else notices. On a kernel
 * without such a list, the attempts that matter fail all the same.
 */
#include <pwd.h>
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
#define NEVER 100 /* no version of Landlock */

/* The target of an attempt; of PROCESSES each of the two before. */
enum target { NOTHING, PARENT, SIBLING, PROCESSES, PORT, NAME, PATH, NEW_PATH };

static const struct row {
	const char *attempt;
	enum target target;
	long version; /* of Landlock, that refuses it without a list of calls */
} rows[] = {
#define BESIDE(...)
#define ATTEMPT(name, target, version, ...) { #name, target, version },
#include "tests/servers/probe/attempts.def"
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
	case PROCESSES:
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
try(const char *how, const char *attempt, enum target target)
{
	struct conn *probe = conn_open(around.server);

	conn_say(probe, "%s %s %s", how, attempt, argument(target));
	return probe;
}

/* It must be the end of its worker, by the kernel. */
static void
expect_end(const char *attempt, enum target target)
{
	struct conn *probe = try("probe", attempt, target);

	conn_expect_end(probe);
	conn_close(probe);
	server_expect(around.server, BROKEN);
	server_expect(around.server, "ended: - * pid *, signal 31, ...");
	expect_unhurt();
}

/* No worker can do it; it may be refused, or end its own process. */
static void
expect_refused(const char *attempt, enum target target)
{
	struct conn *probe = try("free", attempt, target);
	const struct str line = conn_line(probe);
	const struct str done = STR(" done");

	MUST(line.len > done.len &&
		memcmp(line.at + line.len - done.len, done.at, done.len) != 0,
	    "%s: done", attempt);
	conn_close(probe);
	expect_unhurt();
}

/* All that this version of Landlock refuses; returns how many. */
static size_t
try_all(void (*expect)(const char *attempt, enum target target), long version)
{
	size_t count = 0;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const bool both = rows[i].target == PROCESSES;
		if (rows[i].version > version ||
		    (!strcmp(rows[i].attempt, "use_the_old_gate") &&
			!kernel_has_old_gate()))
			continue;
		expect(rows[i].attempt, both ? PARENT : rows[i].target);
		if (both)
			expect(rows[i].attempt, SIBLING);
		count += both ? 2 : 1;
	}
	return count;
}

static void
test_listed(const struct setup *setup, const char *who)
{
	begin(setup);
	PASS("%s: %zu attempts, each is an end", who,
	    try_all(expect_end, NEVER));
	struct conn *probe = conn_open(around.server);
	conn_ask(probe, "probe ring_wildly", "probe ring_wildly done");
	conn_close(probe);
	expect_unhurt();
	PASS("%s: what is rung wildly hurts nobody", who);
	end();
}

static void
test_unlisted(const struct setup *setup, const char *who)
{
	begin(setup);
	PASS("%s, without a list of calls: %zu attempts are refused", who,
	    try_all(expect_refused, kernel_landlock()));
	end();
}

/* The limit on processes is not for root, who may have to stay root. */
static void
needs_nobody(void)
{
	const struct passwd *nobody = getpwnam("nobody");

	if (geteuid() == 0 &&
	    (nobody == NULL || seteuid(nobody->pw_uid) != 0 || seteuid(0) != 0))
		tap_skip("root may not become another user here");
}

int
main(void)
{
	if (!kernel_can_lack() || sanitized())
		tap_skip("needs seccomp and a build without sanitizers");
	needs_nobody();
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
