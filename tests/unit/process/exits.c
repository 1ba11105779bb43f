/*
 * server/process/fork/exits: every way a child ends has a name, others have
 * none, and how a real one has ended is described by that, or by its signal.
 */
#include "server/process/fork/exits.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/must.h"
#include "tests/lib/tap.h"

static const struct {
	int code;
	struct str name;
} rows[] = {
	{ EXITS_DONE, { "done", 4 } },
	{ EXITS_SERVER_GONE, { "server-gone", 11 } },
	{ EXITS_UNANSWERED, { "unanswered", 10 } },
	{ EXITS_SANDBOX, { "sandbox", 7 } },
	{ EXITS_POLL, { "poll", 4 } },
	{ EXITS_STATE, { "state", 5 } },
	{ EXITS_STALE, { "stale", 5 } },
	{ EXITS_IO, { "io", 2 } },
};

/* The end of a child: it exits with the code, or is killed by a signal. */
static const struct {
	int code;
	int signal; /* 0: none */
	struct str want;
} ends[] = {
	{ EXITS_DONE, 0, { "exit done", 9 } },
	{ EXITS_SERVER_GONE, 0, { "exit server-gone", 16 } },
	{ EXITS_POLL, 0, { "exit poll", 9 } },
	{ 1, 0, { "exit unknown", 12 } },
	{ 255, 0, { "exit unknown", 12 } },
	{ 0, SIGKILL, { "signal 9", 8 } },
	{ 0, SIGTERM, { "signal 15", 9 } },
};

static int
status_of(int code, int signal)
{
	const pid_t pid = fork();
	int status = 0;

	MUST(pid != -1, "cannot fork");
	if (pid == 0) {
		if (signal != 0)
			(void)raise(signal);
		_exit(code);
	}
	MUST(waitpid(pid, &status, 0) == pid, "cannot wait");
	return status;
}

/* Behind what stands in the line already. */
static void
test_described(void)
{
	char room[64];
	struct buf line;

	for (size_t i = 0; i < COUNT(ends); i++) {
		buf_init(&line, room, sizeof(room));
		MUST(BUF_CAT(&line, STR("it: ")), "no room");
		exits_describe(&line, status_of(ends[i].code, ends[i].signal));
		const struct str all = buf_str(&line);
		TAP_STR(((struct str) { all.at + 4, all.len - 4 }),
		    ends[i].want, "code %d, signal %d", ends[i].code,
		    ends[i].signal);
		TAP_OK(memcmp(all.at, "it: ", 4) == 0, "added behind");
	}
}

int
main(void)
{
	unsigned named = 0;

	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_STR(
		    exits_name(rows[i].code), rows[i].name, "%d", rows[i].code);
	for (int code = -1; code <= 256; code++)
		named += !str_eq(exits_name(code), STR("unknown"));
	TAP_NUM(named, COUNT(rows), "no other code has a name");
	test_described();
	return tap_done();
}
