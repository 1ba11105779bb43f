/*
 * The setting notify runs its command for others' messages, with -q too, and
 * never for our own lines. The client reaps a command that has ended, and
 * leaves one that still runs when it exits.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/deadline.h"
#include "tests/lib/faked.h"
#include "tests/lib/scratch.h"

#define SIZE 4096
#define CONFIG (6 * SCRATCH_PATH + 256)

static struct fake fake;
static char out[SCRATCH_PATH], go[SCRATCH_PATH];

/* Begins without these files of the one before. */
static struct pty *
begin(bool window)
{
	(void)unlink(out);
	(void)unlink(go);
	fake_start(&fake);
	struct pty *pty = window ?
	    PTY_WINDOW(fake.address, 24, 80, "-q", "-n", "javad", "dev") :
	    PTY_CLIENT(fake.address, "-q", "-n", "javad", "dev");
	faked_admit(&fake, "dev");
	pty_expect_has(pty, "-- in #dev: ali javad");
	return pty;
}

/* Waits for a whole line in that file, and reads all of it. */
static const char *
written(void)
{
	static char text[SIZE];
	const usec end = deadline();

	for (text[0] = '\0'; strchr(text, '\n') == NULL;) {
		MUST(deadline_pause(end), "the command wrote \"%s\"", text);
		FILE *file = fopen(out, "r");
		if (file == NULL)
			continue;
		text[fread(text, 1, SIZE - 1, file)] = '\0';
		MUST(fclose(file) == 0, "fclose");
	}
	return text;
}

static void
says(struct pty *pty, const char *typed, const char *said, const char *echo)
{
	pty_type(pty, typed);
	fake_expect(&fake, said);
	fake_happens(&fake, 0, echo);
}

static void
runs(bool window)
{
	char config[CONFIG];

	(void)snprintf(config, sizeof(config),
	    "notify echo \"$FORKCAST_COUNT $FORKCAST_KIND $FORKCAST_SENDER "
	    "$FORKCAST_TEXT\" >>%s\n",
	    out);
	pty_config(config);
	struct pty *pty = begin(window);
	says(pty, "I am javad\r", "send dev I am javad",
	    "msg @ dev javad I am javad");
	says(pty, "/msg ali psst, javad\r", "tell ali psst, javad",
	    "tell @ javad ali psst, javad");
	says(pty, "/msg javad me\r", "tell javad me", "tell @ javad javad me");
	fake_happens(&fake, 0, "msg @ dev ali javad: hello");
	TAP_STR(str_from(written()), STR("1 msg ali javad: hello\n"),
	    "%s: it is run for others alone", window ? "window" : "stream");
	pty_expect_bells(pty, 0);
	faked_leave(&fake, pty);
}

/* A command that writes its number, and waits, not beyond the test. */
static void
will_wait(void)
{
	char config[CONFIG];

	(void)snprintf(config, sizeof(config),
	    "notify echo $$ >%s; while [ -e %s ] && ! [ -e %s ]; do "
	    "sleep 0.01; done; echo end >%s.new && mv %s.new %s\n",
	    out, out, go, out, out, out);
	pty_config(config);
}

static pid_t
begun(void)
{
	fake_happens(&fake, 0, "tell @ ali javad psst");
	const pid_t pid = (pid_t)atol(written());
	MUST(pid > 1 && kill(pid, 0) == 0, "it runs");
	return pid;
}

/* Lets it end, and waits until it has. */
static void
release(const char *what)
{
	const usec end = deadline();

	scratch_write(go, "");
	while (strcmp(written(), "end\n") != 0)
		MUST(deadline_pause(end), "%s: it ends", what);
}

static void
is_reaped(void)
{
	struct pty *pty = begin(true);
	const pid_t pid = begun();
	const usec end = deadline();

	release("reaped");
	while (kill(pid, 0) == 0)
		MUST(deadline_pause(end), "none is left of it");
	MUST(errno == ESRCH, "nor is it another's");
	PASS("one that has ended is gone");
	faked_leave(&fake, pty);
}

/* The client is ended, by /quit or by a terminal that goes away. */
static void
outlives(bool window, int signal)
{
	struct pty *pty = begin(window);
	const pid_t pid = begun();

	if (signal == 0) {
		faked_leave(&fake, pty);
	} else {
		MUST(kill(pty->pid, signal) == 0, "a signal");
		MUST(pty_status(pty) == PTY_SIGNAL + signal, "ended by it");
		fake_stop(&fake);
	}
	MUST(kill(pid, 0) == 0, "it still runs");
	release("outlives");
	PASS("one that still runs goes on: %s, %s",
	    window ? "window" : "stream", signal == 0 ? "/quit" : "a hangup");
}

int
main(void)
{
	scratch_path(out, "out");
	scratch_path(go, "go");
	runs(false);
	runs(true);
	will_wait();
	is_reaped();
	outlives(false, 0);
	outlives(true, 0);
	outlives(true, SIGHUP);
	return tap_done();
}
