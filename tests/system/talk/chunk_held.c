/*
 * A client that does not read holds up only the memory of what it has not read,
 * however much passes, first in another group and then in its own. The server's
 * memory stays bounded, and the others miss nothing.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/filler.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

#define TEXT 3000
#define BATCH 50 /* messages in one write */
#define READERS 3 /* of a group, the sender among them */

/* Bytes of texts that pass, and that wait for one who does not read. */
#define PASSES ((size_t)(sanitized() ? 10 : 100) * 1024 * 1024)
#define WAITS ((size_t)600 * 1024)

/* The most that may wait, and the room in readers and buffers besides. */
#define QUEUE_MAX ((size_t)1024 * 1024)
#define BUSY ((size_t)2 * 1024 * 1024)

/* A member who counts what it gets; all lines have one length. */
struct reader {
	struct conn *conn;
	size_t got; /* bytes */
};

static struct {
	struct server *server;
	size_t memory_most; /* of all summaries */
	long rss_begin; /* KiB */
} test;

/* Returns the number of bytes that it has got by this. */
static size_t
hear(struct reader *reader)
{
	static char data[256 * 1024];
	const size_t before = reader->got;
	ssize_t count;

	while ((count = io_read(reader->conn->fd, data, sizeof(data))) > 0)
		reader->got += (size_t)count;
	MUST(
	    count == IO_AGAIN, "%s: the connection ended", reader->conn->label);
	return reader->got - before;
}

/* Until it has got so many bytes. */
static void
await(struct reader *reader, size_t wanted)
{
	while (reader->got < wanted) {
		MUST(deadline_poll(reader->conn->fd, POLLIN, deadline()),
		    "it gets no more");
		(void)hear(reader);
	}
}

/* Bytes of an event as a member gets it. */
static size_t
event_size(const char *group, const struct conn *sender)
{
	return strlen("msg 1234567890123456  \n ") + strlen(group) +
	    strlen(sender->label) + TEXT;
}

static void
look_at_memory(void)
{
	const size_t memory = server_memory(test.server);

	if (memory > test.memory_most)
		test.memory_most = memory;
}

/*
 * Fills a batch with the sender's repeated lines; returns the number of bytes.
 */
static size_t
make_batch(const char *group, char *batch, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; i < BATCH; i++)
		len += (size_t)snprintf(batch + len, size - len, "send %s %s\n",
		    group, filler(TEXT)); /* fits */
	return len;
}

static bool
have_all(const struct reader *readers, size_t wanted)
{
	for (size_t i = 0; i < READERS; i++)
		if (readers[i].got < wanted)
			return false;
	return true;
}

/* The first of them says so many batches; the bytes that each gets of it. */
static size_t
pass(const char *group, struct reader *readers, size_t batches)
{
	static char batch[BATCH * (TEXT + 64)];
	const size_t len = make_batch(group, batch, sizeof(batch));
	const size_t wanted = readers[0].got +
	    batches * BATCH * event_size(group, readers[0].conn);
	size_t said = 0, looked = 0, heard = 0;
	usec end = deadline();

	while (said < batches * len || !have_all(readers, wanted)) {
		const size_t before = said + heard;
		if (said < batches * len)
			said += conn_push(readers[0].conn, batch + said % len,
			    len - said % len, 0);
		for (size_t i = 0; i < READERS; i++)
			heard += hear(&readers[i]);
		if (said + heard > before)
			end = deadline();
		MUST(!deadline_passed(end), "it does not go on");
		if (said - looked > batches * len / 8) {
			looked = said;
			look_at_memory();
		}
	}
	return wanted;
}

static void
expect_bounded(void)
{
	const size_t bound = QUEUE_MAX + BUSY;
	const long grown =
	    proc_status(test.server->pid, "VmRSS") - test.rss_begin;

	TAP_OK(test.memory_most <= bound, "memory: %zu of %zu bytes at most",
	    test.memory_most, bound);
	/* Sanitizers keep what has been freed. */
	if (proc_is_there() && !sanitized())
		TAP_OK(
		    grown <= (long)(bound / 1024), "RSS: %ld KiB more", grown);
}

static void
enter(
    const char *group, const char *const names[READERS], struct reader *readers)
{
	for (size_t i = 0; i < READERS; i++) {
		readers[i].conn = conn_member(test.server, names[i], group);
		readers[i].got = 0;
		for (size_t k = 0; k < i; k++)
			conn_expect(
			    readers[k].conn, "join * %s %s", group, names[i]);
	}
}

static size_t
batches_of(size_t bytes)
{
	return bytes / (BATCH * TEXT) + 1;
}

/* Much passes through another group, and nothing of its own is lost. */
static void
test_other_group(
    struct conn *deaf, pid_t worker, struct reader *tea, struct reader *coffee)
{
	struct reader late = { deaf, 0 };
	const size_t before = tea[0].got;

	MUST(kill(worker, SIGSTOP) == 0, "no worker");
	const size_t held = pass("tea", tea, batches_of(WAITS)) - before;
	const size_t all = pass("coffee", coffee, batches_of(PASSES));
	PASS("%zu KB are held while %zu MB pass", held >> 10, all >> 20);
	expect_bounded();
	MUST(kill(worker, SIGCONT) == 0, "no worker");
	await(&late, held);
	TAP_NUM(late.got, held, "all that was held comes");
}

/*
 * A member that reads nothing while much passes through its own group has to
 * go.
 */
static void
test_own_group(struct conn *deaf, pid_t worker, struct reader *tea)
{
	const size_t quit = strlen("quit 1234567890123456 deaf slow-reader\n");

	MUST(kill(worker, SIGSTOP) == 0, "no worker");
	const size_t wanted = pass("tea", tea, batches_of(PASSES / 4));
	look_at_memory(); /* what happened before is in the log by then */
	MUST(server_logged(test.server, "deaf: quit") == 1, "it is still in");
	MUST(kill(worker, SIGCONT) == 0, "no worker");
	for (size_t i = 0; i < READERS; i++)
		await(&tea[i], wanted + quit);
	PASS("who is too far behind goes, and the others have all");
	expect_bounded();
	conn_close(deaf);
}

int
main(void)
{
	static const char *const tea_names[] = { "javad", "ali", "reza" };
	static const char *const coffee_names[] = { "sara", "bob", "eve" };
	struct reader tea[READERS], coffee[READERS];
	char path[SCRATCH_PATH];

	scratch_path(path, "socket");
	test.server = server_start(&(struct setup) {
	    .listen = { path }, .config = "queue_max 1M\ngrace 600\n" });
	struct conn *deaf = conn_member(test.server, "deaf", "tea");
	const pid_t worker = server_worker(test.server, "deaf");
	enter("tea", tea_names, tea);
	enter("coffee", coffee_names, coffee);
	for (size_t i = 0; i < READERS; i++)
		conn_expect(deaf, "join * tea %s", tea_names[i]);
	test.rss_begin = proc_status(test.server->pid, "VmRSS");
	test_other_group(deaf, worker, tea, coffee);
	test_own_group(deaf, worker, tea);
	server_stop(test.server);
	return tap_done();
}
