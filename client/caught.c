/* The signals of a program on a terminal: see caught.h. */
#include "caught.h"

#include <stddef.h>
#include <unistd.h>

#include "shared/die.h"
#include "shared/str.h"

static const int ends[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };
static const int others[] = { SIGTSTP, SIGCONT, SIGWINCH };

#define SIGNAL_MOST 64

static struct {
	volatile sig_atomic_t seen[SIGNAL_MOST]; /* by number */
	struct sigaction before[SIGNAL_MOST];
	sigset_t mask; /* before */
} caught;

static void
on_signal(int signal)
{
	caught.seen[signal] = 1;
}

/*
 * None of these calls can fail: the signals exist and can be caught. One that
 * was ignored stays so, as nohup(1) has it with HUP.
 */
static void catch (const int *signals, size_t count)
{
	const struct sigaction action = { .sa_handler = on_signal };

	for (size_t i = 0; i < count; i++) {
		struct sigaction *before = &caught.before[signals[i]];
		(void)sigaction(signals[i], NULL, before);
		if (before->sa_handler != SIG_IGN)
			(void)sigaction(signals[i], &action, NULL);
	}
}

static void
let_go(const int *signals, size_t count)
{
	for (size_t i = 0; i < count; i++)
		(void)sigaction(signals[i], &caught.before[signals[i]], NULL);
}

static void
add(sigset_t *set, const int *signals, size_t count)
{
	for (size_t i = 0; i < count; i++)
		(void)sigaddset(set, signals[i]);
}

void
caught_begin(void)
{
	sigset_t ours;

	(void)sigemptyset(&ours);
	add(&ours, ends, COUNT(ends));
	add(&ours, others, COUNT(others));
	(void)sigprocmask(SIG_BLOCK, &ours, &caught.mask);
	catch (ends, COUNT(ends));
	catch (others, COUNT(others));
}

const sigset_t *
caught_mask(void)
{
	return &caught.mask;
}

bool
caught_take(int signal)
{
	const bool seen = caught.seen[signal] != 0;

	caught.seen[signal] = 0;
	return seen;
}

int
caught_end_signal(void)
{
	for (size_t i = 0; i < COUNT(ends); i++)
		if (caught.seen[ends[i]] != 0)
			return ends[i];
	return 0;
}

void
caught_stop(void)
{
	const struct sigaction stop = { .sa_handler = SIG_DFL };
	struct sigaction ours;
	sigset_t blocked;

	if (caught.before[SIGTSTP].sa_handler == SIG_IGN)
		return;
	(void)sigaction(SIGTSTP, &stop, &ours);
	(void)kill(0, SIGTSTP);
	/* The process stops in here, for TSTP is not blocked any more. */
	(void)sigprocmask(SIG_SETMASK, &caught.mask, &blocked);
	(void)sigprocmask(SIG_SETMASK, &blocked, NULL);
	(void)sigaction(SIGTSTP, &ours, NULL);
}

void
caught_finish(void)
{
	let_go(ends, COUNT(ends));
	let_go(others, COUNT(others));
	(void)sigprocmask(SIG_SETMASK, &caught.mask, NULL);
}
