/*
 * server/router/queue/outq: lines are stored once and come out of each queue
 * whole and in order, whatever a pipe takes at a time; tried at random beside a
 * model.
 */
#include "server/router/queue/outq.h"

#include "server/base/mem/arena.h"
#include "server/base/state/module.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/small_pipe.h"

extern const struct module outq_module;

#define QUEUES 4
#define STREAMS 3
#define WAITING_MAX 256 /* lines in a queue of the model */
#define TRIES 20000

/* A queue, the pipe it is written to, and what must come out of that. */
struct reader {
	struct outq queue;
	int fd[2];
	uint32_t line[WAITING_MAX]; /* numbers of lines, as a ring */
	size_t first;
	size_t count;
	size_t come; /* bytes that have come of the first */
};

static struct {
	struct stream stream[STREAMS];
	struct reader reader[QUEUES];
	uint32_t lines; /* that were made */
	usec now;
} test;

/* Any line can be told from its number: its length, and each of its bytes. */
static size_t
line_len(uint32_t line)
{
	return line % 7 == 0 ? LIMIT_LINE - line % 100 : 1 + line * 31 % 200;
}

static char
line_byte(uint32_t line, size_t at)
{
	if (at == line_len(line) - 1)
		return '\n';
	return (char)('a' + (line + at * (line % 25 + 1)) % 26);
}

/* False where there is no memory. */
static bool
make_line(struct stream *stream, uint32_t line, struct piece *piece)
{
	struct buf *buf = outq_stream_begin(stream, 1);
	char *room;

	if (buf == NULL || buf_room(buf, &room) < LIMIT_LINE)
		return false;
	for (size_t at = 0; at < line_len(line); at++)
		room[at] = line_byte(line, at);
	buf_filled(buf, line_len(line));
	*piece = outq_stream_end(stream);
	return true;
}

/* Bytes of the model's lines that have not come yet. */
static size_t
outstanding(const struct reader *reader)
{
	size_t bytes = 0;

	for (size_t i = 0; i < reader->count; i++)
		bytes +=
		    line_len(reader->line[(reader->first + i) % WAITING_MAX]);
	return bytes - reader->come;
}

static bool
take_byte(struct reader *reader, char byte)
{
	const uint32_t line = reader->line[reader->first];

	if (reader->count == 0 || line_byte(line, reader->come++) != byte)
		return false;
	if (reader->come < line_len(line))
		return true;
	reader->come = 0;
	reader->first = (reader->first + 1) % WAITING_MAX;
	reader->count--;
	return true;
}

/* Reads at most so much of the pipe. */
static bool
read_pipe(struct reader *reader, size_t most)
{
	static char data[LIMIT_LINE];
	ssize_t count = 1;

	while (most > 0 && count > 0) {
		const size_t size = most < sizeof(data) ? most : sizeof(data);
		count = io_read(reader->fd[0], data, size);
		for (ssize_t at = 0; at < count; at++)
			if (!take_byte(reader, data[at]))
				return false;
		most -= count > 0 ? (size_t)count : 0;
	}
	return true;
}

/* A new line for some of them. */
static bool
try_push(void)
{
	struct piece piece;
	const uint32_t line = test.lines++;

	if (!make_line(&test.stream[dice(STREAMS)], line, &piece))
		return false;
	for (size_t i = 0; i < QUEUES; i++) {
		struct reader *reader = &test.reader[i];
		if (reader->count == WAITING_MAX || dice_once_in(4))
			continue;
		if (!outq_push(&reader->queue, piece, test.now))
			return false;
		reader->line[(reader->first + reader->count++) % WAITING_MAX] =
		    line;
	}
	return true;
}

static bool
write_one(struct reader *reader, bool shares)
{
	const size_t before = reader->queue.bytes;

	switch (outq_write(&reader->queue, reader->fd[1], shares, NULL, NULL)) {
	case OUTQ_EMPTY:
		return reader->queue.bytes == 0;
	case OUTQ_FULL:
		return reader->queue.bytes > 0 && reader->queue.bytes <= before;
	case OUTQ_BROKEN:
		break;
	}
	return false;
}

/* To some of them in one turn, who share what they can. */
static bool
try_write(void)
{
	bool good = true;

	for (size_t i = dice(QUEUES); i < QUEUES; i++)
		good = good && write_one(&test.reader[i], !dice_once_in(4));
	outq_unshare();
	return good;
}

static bool
try_read(void)
{
	struct reader *reader = &test.reader[dice(QUEUES)];

	return read_pipe(reader, dice(3 * LIMIT_LINE));
}

/* The line in progress stays, if there is one; the rest goes. */
static bool
try_cut(void)
{
	struct reader *reader = &test.reader[dice(QUEUES)];

	if (!dice_once_in(20))
		return true;
	/* Bytes in the pipe have been written and cannot be dropped. */
	if (!read_pipe(reader, SIZE_MAX) ||
	    outstanding(reader) != reader->queue.bytes)
		return false;
	outq_cut(&reader->queue);
	reader->count = reader->come > 0 ? 1 : 0;
	return outstanding(reader) == reader->queue.bytes &&
	    (outq_since(&reader->queue) == 0) == (reader->queue.bytes == 0);
}

static bool
try_rest(void)
{
	test.now += dice(SEC / 2);
	outq_free_unused();
	return true;
}

static bool (*const tries[])(
    void) = { try_push, try_push, try_write, try_read, try_cut, try_rest };

/* The queues together, and memory that is no less than what waits in one. */
static bool
sums_agree(void)
{
	size_t sum = 0;

	for (size_t i = 0; i < QUEUES; i++) {
		sum += test.reader[i].queue.bytes;
		if (outq_held() < test.reader[i].queue.bytes)
			return false;
	}
	return outq_waiting() == sum;
}

static bool
drain(struct reader *reader)
{
	while (reader->queue.bytes > 0)
		if (outq_write(&reader->queue, reader->fd[1], false, NULL,
			NULL) == OUTQ_BROKEN ||
		    !read_pipe(reader, SIZE_MAX))
			return false;
	return read_pipe(reader, SIZE_MAX) && reader->count == 0;
}

static void
is_like_the_model(void)
{
	size_t used;
	bool good = true;

	test.now = SEC;
	outq_free_unused(); /* lays a segment by */
	used = arena_used();
	for (size_t i = 0; i < QUEUES; i++)
		if (i % 2 == 0)
			small_pipe(test.reader[i].fd);
		else
			MUST(io_pipe(test.reader[i].fd), "no pipe");
	for (unsigned i = 0; i < TRIES && good; i++)
		good = tries[dice(COUNT(tries))]() && sums_agree();
	TAP_OK(good, "%d steps at random: %u lines", TRIES, test.lines);
	for (size_t i = 0; i < QUEUES; i++) {
		TAP_OK(drain(&test.reader[i]), "the rest of queue %zu", i);
		io_close(&test.reader[i].fd[0]);
		io_close(&test.reader[i].fd[1]);
	}
	outq_free_unused();
	TAP_NUM(outq_waiting(), 0, "nothing waits");
	TAP_NUM(outq_held(), 0, "no segment is held");
	TAP_NUM(arena_used(), used, "all memory is given back");
}

int
main(void)
{
	dice_begin();
	if (outq_module.init != NULL) /* EXTRAS=no has none */
		outq_module.init();
	is_like_the_model();
	return tap_done();
}
