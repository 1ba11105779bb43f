/* Costs beside those of a message: see costs.h. */
#include "costs.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdnoreturn.h>
#include <unistd.h>

#include "partner.h"
#include "shared/die.h"
#include "shared/io.h"

/* How many are made between two looks at the clock. */
#define BETWEEN_LOOKS 16

struct cost {
	double each;
	int error; /* if it is NAN */
};

static bool
set_up_once(const struct mechanism *mechanism, size_t size)
{
	if (mechanism->set_up != NULL)
		return mechanism->set_up(size);
	void *channel = mechanism->open(size);
	if (channel == NULL)
		return false;
	mechanism->close(channel);
	return true;
}

static struct cost
set_up_often(const struct mechanism *mechanism, size_t size, usec time)
{
	const usec start = clock_mono();
	usec took = 0;
	unsigned count = 0;

	while (took < time) {
		for (int i = 0; i < BETWEEN_LOOKS; i++, count++)
			if (!set_up_once(mechanism, size))
				return (struct cost) { NAN, errno };
		took = clock_mono() - start;
	}
	return (struct cost) { (double)took / count, 0 };
}

/*
 * The child of a fork leads no group, so it can leave the terminal's: a Ctrl-C
 * would end it between making a queue and removing it.
 */
static noreturn void
be_child(int line, const struct mechanism *mechanism, size_t size, usec time)
{
	(void)setsid();
	const struct cost cost = set_up_often(mechanism, size, time);
	_exit(io_write_all(line, &cost, sizeof(cost)) ? 0 : 1);
}

double
costs_set_up(const struct mechanism *mechanism, size_t size, usec time)
{
	struct cost cost = { NAN, 0 };
	int line[2];

	if (pipe(line) != 0)
		die_errno(EX_OSERR, "cannot make a pipe");
	const pid_t child = fork();
	if (child == -1)
		die_errno(EX_OSERR, "cannot fork");
	if (child == 0)
		be_child(line[1], mechanism, size, time);
	io_close(&line[1]);
	const ssize_t got = io_read(line[0], &cost, sizeof(cost));
	io_close(&line[0]);
	if (partner_wait(child) != 0 || got != sizeof(cost))
		die(EX_SOFTWARE, "%s: cannot set it up", mechanism->name);
	errno = cost.error;
	return cost.each;
}

double
costs_calls(size_t size, usec time)
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
