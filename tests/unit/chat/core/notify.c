/*
 * client/chat/core/notify: one command runs at a time; one that fails is told
 * of once; and none inherits anything of ours.
 */
#include "client/chat/core/notify.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/net/wait.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define ID "1700000000000000"

static struct notify notify;
static char out[SCRATCH_PATH];
static char command[512];

static void
hear(const char *text)
{
	struct command event;

	MUST(grammar_parse(str_from(text), FROM_SERVER, &event) == CODE_OK,
	    "%s", text);
	notify_add(&notify, command, "127.0.0.1:7", &event);
}

/* A command that prints into the file "out", of our own directory. */
static void
will_run(const char *words)
{
	(void)snprintf(
	    command, sizeof(command), "{ %s; } >>'%s' 2>&1", words, out);
}

/* Looks until none runs; what was to be told, or null. */
static const char *
ends(void)
{
	const usec until = deadline();
	const char *said = NULL;

	notify.until = 0;
	said = notify_check(&notify, clock_mono());
	while (said == NULL && notify_due(&notify) != WAIT_FOR_EVER) {
		MUST(deadline_pause(until), "the command ends");
		notify.until = 0;
		said = notify_check(&notify, clock_mono());
	}
	return said;
}

static void
out_is(const char *wanted, const char *what)
{
	static char text[8192];
	int fd = open(out, O_RDONLY);
	const ssize_t len = fd != -1 ? io_read(fd, text, sizeof(text)) : 0;

	io_close(&fd);
	TAP_STR(((struct str) { text, len > 0 ? (size_t)len : 0 }),
	    str_from(wanted), "%s", what);
	(void)unlink(out);
}

static void
start(void)
{
	notify = (struct notify) { 0 };
}

/* The first runs until the file "go" is there. */
static void
counts(void)
{
	char go[SCRATCH_PATH], words[256];

	start();
	scratch_path(go, "go");
	(void)snprintf(words, sizeof(words),
	    "echo $FORKCAST_COUNT $FORKCAST_TEXT; "
	    "until [ -e '%s' ]; do sleep 0.01; done; echo end",
	    go);
	will_run(words);
	hear("msg " ID " dev ali one");
	MUST(notify_check(&notify, clock_mono()) == NULL, "one begins");
	const pid_t pid = notify.pid;
	for (int i = 0; i < 1000; i++) {
		hear("msg " ID " dev ali more");
		(void)notify_check(&notify, clock_mono());
	}
	hear("msg " ID " dev ali last");
	MUST(notify_check(&notify, clock_mono()) == NULL && notify.pid == pid,
	    "no other runs beside it");
	scratch_write(go, "");
	MUST(ends() == NULL, "%s", notify.said);
	out_is("1 one\nend\n1001 last\nend\n", "a burst is told once, at last");
}

static void
fails(void)
{
	start();
	will_run("exit 3");
	hear("msg " ID " dev ali one");
	TAP_STR(str_from(ends()), STR("notify: exit status 3"), "told");
	hear("msg " ID " dev ali one");
	TAP_OK(ends() == NULL, "but not again");
	will_run("true");
	hear("msg " ID " dev ali one");
	TAP_OK(ends() == NULL, "it is well");
	will_run("kill -9 $$");
	hear("msg " ID " dev ali one");
	TAP_STR(str_from(ends()), STR("notify: killed by signal 9"), "told");
	will_run("sleep 100");
	hear("msg " ID " dev ali one");
	notify.until = 0;
	MUST(notify_check(&notify, clock_mono()) == NULL, "it begins");
	const usec until = deadline();
	while (kill(-notify.pid, SIGTERM) != 0)
		MUST(deadline_pause(until), "it is of a session of its own");
	(void)ends();
	notify_add(&notify, NULL, NULL, NULL);
	MUST(notify_due(&notify) == WAIT_FOR_EVER, "no command, no event");
	PASS("failures are told once");
}

/* Descriptors that are open, a terminal, and what the signals are. */
static void
inherits_nothing(void)
{
	int fd[2];

	start();
	MUST(pipe(fd) == 0, "a pipe");
	will_run("for i in 3 4 5 6 7 8 9; do (: >&$i) 2>/dev/null && "
		 "echo $i; done; (: </dev/tty) 2>/dev/null && echo tty; "
		 "read x || echo nothing");
	hear("msg " ID " dev ali one");
	MUST(ends() == NULL, "%s", notify.said);
	io_close(&fd[0]);
	io_close(&fd[1]);
	out_is("nothing\n", "nothing of ours is in it");
}

int
main(void)
{
	scratch_path(out, "out");
	counts();
	fails();
	inherits_nothing();
	return tap_done();
}
