/*
 * server/router/queue/tee: one batch for many pipes, whatever is in them
 * already and however much they hold; each byte that they take is the right
 * one.
 */
#include "server/router/queue/tee.h"

#include <signal.h>

#include "server/base/mem/arena.h"
#include "server/base/state/module.h"
#include "shared/io.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/small_pipe.h"
#include "tests/lib/tap.h"

extern const struct module tee_module;

#define PIPES 6
#define BATCH_MOST ((size_t)200 * 1024)
#define ROUNDS 400

/* A pipe, and how much of which sequence has gone into and out of it. */
struct member {
	int fd[2];
	size_t in;
	size_t out;
	char *history; /* all that must come out */
};

#define HISTORY ((size_t)4 * 1024 * 1024)

static struct {
	struct member member[PIPES];
	char history[PIPES][HISTORY];
	char batch[BATCH_MOST];
	unsigned generation; /* of what is in the batch */
} test;

/* Other bytes at the same address. */
static void
renew_batch(void)
{
	test.generation++;
	for (size_t i = 0; i < BATCH_MOST; i++)
		test.batch[i] = (char)(test.generation * 31 + i + i / 251);
}

static void
open_member(size_t which, bool small)
{
	struct member *member = &test.member[which];

	if (small)
		small_pipe(member->fd);
	else
		MUST(io_pipe(member->fd), "cannot make a pipe");
	member->in = member->out = 0;
	member->history = test.history[which];
}

static void
remember(struct member *member, const char *data, size_t len)
{
	MUST(member->in + len <= HISTORY, "the history is too long");
	memcpy(member->history + member->in, data, len);
	member->in += len;
}

/* Reads at most so much; false if anything else comes than was written. */
static bool
drain(struct member *member, size_t most)
{
	static char data[BATCH_MOST];

	while (most > 0) {
		const size_t size = most < sizeof(data) ? most : sizeof(data);
		const ssize_t count = io_read(member->fd[0], data, size);
		if (count <= 0)
			return true;
		const size_t len = (size_t)count;
		if (member->out + len > member->in ||
		    memcmp(member->history + member->out, data, len) != 0)
			return false;
		member->out += len;
		most -= len;
	}
	return true;
}

/* One write; false if it does not say what the pipe makes of it. */
static bool
share(struct member *member, const char *data, size_t len, bool more_follow)
{
	const size_t waiting = member->in - member->out;
	const ssize_t count = tee_write(member->fd[1], data, len, more_follow);

	if (count == IO_AGAIN)
		return waiting > 0;
	if (count <= 0 || (size_t)count > len)
		return false;
	remember(member, data, (size_t)count);
	return true;
}

/* Writes to a member that shares with no other; false if that fails. */
static bool
prefill(struct member *member, size_t len)
{
	const ssize_t count = io_write(member->fd[1], test.batch, len);

	if (count > 0)
		remember(member, test.batch, (size_t)count);
	return count == (ssize_t)len || (len > 0 && count != IO_FAIL);
}

static const size_t sizes[] = { 1, 1023, 1024, 1025, 4095, 4096, 4097, 8191,
	8193, 10000, 40000, 65535, 65536, 65537, 100000, BATCH_MOST };

static const size_t fills[PIPES] = { 0, 1, 4095, 4097, 61441, 65536 };

/* A batch of that size to pipes that are empty, filled in part and full. */
static bool
one_size(size_t len)
{
	bool good = true;

	for (size_t i = 0; i < PIPES; i++)
		good = good && prefill(&test.member[i], fills[i]);
	renew_batch();
	for (size_t i = 0; i < PIPES; i++)
		good = good &&
		    share(&test.member[i], test.batch, len, i + 1 < PIPES);
	tee_end();
	for (size_t i = 0; i < PIPES; i++)
		good = good && drain(&test.member[i], SIZE_MAX) &&
		    test.member[i].out == test.member[i].in;
	return good;
}

static void
tries_all_sizes(bool small)
{
	for (size_t i = 0; i < PIPES; i++)
		open_member(i, small);
	for (size_t i = 0; i < COUNT(sizes); i++)
		TAP_OK(one_size(sizes[i]) && one_size(sizes[i]),
		    "%zu bytes to %s pipes", sizes[i],
		    small ? "small" : "ordinary");
	for (size_t i = 0; i < PIPES; i++) {
		io_close(&test.member[i].fd[0]);
		io_close(&test.member[i].fd[1]);
	}
}

/* Each pipe that is empty takes all of what fits it. */
static void
takes_what_fits(void)
{
	bool good = true;

	open_member(0, false);
	open_member(1, false);
	renew_batch();
	for (size_t i = 0; i < 2; i++)
		good = good &&
		    tee_write(test.member[i].fd[1], test.batch, 65536,
			i == 0) == 65536;
	tee_end();
	TAP_OK(good, "64 KiB go into empty pipes");
	TAP_NUM(tee_write(test.member[1].fd[1], test.batch, 4096, false),
	    IO_AGAIN, "a full one takes nothing");
	TAP_NUM(tee_write(test.member[1].fd[1], test.batch, 65536, true),
	    IO_AGAIN, "nor of what is shared");
	io_close(&test.member[0].fd[0]);
	TAP_NUM(tee_write(test.member[0].fd[1], test.batch, 65536, true),
	    IO_FAIL, "nor one that nobody reads");
	tee_end();
	io_close(&test.member[0].fd[1]);
	io_close(&test.member[1].fd[0]);
	io_close(&test.member[1].fd[1]);
}

/* A turn: some batches, each to some of the pipes, and readers of odd sizes. */
static bool
random_turn(void)
{
	bool good = true;

	if (dice_once_in(2))
		renew_batch();
	for (uint32_t batches = 1 + dice(3); batches > 0; batches--) {
		const size_t start = dice(3) * 1000;
		const size_t len = sizes[dice(COUNT(sizes))];
		const size_t first = dice(PIPES);
		for (size_t i = first; i < PIPES; i++)
			good = good &&
			    share(&test.member[i], test.batch + start, len,
				!dice_once_in(PIPES));
	}
	tee_end();
	for (size_t i = 0; i < PIPES; i++)
		if (dice_once_in(2))
			good = good && drain(&test.member[i], dice(100000));
	return good;
}

static void
is_like_the_model(void)
{
	bool good = true;

	for (size_t i = 0; i < PIPES; i++)
		open_member(i, i % 2 == 1);
	for (unsigned round = 0; round < ROUNDS && good; round++) {
		good = random_turn();
		for (size_t i = 0; i < PIPES; i++)
			if (test.member[i].in > HISTORY / 2)
				round = ROUNDS;
	}
	for (size_t i = 0; i < PIPES; i++)
		good = good && drain(&test.member[i], SIZE_MAX) &&
		    test.member[i].out == test.member[i].in;
	TAP_OK(good, "turns at random: every byte is the right one");
}

int
main(void)
{
	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail for SIGPIPE */
	dice_begin();
	tee_module.init();
	TAP_OK(arena_is_good(), "it begins");
	tries_all_sizes(false);
	tries_all_sizes(true);
	takes_what_fits();
	is_like_the_model();
	return tap_done();
}
