/*
 * server/router/queue/outq: lines are stored once and come out of each queue
 * whole and in order, whatever a pipe takes at a time; tried at random beside a
 * model.
 */
#include "server/router/queue/outq.h"

#include <signal.h>

#include "server/base/mem/arena.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "tests/lib/dice.h"
#include "tests/lib/small_pipe.h"
#include "tests/lib/tap.h"

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
	struct buf *buf = stream_begin(stream, 1);
	char *room;

	if (buf == NULL || buf_room(buf, &room) < LIMIT_LINE)
		return false;
	for (size_t at = 0; at < line_len(line); at++)
		room[at] = line_byte(line, at);
	buf_filled(buf, line_len(line));
	*piece = stream_end(stream);
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

	outq_unshare();
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
try_write(void)
{
	struct reader *reader = &test.reader[dice(QUEUES)];
	const size_t before = reader->queue.bytes;

	switch (outq_write(&reader->queue, reader->fd[1], dice_once_in(2), NULL,
	    NULL)) {
	case OUTQ_EMPTY:
		return reader->queue.bytes == 0;
	case OUTQ_FULL:
		return reader->queue.bytes > 0 && reader->queue.bytes <= before;
	case OUTQ_BROKEN:
		break;
	}
	return false;
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
	streams_free_unused();
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
		if (segments_held() < test.reader[i].queue.bytes)
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
	streams_free_unused(); /* lays a segment by */
	used = arena_used();
	for (size_t i = 0; i < QUEUES; i++)
		small_pipe(test.reader[i].fd);
	for (unsigned i = 0; i < TRIES && good; i++)
		good = tries[dice(COUNT(tries))]() && sums_agree();
	TAP_OK(good, "%d steps at random: %u lines", TRIES, test.lines);
	for (size_t i = 0; i < QUEUES; i++) {
		TAP_OK(drain(&test.reader[i]), "the rest of queue %zu", i);
		io_close(&test.reader[i].fd[0]);
		io_close(&test.reader[i].fd[1]);
	}
	streams_free_unused();
	TAP_NUM(outq_waiting(), 0, "nothing waits");
	TAP_NUM(segments_held(), 0, "no segment is held");
	TAP_NUM(arena_used(), used, "all memory is given back");
}

/* Puts a text into a stream and queues it. */
static bool
push(struct outq *queue, struct stream *stream, struct str text, usec now)
{
	struct buf *buf = stream_begin(stream, 1);

	return buf != NULL && BUF_SAY(buf, text) &&
	    outq_push(queue, stream_end(stream), now);
}

static size_t
memory_for_one_more(struct outq *queue, struct stream *stream, usec now)
{
	const size_t used = arena_used();

	return push(queue, stream, STR("x"), now) ? arena_used() - used :
						    SIZE_MAX;
}

static void
merges_ranges(void)
{
	struct stream stream = { 0 }, other = { 0 };
	struct outq queue = { 0 };

	TAP_NUM(outq_since(&queue), 0, "an empty queue has no age");
	TAP_OK(push(&queue, &stream, STR("one"), 5 * SEC) &&
		push(&queue, &other, STR("two"), 5 * SEC),
	    "two lines of two streams");
	TAP_NUM(memory_for_one_more(&queue, &other, 5 * SEC), 0,
	    "what touches the last merges with it");
	TAP_NUM(memory_for_one_more(&queue, &other, 6 * SEC - 1), 0,
	    "within a second");
	TAP_OK(memory_for_one_more(&queue, &other, 6 * SEC) > 0,
	    "and not after one");
	TAP_OK(memory_for_one_more(&queue, &stream, 6 * SEC) > 0,
	    "nor does what is of another stream");
	TAP_NUM(outq_since(&queue), 5 * SEC, "the oldest line tells the age");
	TAP_NUM(queue.bytes, 16, "all of them wait");
	outq_clear(&queue);
	TAP_OK(queue.bytes == 0 && outq_since(&queue) == 0, "all are dropped");
	streams_free_unused();
	TAP_NUM(segments_held(), 0, "and their segments");
}

static void
stores_once(void)
{
	struct stream stream = { 0 };
	struct outq queue[50] = { 0 };
	struct piece piece;
	bool good = make_line(&stream, 7, &piece);

	const size_t held = segments_held();
	for (size_t i = 0; i < COUNT(queue); i++)
		good = good && outq_push(&queue[i], piece, SEC);
	TAP_OK(good, "a line for %zu", COUNT(queue));
	TAP_NUM(segments_held(), held, "is stored once");
	TAP_NUM(outq_waiting(), COUNT(queue) * line_len(7), "and waits often");
	for (size_t i = 0; i < COUNT(queue) - 1; i++)
		outq_clear(&queue[i]);
	streams_free_unused();
	TAP_NUM(segments_held(), held, "its segment stays for the last reader");
	outq_clear(&queue[COUNT(queue) - 1]);
	streams_free_unused();
	TAP_NUM(segments_held(), 0, "and goes with it");
}

static void
says_what_became_of_a_write(void)
{
	struct stream stream = { 0 };
	struct outq queue = { 0 };
	char data[8];
	int fd[2];

	small_pipe(fd);
	TAP_NUM(outq_write(&queue, fd[1], false, NULL, NULL), OUTQ_EMPTY,
	    "nothing to write");
	TAP_OK(push(&queue, &stream, STR("abc"), SEC), "a line");
	TAP_NUM(outq_write(&queue, fd[1], false, NULL, NULL), OUTQ_EMPTY,
	    "goes out");
	TAP_NUM(io_read(fd[0], data, sizeof(data)), 4, "and comes");
	(void)fill_pipe(fd[1]);
	TAP_OK(push(&queue, &stream, STR("def"), SEC), "another line");
	TAP_NUM(outq_write(&queue, fd[1], false, NULL, NULL), OUTQ_FULL,
	    "waits for a full pipe");
	TAP_NUM(queue.bytes, 4, "as it is");
	io_close(&fd[0]);
	TAP_NUM(outq_write(&queue, fd[1], false, NULL, NULL), OUTQ_BROKEN,
	    "nobody reads it");
	io_close(&fd[1]);
	outq_clear(&queue);
	streams_free_unused();
}

/* A queue of which two bytes have gone. */
static void
cuts_behind_a_line(void)
{
	struct stream stream = { 0 };
	struct outq queue = { 0 };
	bool good = true;
	char data[8];
	size_t room;
	int fd[2];

	small_pipe(fd);
	room = fill_pipe(fd[1]);
	(void)drain_pipe(fd[0]);
	for (size_t len = 0; len + 6 <= room; len += 6)
		good = good && push(&queue, &stream, STR("12345"), SEC);
	TAP_OK(good, "lines that fill a pipe");
	TAP_OK(room % 6 > 0, "the last in part");
	TAP_OK(push(&queue, &stream, STR("abcde"), SEC) &&
		push(&queue, &stream, STR("fghij"), SEC),
	    "and two more");
	TAP_NUM(outq_write(&queue, fd[1], false, NULL, NULL), OUTQ_FULL,
	    "it is full");
	outq_cut(&queue);
	TAP_NUM(queue.bytes, 6 - room % 6, "the line in progress is kept");
	TAP_OK(push(&queue, &stream, STR("bye"), SEC), "a last line");
	(void)drain_pipe(fd[0]);
	TAP_NUM(outq_write(&queue, fd[1], false, NULL, NULL), OUTQ_EMPTY,
	    "goes out behind it");
	TAP_NUM(io_read(fd[0], data, sizeof(data)), 6 - room % 6 + 4, "both");
	TAP_STR(((struct str) { data, 6 - room % 6 + 4 }), STR("e\nbye\n"),
	    "are whole");
	io_close(&fd[0]);
	io_close(&fd[1]);
	streams_free_unused();
	TAP_NUM(segments_held(), 0, "no segment is held");
}

int
main(void)
{
	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail for SIGPIPE */
	dice_begin();
	is_like_the_model();
	merges_ranges();
	stores_once();
	says_what_became_of_a_write();
	cuts_behind_a_line();
	return tap_done();
}
