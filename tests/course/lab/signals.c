/*
 * Signals: a process catches a signal with a handler, ignores it, or leaves it
 * to the default action, which usually ends the process. KILL and STOP can be
 * neither caught nor ignored. When a child ends, its parent gets SIGCHLD.
 */
#include "lab.h"

static volatile sig_atomic_t caught; /* a handler can do little more */

static void
on_signal(int number)
{
	caught = number;
}

static int
action(int number, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };

	return sigaction(number, &action, NULL);
}

/* How a child ends that has this for that signal, and gets it. */
static int
end_of(void (*handler)(int), int number)
{
	const pid_t child = must_fork();

	if (child != 0)
		return status_of(child);
	(void)action(number, handler); /* KILL refuses it */
	must("kill", kill(getpid(), number));
	_exit(caught == number ? 42 : 0);
}

static void
show(int number, const char *name)
{
	const int by_default = end_of(SIG_DFL, number);
	const int ignored = end_of(SIG_IGN, number);
	const int handled = end_of(on_signal, number);

	say("status after %s: %d, if ignored %d, with a handler %d", name,
	    by_default, ignored, handled);
	expect(by_default == 128 + number, "by default, it ends a process");
	expect(ignored == (number == SIGKILL ? 128 + number : 0),
	    number == SIGKILL ? "cannot be ignored" : "ignored");
	expect(handled == (number == SIGKILL ? 128 + number : 42),
	    number == SIGKILL ? "cannot be handled" : "handled");
}

int
main(void)
{
	sigset_t chld, before;

	show(SIGINT, "INT (Ctrl-C)");
	show(SIGTERM, "TERM (kill)");
	show(SIGUSR1, "USR1");
	show(SIGKILL, "KILL (kill -9)");
	expect(action(SIGKILL, SIG_IGN) == -1 && errno == EINVAL,
	    "KILL cannot be ignored (EINVAL)");
	expect(end_of(SIG_DFL, SIGCHLD) == 0, "the default of CHLD: nothing");
	/* Blocked, a signal is pending; sigsuspend lets it in and waits. */
	must("sigemptyset", sigemptyset(&chld));
	must("sigaddset", sigaddset(&chld, SIGCHLD));
	must("sigprocmask", sigprocmask(SIG_BLOCK, &chld, &before));
	must("sigaction", action(SIGCHLD, on_signal));
	caught = 0;
	const pid_t child = must_fork();
	if (child == 0)
		_exit(0);
	while (caught == 0)
		(void)sigsuspend(&before); /* it always returns EINTR */
	expect(caught == SIGCHLD, "a child has ended: SIGCHLD");
	expect(
	    status_of(child) == 0, "the parent waits for it, not the handler");
	return 0;
}
