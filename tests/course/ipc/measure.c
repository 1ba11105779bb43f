/* Timing of one mechanism: see measure.h. */
#include "measure.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "partner.h"
#include "shared/die.h"

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

static bool
put(const struct talk *talk, uint64_t number)
{
	memcpy(talk->message->text, &number, sizeof(number));
	return talk->mechanism->send(talk->channel, talk->message);
}

static bool
get(const struct talk *talk, uint64_t *number)
{
	if (talk->mechanism->receive(talk->channel, talk->message) != CAME)
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
	const usec took = clock_mono() - start;
	return (double)took / (double)(number - WARM_UP + 1);
}

static double
time_talk(const struct talk *talk, usec time)
{
	const struct mechanism *mechanism = talk->mechanism;
	const pid_t partner = partner_fork();

	if (partner == -1)
		die_errno(EX_OSERR, "%s: cannot fork", mechanism->name);
	mechanism->keep(talk->channel, partner == 0 ? RIGHT : LEFT);
	if (partner == 0)
		_exit(answer(talk) ? 0 : 1);
	const double each = time_messages(talk, time);
	if (partner_wait(partner) != 0)
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
