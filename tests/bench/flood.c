/*
 * Measures the effect of a flooder on the rest of a group. Fifty clients speak
 * now and then, and the delay of their messages to each of them is measured:
 * alone (-k calm), or while another client sends as much as the server takes,
 * from its arrival on (-k flood; -k free if the server's rates are off), or
 * changes a key of their table a thousand times a second (-k puts). Prints one
 * line (lib/result.h). Run by tests/bench/run. Linux only, as crowd.h. Each
 * message carries its time, so the flood's messages, which do not count, are
 * told apart only by their sender.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/die.h"
#include "shared/io.h"
#include "tests/bench/lib/crowd.h"
#include "tests/bench/lib/dialect.h"
#include "tests/bench/lib/result.h"
#include "tests/bench/lib/samples.h"

#define TALKERS 50
#define RATE 200 /* messages a second, of all together */
#define BYTES 64 /* of a text */
#define STAMP 16 /* digits of it are the time, the others zeroes */
#define PUT_EVERY MSEC
#define WARM_UP (SEC / 5)

#define ROOM ((size_t)256 << 10) /* of each one's input */
#define SAID "send g0 "
#define HEARD "msg ################ g0 " /* then the name and the text */

struct options {
	const char *server;
	const char *name; /* of the server, in the result */
	enum kind kind;
	usec time;
};

static struct {
	struct crowd crowd;
	struct buf in[TALKERS];
	struct samples samples;
	bool sampling;
	size_t said;
	size_t heard; /* of what was said, by all together */
	usec due; /* when the next is to be said */
	pid_t flooder; /* 0: none */
} bench;

/* --- Those who talk --------------------------------------------------- */

/* The next message, by the one whose turn it is. */
static void
say(usec now)
{
	const struct client *client =
	    &bench.crowd.clients[bench.said % TALKERS];
	char line[sizeof(SAID) + BYTES + 1];
	const int len = snprintf(line, sizeof(line), "%s%0*" PRIu64 "%0*d\n",
	    SAID, STAMP, now, BYTES - STAMP, 0);

	if (io_write(client->fd, line, (size_t)len) != (ssize_t)len)
		die(EX_IOERR, "the server does not take a talker's message");
	bench.said++;
	bench.due += SEC / RATE;
}

/* Is it a talker's name? The flooder's begins with another letter. */
static void
hear_line(struct str line, usec now)
{
	const size_t skip = sizeof(HEARD) - 1;
	struct str rest = line;
	uint64_t said;

	if (line.len <= skip || memcmp(line.at, "msg ", 4) != 0 ||
	    line.at[skip] != 'r')
		return;
	rest = (struct str) { line.at + skip, line.len - skip };
	(void)str_word(&rest);
	if (rest.len != BYTES ||
	    !str_to_number((struct str) { rest.at, STAMP }, now, &said))
		die(EX_PROTOCOL, "this is no message: %.*s", (int)line.len,
		    line.at);
	bench.heard++;
	if (bench.sampling)
		samples_add(&bench.samples, now - said);
}

static void
hear(const struct client *client)
{
	struct buf *in = &bench.in[client - bench.crowd.clients];
	struct str line;
	char *room;
	const size_t size = buf_room(in, &room);
	const ssize_t count = io_read(client->fd, room, size);

	if (count == IO_FAIL || count == 0)
		die(EX_UNAVAILABLE, "a talker has lost its connection");
	bench.crowd.heard = clock_mono();
	buf_filled(in, count > 0 ? (size_t)count : 0);
	while (buf_line(in, &line) == LINE_WHOLE) {
		hear_line(line, bench.crowd.heard);
		buf_drop_line(in, line);
	}
}

static void
listen_until(usec until)
{
	struct epoll_event events[CROWD_EVENTS];
	const size_t count = crowd_wait(&bench.crowd, events, until);

	for (size_t i = 0; i < count; i++)
		hear(events[i].data.ptr);
}

static void
talk(usec time)
{
	const usec end = clock_mono() + time;

	for (usec now = clock_mono(); now < end; now = clock_mono()) {
		while (now >= bench.due)
			say(now);
		listen_until(bench.due < end ? bench.due : end);
	}
}

/* Late messages must be among the samples, too. */
static void
fall_silent(void)
{
	while (bench.heard < bench.said * TALKERS) {
		listen_until(clock_mono() + SEC);
		if (clock_mono() > bench.crowd.heard + CROWD_PATIENCE)
			die(EX_UNAVAILABLE,
			    "there are messages that have not reached "
			    "everybody, and nothing has come for 30 s");
	}
}

/* --- The one who floods ----------------------------------------------- */

static void
fill(struct buf *out)
{
	char line[sizeof(SAID) + BYTES + 1];
	const int len =
	    snprintf(line, sizeof(line), "%s%0*d\n", SAID, BYTES, 0);

	while (BUF_CAT(out, (struct str) { line, (size_t)len }))
		continue;
}

static void
write_out(const struct client *client, struct buf *out)
{
	const struct str text = buf_str(out);
	const ssize_t count = io_write(client->fd, text.at, text.len);

	if (count == IO_FAIL)
		die_errno(EX_IOERR, "cannot write as the flooder");
	buf_drop(out, count > 0 ? (size_t)count : 0);
}

/* Says what the socket takes, and reads what comes, until it is killed. */
static noreturn void
flood(struct crowd *crowd, struct buf *out)
{
	struct epoll_event events[CROWD_EVENTS];
	struct client *client = &crowd->clients[0];

	crowd_watch(crowd, EPOLL_CTL_MOD, client, EPOLLIN | EPOLLOUT);
	for (;;) {
		fill(out);
		write_out(client, out);
		(void)crowd_wait(crowd, events, clock_mono() + SEC);
		(void)crowd_receive(crowd, client);
	}
}

/*
 * Puts a key that counts, no faster than it is to, and reads what comes, until
 * it is killed.
 */
static noreturn void
put(struct crowd *crowd, struct buf *out)
{
	struct epoll_event events[CROWD_EVENTS];
	struct client *client = &crowd->clients[0];
	char line[64];

	for (usec due = clock_mono();; due += PUT_EVERY) {
		const int len = snprintf(line, sizeof(line),
		    "put g0 count %" PRIu64 "\n", (uint64_t)due);
		if (!BUF_CAT(out, (struct str) { line, (size_t)len }))
			die(EX_UNAVAILABLE, "the puts are not taken in time");
		write_out(client, out);
		while (clock_mono() < due + PUT_EVERY) {
			(void)crowd_wait(crowd, events, due + PUT_EVERY);
			(void)crowd_receive(crowd, client);
		}
	}
}

static noreturn void
be_flooder(const char *server, enum kind kind)
{
	static char room[64 * 1024];
	struct crowd crowd;
	struct buf out;

	crowd_init(&crowd, dialect_find("forkcast"), server, 1);
	crowd.clients[0].seat = (struct seat) { 0, 0, true };
	crowd_enter(&crowd);
	buf_init(&out, room, sizeof(room));
	if (kind == KIND_PUTS)
		put(&crowd, &out);
	flood(&crowd, &out);
}

static void
start_flooder(const char *server, enum kind kind)
{
	bench.flooder = fork();
	if (bench.flooder == -1)
		die_errno(EX_OSERR, "cannot fork");
	if (bench.flooder > 0)
		return;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* whatever becomes of us */
	crowd_free(&bench.crowd);
	be_flooder(server, kind);
}

/* False if it has ended by itself, and said why. */
static bool
stop_flooder(void)
{
	int status = 0;

	if (bench.flooder == 0)
		return true;
	(void)kill(bench.flooder, SIGKILL);
	return waitpid(bench.flooder, &status, 0) == bench.flooder &&
	    WIFSIGNALED(status);
}

/* --- Measuring -------------------------------------------------------- */

static void
enter(const char *server)
{
	struct crowd *crowd = &bench.crowd;

	crowd_init(crowd, dialect_find("forkcast"), server, TALKERS);
	for (size_t i = 0; i < TALKERS; i++) {
		char *room = malloc(ROOM);
		if (room == NULL)
			die_errno(EX_OSERR, "cannot get memory");
		buf_init(&bench.in[i], room, ROOM);
		crowd->clients[i].seat = (struct seat) { 0, i, false };
	}
	crowd_enter(crowd);
	crowd_settle(crowd);
}

static void
measure(const struct options *options, double value[METRICS])
{
	bench.due = clock_mono();
	talk(WARM_UP);
	bench.sampling = true;
	if (options->kind != KIND_CALM)
		start_flooder(options->server, options->kind);
	talk(options->time);
	if (!stop_flooder())
		die(EX_UNAVAILABLE, "the flooder has not lasted");
	fall_silent();
	value[P50] = samples_percentile(&bench.samples, 50);
	value[P99] = samples_percentile(&bench.samples, 99);
}

static void
leave(void)
{
	for (size_t i = 0; i < TALKERS; i++)
		free(bench.in[i].data);
	samples_free(&bench.samples);
	crowd_free(&bench.crowd);
}

static void
set_kind(struct options *options, const char *word)
{
	static const enum kind kinds[] = { KIND_CALM, KIND_FLOOD, KIND_FREE,
		KIND_PUTS };

	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (strcmp(word, result_kind(kinds[i])) != 0)
			continue;
		options->kind = kinds[i];
		return;
	}
	die(EX_USAGE, "there is no kind %s: calm, flood, free or puts", word);
}

static void
set_time(struct options *options, const char *text)
{
	uint64_t number = 0;

	if (!str_to_number(str_from(text), 3600000, &number) || number == 0)
		die(EX_USAGE, "%s is no time in milliseconds", text);
	options->time = number * MSEC;
}

/* -p is for what all load generators are given; nothing is asked of it here. */
static void
read_options(int argc, char **argv, struct options *options)
{
	int option;

	*options = (struct options) { .server = ADDR_DEFAULT,
		.name = "server",
		.kind = KIND_CALM,
		.time = SEC };
	while ((option = getopt(argc, argv, "s:p:n:k:t:")) != -1) {
		if (option == 's')
			options->server = optarg;
		else if (option == 'n')
			options->name = optarg;
		else if (option == 'k')
			set_kind(options, optarg);
		else if (option == 't')
			set_time(options, optarg);
		else if (option != 'p')
			die(EX_USAGE,
			    "usage: flood [-s ADDRESS] [-n NAME] "
			    "[-k calm|flood|free|puts] [-t MILLISECONDS]");
	}
}

int
main(int argc, char **argv)
{
	struct options options;
	struct result result;

	die_name("flood");
	read_options(argc, argv, &options);
	result_init(&result, options.name);
	result.load = (struct load) { .kind = options.kind,
		.receivers = TALKERS,
		.groups = 1,
		.bytes = BYTES,
		.rate = RATE };
	enter(options.server);
	measure(&options, result.value);
	result_print(&result);
	leave();
	return 0;
}
