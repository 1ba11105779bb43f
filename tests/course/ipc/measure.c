/* Timing of one mechanism: see measure.h. */
#define _GNU_SOURCE /* sched_setaffinity */
#include "measure.h"

#include <errno.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "shared/die.h"
#include "shared/io.h"

/* Not timed: so many touch all the memory that a mechanism has. */
#define WARM_UP 128

/* How many go between two looks at the clock. */
#define BETWEEN_LOOKS 16

/* The number of the last message, which the partner always answers. */
#define LAST UINT64_MAX

/* One end of a channel in use. */
struct talk {
	const struct mechanism *mechanism;
	void *channel;
	struct message *message;
	enum way way;
};

#ifdef __linux__
static struct {
	cpu_set_t all; /* what the system gave us */
	bool known;
	cpu_set_t partner;
} cores;

/* The first one of all from that on; CPU_SETSIZE if there is none. */
static size_t
core_from(size_t core)
{
	while (core < CPU_SETSIZE && !CPU_ISSET(core, &cores.all))
		core++;
	return core;
}

bool
measure_cores(bool apart)
{
	cpu_set_t own;

	if (!cores.known)
		cores.known =
		    sched_getaffinity(0, sizeof(cores.all), &cores.all) == 0;
	const size_t first = core_from(0);
	const size_t second = apart ? core_from(first + 1) : first;
	if (!cores.known || second >= CPU_SETSIZE)
		return false;
	CPU_ZERO(&own);
	CPU_SET(first, &own);
	CPU_ZERO(&cores.partner);
	CPU_SET(second, &cores.partner);
	return sched_setaffinity(0, sizeof(own), &own) == 0;
}

/* It ends with its parent, however that ends. */
static void
be_partner(void)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* else it may wait for ever */
	/* Where it fails, the figures are those of the system's choice. */
	(void)sched_setaffinity(0, sizeof(cores.partner), &cores.partner);
}
#else
bool
measure_cores(bool apart)
{
	return !apart;
}

static void
be_partner(void)
{
}
#endif

static bool
put(const struct talk *talk, uint64_t number)
{
	memcpy(talk->message->text, &number, sizeof(number));
	return talk->mechanism->send(talk->channel, talk->message);
}

static bool
get(const struct talk *talk, uint64_t *number)
{
	if (!talk->mechanism->receive(talk->channel, talk->message))
		return false;
	memcpy(number, talk->message->text, sizeof(*number));
	return true;
}

/* The partner: false if a message did not come, or not in its turn. */
static bool
answer(const struct talk *talk)
{
	uint64_t number = 0;

	for (uint64_t next = 0; number != LAST; next++) {
		if (!get(talk, &number) || (number != next && number != LAST))
			return false;
		if ((talk->way == TRIP || number == LAST) && !put(talk, number))
			return false;
	}
	return true;
}

static void
say(const struct talk *talk, uint64_t number)
{
	uint64_t back = number;

	if (!put(talk, number) ||
	    ((talk->way == TRIP || number == LAST) && !get(talk, &back)))
		die_errno(EX_OSERR, "%s: message %ju was not carried",
		    talk->mechanism->name, (uintmax_t)number);
	if (back != number)
		die(EX_SOFTWARE, "%s: message %ju came back as %ju",
		    talk->mechanism->name, (uintmax_t)number, (uintmax_t)back);
}

/* The answer to the last message says that all have come. */
static double
time_messages(const struct talk *talk, usec time)
{
	uint64_t number = 0;

	while (number < WARM_UP)
		say(talk, number++);
	const usec start = clock_mono();
	do
		for (int i = 0; i < BETWEEN_LOOKS; i++)
			say(talk, number++);
	while (clock_mono() - start < time);
	say(talk, LAST);
	return (double)(clock_mono() - start) / (double)(number - WARM_UP + 1);
}

static double
time_talk(const struct talk *talk, usec time)
{
	const struct mechanism *mechanism = talk->mechanism;
	const pid_t partner = fork();
	int status;

	if (partner == -1)
		die_errno(EX_OSERR, "%s: cannot fork", mechanism->name);
	mechanism->keep(talk->channel, partner == 0 ? RIGHT : LEFT);
	if (partner == 0) {
		be_partner();
		_exit(answer(talk) ? 0 : 1);
	}
	const double each = time_messages(talk, time);
	if (waitpid(partner, &status, 0) != partner || status != 0)
		die(EX_SOFTWARE, "%s: the partner has failed", mechanism->name);
	return each;
}

double
measure(const struct mechanism *mechanism, size_t size, enum way way, usec time)
{
	struct talk talk = {
		.mechanism = mechanism,
		.channel = mechanism->open(size),
		.way = way,
	};

	if (talk.channel == NULL)
		return NAN;
	talk.message = calloc(1, sizeof(struct message) + size);
	if (talk.message == NULL)
		die_errno(EX_OSERR, "no room for %zu bytes", size);
	const double each = time_talk(&talk, time);
	free(talk.message);
	mechanism->close(talk.channel);
	return each;
}

double
measure_set_up(const struct mechanism *mechanism, size_t size, usec time)
{
	const usec start = clock_mono();
	usec took = 0;
	unsigned count = 0;

	for (; took < time; count++) {
		void *channel = mechanism->open(size);
		if (channel == NULL)
			return NAN;
		mechanism->close(channel);
		took = clock_mono() - start;
	}
	return (double)took / count;
}

double
measure_calls(size_t size, usec time)
{
	char text[MESSAGE_MOST] = "";
	int line[2];
	unsigned count = 0;
	usec took = 0;

	if (pipe(line) != 0)
		die_errno(EX_OSERR, "cannot make a pipe");
	const usec start = clock_mono();
	while (took < time) {
		for (int i = 0; i < BETWEEN_LOOKS; i++, count++)
			if (!io_write_all(line[1], text, size) ||
			    io_read(line[0], text, size) != (ssize_t)size)
				die_errno(EX_OSERR, "a pipe has failed");
		took = clock_mono() - start;
	}
	io_close(&line[0]);
	io_close(&line[1]);
	return (double)took / count;
}
