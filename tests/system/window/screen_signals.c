/*
 * A signal that ends the window, even while it draws, leaves the terminal as it
 * was, with the last lines of the chat.
 */
#include <poll.h>
#include <signal.h>

#include "tests/lib/deadline.h"
#include "tests/lib/scene.h"

static const struct {
	int signal;
	const char *name;
} signals[] = {
	{ SIGTERM, "TERM" },
	{ SIGHUP, "HUP" },
	{ SIGINT, "INT" },
	{ SIGQUIT, "QUIT" },
};

static void
at_rest(const struct server *server, int signal, const char *name)
{
	struct pty *pty = PTY_WINDOW(SCENE, 10, 40, "-n", "javad", "dev");

	pty_expect_has(pty, "-- nobody else is in #dev");
	pty_type(pty, "unfinished");
	pty_expect_has(pty, "[#dev] unfinished");
	MUST(kill(pty->pid, signal) == 0, "cannot kill");
	MUST(pty_status(pty) == PTY_SIGNAL + signal, "%s did not end it", name);
	pty_expect_left_well(pty);
	pty_expect_screen(pty,
	    "-- javad has joined #dev\n"
	    "-- nobody else is in #dev");
	PASS("%s", name);
	server_expect_workers(server, 0); /* the name is free again */
}

/* Does the terminal take more, of which nobody reads anything? */
static bool
takes_more(const struct pty *pty)
{
	struct pollfd set = { .fd = pty->slave, .events = POLLOUT };

	return poll(&set, 1, 0) == 1;
}

static void
while_drawing(const struct server *server)
{
	struct pty *pty = PTY_WINDOW(SCENE, 60, 200, "-n", "javad", "dev");
	const usec end = deadline();

	pty_expect_has(pty, "-- nobody else is in #dev");
	struct conn *sara = conn_member(server, "sara", "dev");
	for (size_t i = 0; takes_more(pty); i++) {
		conn_say(sara, "send dev %0180zu", i);
		conn_wait_for(sara, "msg * dev sara %0180zu", i);
		MUST(!deadline_passed(end), "too little is drawn");
	}
	MUST(kill(pty->pid, SIGTERM) == 0, "cannot kill");
	MUST(pty_status(pty) == PTY_SIGNAL + SIGTERM, "it goes on");
	pty_expect_left_well(pty);
	PASS("in the midst of drawing");
	conn_close(sara);
}

int
main(void)
{
	struct server *server = scene_start();

	pty_config("log no\n"); /* else it shows that of the one before */
	for (size_t i = 0; i < COUNT(signals); i++)
		at_rest(server, signals[i].signal, signals[i].name);
	while_drawing(server);
	server_stop(server);
	return tap_done();
}
