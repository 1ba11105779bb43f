/* Signal handling: see signals.h. */
#include "system/signals.h"

#include <errno.h>
#include <signal.h>
#include <sysexits.h>
#include <unistd.h>

#include "shared/die.h"
#include "shared/io.h"
#include "shared/str.h"

static const int ends[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };

#define SET_MOST 7
#define SIGNAL_MOST 64

/* The sets; each ends with a 0. */
static const int sets[][SET_MOST + 1] = {
	[SIGNALS_TERMINAL] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP,
	    SIGCONT, SIGWINCH },
	[SIGNALS_SCRIPT] = { SIGTERM, SIGHUP, SIGINT, SIGCHLD },
};

static struct {
	const int *signals; /* the current set */
	volatile sig_atomic_t seen[SIGNAL_MOST]; /* by signal number */
	struct sigaction before[SIGNAL_MOST];
	sigset_t mask; /* before signals_begin */
} signals;

static void
on_signal(int signal)
{
	signals.seen[signal] = 1;
}

/*
 * Catches the signal. None of these calls can fail: the signals exist and can
 * be caught. A signal that was ignored stays ignored, such as HUP under
 * nohup(1).
 */
static void catch (int signal)
{
	const struct sigaction action = { .sa_handler = on_signal };
	struct sigaction *before = &signals.before[signal];

	(void)sigaction(signal, NULL, before);
	if (before->sa_handler != SIG_IGN)
		(void)sigaction(signal, &action, NULL);
}

void
signals_begin(enum signals_set set)
{
	sigset_t ours;

	signals.signals = sets[set];
	(void)sigemptyset(&ours);
	for (const int *signal = signals.signals; *signal != 0; signal++)
		(void)sigaddset(&ours, *signal);
	(void)sigprocmask(SIG_BLOCK, &ours, &signals.mask);
	for (const int *signal = signals.signals; *signal != 0; signal++)
		catch (*signal);
}

bool
signals_next(int signal)
{
	const bool seen = signals.seen[signal] != 0;

	signals.seen[signal] = 0;
	return seen;
}

int
signals_end_signal(void)
{
	for (size_t i = 0; i < COUNT(ends); i++)
		if (signals.seen[ends[i]] != 0)
			return ends[i];
	return 0;
}

/* Unblocks the signals for a moment, in which pending ones are delivered. */
static void
deliver_pending(void)
{
	sigset_t blocked;

	(void)sigprocmask(SIG_SETMASK, &signals.mask, &blocked);
	(void)sigprocmask(SIG_SETMASK, &blocked, NULL);
}

int
signals_wait(struct pollfd *set, size_t count, usec deadline)
{
	const bool caught = signals.signals != NULL;
	const usec now = clock_mono();
	const struct timespec left =
	    clock_spec(deadline > now ? deadline - now : 0);
	const int ready = io_poll(set, (nfds_t)count,
	    deadline == WAIT_FOR_EVER ? NULL : &left,
	    caught ? &signals.mask : NULL);

	if (ready == -1 && errno != EINTR)
		die_errno(EX_OSERR, "cannot wait for input or output");
	/* While descriptors are ready, ppoll delivers no signal. */
	if (caught)
		deliver_pending();
	for (size_t i = 0; i < count && ready <= 0; i++)
		set[i].revents = 0;
	return ready > 0 ? ready : 0;
}

void
signals_stop(void)
{
	const struct sigaction stop = { .sa_handler = SIG_DFL };
	struct sigaction ours;

	if (signals.before[SIGTSTP].sa_handler == SIG_IGN)
		return;
	(void)sigaction(SIGTSTP, &stop, &ours);
	(void)kill(0, SIGTSTP);
	deliver_pending(); /* the process stops in here */
	(void)sigaction(SIGTSTP, &ours, NULL);
}

void
signals_finish(void)
{
	if (signals.signals == NULL)
		return;
	for (const int *signal = signals.signals; *signal != 0; signal++)
		(void)sigaction(*signal, &signals.before[*signal], NULL);
	(void)sigprocmask(SIG_SETMASK, &signals.mask, NULL);
}
