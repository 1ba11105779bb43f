/* Trials that every mechanism goes through: see trial.h. */
#include "trial.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "partner.h"
#include "tests/lib/child.h"
#include "tests/lib/deadline.h"

/* More than any of them holds of the smallest it is tried with at once. */
#define MESSAGES 200
#define SENT_MAX 100000

/* How long one waits for a message of a dead partner. */
#define VAIN_WAIT (50 * MSEC)

/* Where a killed sender is tried: a pipe takes it whole. */
#define SIZE 1024

/* How many names a process has given at most. */
#define NAMES 100

static const size_t sizes[] = { MESSAGE_LEAST, 64, 256, 1024, 4096, 4600, 16384,
	MESSAGE_MOST };

static struct {
	const struct mechanism *mechanism;
	void *channel;
	size_t size;
	struct message *message; /* with room for any */
} trial;

static const char *const outcome_names[] = {
	[CAME] = "a message",
	[ENDED] = "the end",
	[TORN] = "a torn message",
	[INTERRUPTED] = "nothing",
	[FAILED] = "an error",
};

/* Is there no such thing, or is there no more of it? */
static bool
cannot_be_had(int error)
{
	return error == ENOSYS || error == EMFILE || error == ENOSPC ||
	    error == EACCES || error == EPERM;
}

/* The signal does nothing but end the wait of one who waits in vain. */
static void
on_alarm(int signal)
{
	(void)signal;
}

/* From now on, again and again; 0: no more. */
static void
interrupt_waits(usec interval)
{
	const struct sigaction action = { .sa_handler = on_alarm };
	const struct timeval often = { .tv_usec = (suseconds_t)interval };
	const struct itimerval timer = { often, often };

	MUST(sigaction(SIGALRM, &action, NULL) == 0 &&
		setitimer(ITIMER_REAL, &timer, NULL) == 0,
	    "no timer: %s", strerror(errno));
}

static bool
open_channel(size_t size)
{
	trial.size = size;
	trial.channel = trial.mechanism->open(size);
	return trial.channel != NULL;
}

static void
must_open(void)
{
	MUST(open_channel(SIZE), "%s: %s", trial.mechanism->name,
	    strerror(errno));
}

static void
close_channel(void)
{
	interrupt_waits(0);
	trial.mechanism->close(trial.channel);
}

static void
keep(enum side side)
{
	trial.mechanism->keep(trial.channel, side);
}

/* Every byte of every message differs from its neighbours. */
static char
byte_of(size_t message, size_t at)
{
	return (char)(message * 31 + at * 7 + at / 256);
}

static bool
send_one(size_t number)
{
	for (size_t i = 0; i < trial.size; i++)
		trial.message->text[i] = byte_of(number, i);
	return trial.mechanism->send(trial.channel, trial.message);
}

static enum outcome
receive(void)
{
	memset(trial.message->text, 0, trial.size);
	return trial.mechanism->receive(trial.channel, trial.message);
}

static bool
receive_one(size_t number)
{
	if (receive() != CAME)
		return false;
	for (size_t i = 0; i < trial.size; i++)
		if (trial.message->text[i] != byte_of(number, i))
			return false;
	return true;
}

static bool
do_all(bool (*what)(size_t number))
{
	for (size_t i = 0; i < MESSAGES; i++)
		if (!what(i))
			return false;
	return true;
}

void
trial_of(const struct mechanism *mechanism)
{
	trial.mechanism = mechanism;
	free(trial.message);
	trial.message = malloc(sizeof(struct message) + MESSAGE_MOST);
	MUST(trial.message != NULL, "out of memory");
	MUST(signal(SIGPIPE, SIG_IGN) != SIG_ERR, "cannot ignore SIGPIPE");
	if (open_channel(MESSAGE_LEAST))
		close_channel();
	else if (cannot_be_had(errno))
		tap_skip(strerror(errno));
	else
		must_end(HERE, "%s: %s", mechanism->name, strerror(errno));
}

static void
carry(void)
{
	const pid_t partner = partner_fork();

	MUST(partner != -1, "cannot fork: %s", strerror(errno));
	keep(partner == 0 ? RIGHT : LEFT);
	if (partner == 0)
		_exit(do_all(receive_one) && do_all(send_one) ? 0 : 1);
	const bool done = do_all(send_one) && do_all(receive_one);
	if (!done)
		(void)kill(partner, SIGKILL); /* it may wait, or be gone */
	TAP_OK(partner_wait(partner) == 0 && done,
	    "%s: %d messages of %zu bytes each way", trial.mechanism->name,
	    MESSAGES, trial.size);
}

void
trial_carries(void)
{
	for (size_t i = 0; i < COUNT(sizes); i++) {
		if (open_channel(sizes[i])) {
			carry();
			close_channel();
		} else {
			tap_ok(sizes[i] > SIZE, "%s: %zu bytes are refused: %s",
			    trial.mechanism->name, sizes[i], strerror(errno));
		}
	}
}

pid_t
killed_after(void (*body)(void))
{
	const pid_t child = partner_fork();

	MUST(child != -1, "cannot fork: %s", strerror(errno));
	if (child == 0) {
		body();
		(void)raise(SIGKILL); /* cannot fail */
	}
	const int status = partner_wait(child);
	MUST(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
	    "the child ended with status %d before it was killed", status);
	return child;
}

/* In a child: it goes on with what it came for, or says so by its end. */
static void
or_exit(bool done)
{
	if (!done)
		_exit(1);
}

static void
send_whole(void)
{
	keep(RIGHT);
	or_exit(send_one(0));
}

static void
send_and_a_half(void)
{
	send_whole();
	or_exit(trial.mechanism->send_half(trial.channel, trial.message));
}

static void
expect(enum outcome wanted, const char *what)
{
	const enum outcome got = receive();

	TAP_OK(got == wanted, "%s: %s there is %s (got %s)",
	    trial.mechanism->name, what, outcome_names[wanted],
	    outcome_names[got]);
}

/* The first message, and then next. */
static void
sender_killed(void (*sender)(void), enum outcome next)
{
	must_open();
	(void)killed_after(sender);
	keep(LEFT);
	interrupt_waits(VAIN_WAIT);
	TAP_OK(receive_one(0), "%s: the whole message comes",
	    trial.mechanism->name);
	expect(next, "behind it");
}

void
trial_killed_behind(enum outcome next)
{
	sender_killed(send_whole, next);
	if (trial.mechanism->is_torn != NULL)
		TAP_OK(!trial.mechanism->is_torn(trial.channel),
		    "%s: no message is torn", trial.mechanism->name);
	close_channel();
}

void
trial_killed_within(enum outcome next)
{
	sender_killed(send_and_a_half, next);
	if (trial.mechanism->is_torn != NULL)
		TAP_OK(trial.mechanism->is_torn(trial.channel),
		    "%s: who looks finds a torn message",
		    trial.mechanism->name);
	else
		expect(ENDED, "behind that");
	close_channel();
}

static int
send_first(void)
{
	trial.mechanism->keep(trial.channel, LEFT);
	return send_one(0) ? 0 : 1;
}

static void
take_first(void)
{
	keep(RIGHT);
	or_exit(receive_one(0));
}

/* One who does not ignore the signal. */
static int
send_unprepared(void)
{
	(void)signal(SIGPIPE, SIG_DFL);
	return send_one(1) ? 0 : 1;
}

void
trial_receiver_killed(int error, int signal)
{
	size_t sent = 0;

	must_open();
	MUST(child_run(send_first) == 0, "the first message is not sent");
	(void)killed_after(take_first);
	keep(LEFT);
	if (signal != 0)
		TAP_NUM(child_run(send_unprepared), 128 + signal,
		    "%s: who sends to nobody is killed by signal %d",
		    trial.mechanism->name, signal);
	interrupt_waits(VAIN_WAIT);
	while (sent < SENT_MAX && send_one(sent))
		sent++;
	TAP_NUM(errno, error, "%s: who sends %zu more gets \"%s\"",
	    trial.mechanism->name, sent, strerror(error));
	close_channel();
}

/* Both sides are his: he is alone. */
static void
open_and_use(void)
{
	must_open();
	or_exit(send_one(0));
}

void
trial_leaves_nothing(bool (*is_left)(pid_t dead))
{
	const pid_t dead = killed_after(open_and_use);
	const usec end = deadline();

	while (is_left(dead))
		MUST(deadline_pause(end), "%s: something is left",
		    trial.mechanism->name);
	PASS("%s: nothing is left of a process that was killed",
	    trial.mechanism->name);
}

bool
find_name(char name[OWN_NAME], const char *directory, pid_t dead,
    bool (*is_there)(const char *name))
{
	for (unsigned number = 0; number < NAMES; number++) {
		name_of(name, directory, dead, number);
		if (is_there(name))
			return true;
	}
	return false;
}
