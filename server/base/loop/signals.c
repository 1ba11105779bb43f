/* The parent's signals: see signals.h. */
#include "base/loop/signals.h"

#include <stddef.h>

#include "shared/str.h"

/* Not saved: see signals_make_pending. */
static struct {
	volatile sig_atomic_t flag[SIGNAL_FLAGS];
	sigset_t open; /* the mask inside pselect */
} signals;

/* Two signals set SIGNAL_STOP; only the first is made pending. */
static const struct {
	int number;
	enum signal_flag flag;
} table[] = {
	{ SIGTERM, SIGNAL_STOP },
	{ SIGINT, SIGNAL_STOP },
	{ SIGHUP, SIGNAL_RELOAD },
	{ SIGUSR1, SIGNAL_REPORT },
	{ SIGCHLD, SIGNAL_CHILD },
	{ SIGUSR2, SIGNAL_UPGRADE },
};

static void
handle(int number)
{
	for (size_t i = 0; i < COUNT(table); i++)
		if (table[i].number == number)
			signals.flag[table[i].flag] = 1;
}

static bool
set_handler(int number, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };

	sigfillset(&action.sa_mask);
	return sigaction(number, &action, NULL) == 0;
}

bool
signals_init(void)
{
	sigset_t all;

	sigfillset(&all);
	if (sigprocmask(SIG_SETMASK, &all, NULL) != 0)
		return false;
	for (size_t i = 0; i < COUNT(table); i++)
		if (!set_handler(table[i].number, handle))
			return false;
	sigemptyset(&signals.open);
	/* A reader may be gone, and the log's file may reach its limit. */
	return set_handler(SIGPIPE, SIG_IGN) && set_handler(SIGXFSZ, SIG_IGN);
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

/*
 * The signals are blocked, and a blocked signal stays pending over execve(2).
 */
void
signals_make_pending(void)
{
	for (size_t i = 0; i < COUNT(table); i++)
		if (signals_take(table[i].flag) || table[i].number == SIGCHLD)
			(void)raise(table[i].number); /* cannot fail */
}
