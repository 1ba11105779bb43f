/* The parent's signals: see signals.h. */
#include "base/loop/signals.h"

#include <stddef.h>

#include "shared/str.h"

/* Nothing is saved: see signals_make_pending. */
static struct {
	volatile sig_atomic_t flag[SIGNAL_FLAGS];
	sigset_t open; /* the mask inside pselect */
} signals;

static void
on_stop(int number)
{
	(void)number;
	signals.flag[SIGNAL_STOP] = 1;
}

static void
on_hup(int number)
{
	(void)number;
	signals.flag[SIGNAL_RELOAD] = 1;
}

static void
on_usr1(int number)
{
	(void)number;
	signals.flag[SIGNAL_REPORT] = 1;
}

static void
on_child(int number)
{
	(void)number;
	signals.flag[SIGNAL_CHILD] = 1;
}

static void
on_usr2(int number)
{
	(void)number;
	signals.flag[SIGNAL_UPGRADE] = 1;
}

static const struct {
	int number;
	void (*handler)(int);
} table[] = {
	{ SIGTERM, on_stop }, { SIGINT, on_stop }, { SIGHUP, on_hup },
	{ SIGUSR1, on_usr1 }, { SIGCHLD, on_child }, { SIGUSR2, on_usr2 },
	{ SIGPIPE, SIG_IGN },
	{ SIGXFSZ, SIG_IGN }, /* the log's file may have reached its limit */
};

bool
signals_init(void)
{
	sigset_t all;

	sigfillset(&all);
	if (sigprocmask(SIG_SETMASK, &all, NULL) != 0)
		return false;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct sigaction action = { .sa_handler = table[i].handler };
		sigfillset(&action.sa_mask);
		if (sigaction(table[i].number, &action, NULL) != 0)
			return false;
	}
	sigemptyset(&signals.open);
	return true;
}

const sigset_t *
signals_open_mask(void)
{
	return &signals.open;
}

void
signals_deliver(void)
{
	sigset_t saved;

	/* Fails for wrong arguments only. */
	(void)sigprocmask(SIG_SETMASK, &signals.open, &saved);
	(void)sigprocmask(SIG_SETMASK, &saved, NULL);
}

bool
signals_has(enum signal_flag flag)
{
	return signals.flag[flag] != 0;
}

bool
signals_take(enum signal_flag flag)
{
	const bool came = signals.flag[flag] != 0;

	signals.flag[flag] = 0;
	return came;
}

static const int numbers[SIGNAL_FLAGS] = {
	[SIGNAL_STOP] = SIGTERM,
	[SIGNAL_RELOAD] = SIGHUP,
	[SIGNAL_REPORT] = SIGUSR1,
	[SIGNAL_CHILD] = SIGCHLD,
	[SIGNAL_UPGRADE] = SIGUSR2,
};

/*
 * The signals are blocked, and a blocked signal stays pending over execve(2).
 */
void
signals_make_pending(void)
{
	for (int i = 0; i < SIGNAL_FLAGS; i++)
		if (signals_take((enum signal_flag)i) || i == SIGNAL_CHILD)
			(void)raise(numbers[i]); /* cannot fail */
}
