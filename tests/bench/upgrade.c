/*
 * How long nobody is answered while the server becomes another program (USR2):
 * very many silent clients, slow readers for whom so much waits in the server,
 * and one who asks every 2 ms and notes how long each answer took, for a while
 * without an upgrade and then over one. Prints a line for each (lib/measure.h).
 * Run by tests/bench/run. Linux only, as crowd.h.
 *
 * Those who read nothing have a group each, with two besides who do read, or
 * the server would hold who speaks; and who has heard all knows by them that
 * the server has it all.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/die.h"
#include "shared/io.h"
#include "tests/bench/lib/crowd.h"
#include "tests/bench/lib/dialect.h"
#include "tests/bench/lib/measure.h"

#define GROUPS 64
#define SILENT_FIRST 1000 /* their groups, above these */
#define SILENT_SIZE 10
#define BYTES 1024 /* of a text */
#define LOST ((size_t)256 << 10) /* of each, what pipes and sockets hold */

#define ASK "ping "
#define ANSWERED "ok ping " /* and the time at which it was asked */
#define EVERY (2 * MSEC)

enum { SPEAKER, SLOW, READER, OTHER_READER, GROUP_SIZE };

struct options {
	const char *server;
	const char *name; /* of the server, in the results */
	const char *log; /* the server's */
	size_t pid;
	size_t count; /* clients in all */
	size_t queued; /* MiB */
	size_t msec; /* without an upgrade, and behind it */
};

static struct {
	struct crowd crowd;
	size_t talkers; /* the first of them */
	struct buf in;
	char in_room[4096];
	usec longest;
	usec asked, answered; /* when: that which was last */
	int log;
	char tail[65536]; /* what the log says since */
	size_t len;
} bench;

/* --- What waits ------------------------------------------------------- */

static struct seat
seat_of(size_t number)
{
	const size_t silent = number - bench.talkers;

	if (number < bench.talkers)
		return (struct seat) { .group = number / GROUP_SIZE,
			.place = number % GROUP_SIZE,
			.speaks = number % GROUP_SIZE == SPEAKER };
	return (struct seat) { .group = SILENT_FIRST + silent / SILENT_SIZE,
		.place = 1 + silent % SILENT_SIZE };
}

static void
enter(const struct options *options)
{
	struct crowd *crowd = &bench.crowd;

	bench.talkers = options->queued > 0 ? GROUPS * GROUP_SIZE : 0;
	if (options->count <= bench.talkers)
		die(EX_USAGE, "there are to be more than %zu clients",
		    bench.talkers);
	crowd_init(
	    crowd, dialect_find("forkcast"), options->server, options->count);
	for (size_t i = 0; i < crowd->count; i++)
		crowd->clients[i].seat = seat_of(i);
	crowd_enter(crowd);
	crowd_settle(crowd);
}

/* Sends as much of the speaker's remaining text as the socket takes. */
static void
say(struct client *speaker, const char *text, size_t all)
{
	const size_t at = speaker->at;
	const ssize_t count = io_write(speaker->fd, text + at, all - at);

	if (count == IO_FAIL)
		die_errno(EX_IOERR, "cannot speak");
	speaker->at += count > 0 ? (uint64_t)count : 0;
	if (speaker->at == all)
		crowd_watch(&bench.crowd, EPOLL_CTL_MOD, speaker, EPOLLIN);
}

static size_t
number_of(const struct client *client)
{
	return (size_t)(client - bench.crowd.clients);
}

/* Everybody's text is the same, but for the group. */
static char *
make_text(size_t group, size_t lines, size_t *len)
{
	const size_t most = BYTES + 32;
	char *text = malloc(lines * most);

	if (text == NULL)
		die_errno(EX_OSERR, "no memory for what is said");
	*len = 0;
	for (size_t i = 0; i < lines; i++)
		*len += (size_t)snprintf(
		    text + *len, most, "send g%zu %0*d\n", group, BYTES, 0);
	return text;
}

/* Counts the lines. */
static void
hear_some(struct client *client)
{
	const size_t len = crowd_receive(&bench.crowd, client);

	if (number_of(client) % GROUP_SIZE == SPEAKER)
		return;
	for (size_t i = 0; i < len; i++)
		client->at += bench.crowd.input[i] == '\n';
}

/* Sends and reads as much as is possible now. */
static void
turn(const char *text, size_t len)
{
	struct epoll_event events[CROWD_EVENTS];
	const size_t count =
	    crowd_wait(&bench.crowd, events, clock_mono() + CROWD_PATIENCE);

	if (count == 0)
		die(EX_UNAVAILABLE, "what is said does not arrive");
	for (size_t i = 0; i < count; i++)
		if ((events[i].events & EPOLLOUT) != 0)
			say(events[i].data.ptr, text, len);
		else
			hear_some(events[i].data.ptr);
}

/* One group after the other, until both who read there have had it all. */
static void
fill_group(size_t group, size_t lines)
{
	struct client *clients = bench.crowd.clients + group * GROUP_SIZE;
	size_t len;
	char *text = make_text(group, lines, &len);

	for (size_t i = 0; i < GROUP_SIZE; i++)
		clients[i].at = 0;
	crowd_watch(&bench.crowd, EPOLL_CTL_DEL, &clients[SLOW], 0);
	crowd_watch(
	    &bench.crowd, EPOLL_CTL_MOD, &clients[SPEAKER], EPOLLIN | EPOLLOUT);
	while (clients[READER].at < lines || clients[OTHER_READER].at < lines)
		turn(text, len);
	free(text);
}

static void
fill(size_t queued)
{
	const size_t bytes = (queued << 20) / GROUPS + LOST;

	if (queued == 0)
		return;
	for (size_t group = 0; group < GROUPS; group++)
		fill_group(group, bytes / BYTES);
}

/* --- Who asks --------------------------------------------------------- */

/* The last one, who is a silent client otherwise. */
static struct client *
asker(void)
{
	return &bench.crowd.clients[bench.crowd.count - 1];
}

static void
ask(usec now)
{
	char line[sizeof(ASK) + STR_DIGITS + 1];
	const int len =
	    snprintf(line, sizeof(line), "%s%" PRIu64 "\n", ASK, now);

	if (io_write(asker()->fd, line, (size_t)len) != (ssize_t)len)
		die(EX_IOERR, "the server takes no question");
	bench.asked = now;
}

static void
hear_line(struct str line, usec now)
{
	const size_t skip = sizeof(ANSWERED) - 1;
	uint64_t asked;

	if (line.len <= skip || memcmp(line.at, ANSWERED, skip) != 0 ||
	    !str_to_number(
		(struct str) { line.at + skip, line.len - skip }, now, &asked))
		return; /* of coming in */
	bench.answered = asked;
	if (now - asked > bench.longest)
		bench.longest = now - asked;
}

static void
hear(void)
{
	struct str line;
	char *room;
	const size_t size = buf_room(&bench.in, &room);
	const ssize_t count = io_read(asker()->fd, room, size);

	if (count == IO_FAIL || count == 0)
		die(EX_UNAVAILABLE, "who asks has lost its connection");
	buf_filled(&bench.in, count > 0 ? (size_t)count : 0);
	while (buf_line(&bench.in, &line) == LINE_WHOLE) {
		hear_line(line, clock_mono());
		buf_drop_line(&bench.in, line);
	}
}

/* One turn: asks if it is time to, and hears what has come by the next. */
static void
ask_and_hear(void)
{
	struct epoll_event events[CROWD_EVENTS];
	const usec now = clock_mono();

	if (now >= bench.asked + EVERY)
		ask(now);
	const size_t count =
	    crowd_wait(&bench.crowd, events, bench.asked + EVERY);
	for (size_t i = 0; i < count; i++)
		if (events[i].data.ptr == asker())
			hear();
		else
			(void)crowd_receive(&bench.crowd, events[i].data.ptr);
}

static void
ask_for(usec time)
{
	const usec until = clock_mono() + time;

	while (clock_mono() < until)
		ask_and_hear();
	while (bench.answered < bench.asked) {
		struct epoll_event events[CROWD_EVENTS];
		(void)crowd_wait(&bench.crowd, events, clock_mono() + SEC);
		hear();
	}
}

/* --- Upgrading -------------------------------------------------------- */

/* From its end on. */
static void
open_log(const char *path)
{
	bench.log = open(path, O_RDONLY | O_CLOEXEC);
	if (bench.log == -1 || lseek(bench.log, 0, SEEK_END) == -1)
		die_errno(EX_NOINPUT, "cannot read the server's log, %s", path);
}

/* "upgrade: done OLD to NEW, N clients, M ms": M, if that is there. */
static bool
is_done(double *took)
{
	const char *done, *end, *comma;

	const ssize_t count = io_read(bench.log, bench.tail + bench.len,
	    sizeof(bench.tail) - 1 - bench.len);
	bench.len += count > 0 ? (size_t)count : 0;
	bench.tail[bench.len] = '\0';
	if (strstr(bench.tail, "upgrade: refused") != NULL)
		die(EX_UNAVAILABLE, "the server refuses: %s", bench.tail);
	done = strstr(bench.tail, "upgrade: done");
	end = done != NULL ? strchr(done, '\n') : NULL;
	if (end == NULL)
		return false;
	comma = end;
	while (*comma != ',')
		comma--;
	*took = strtod(comma + 1, NULL);
	return true;
}

static void
upgrade(const struct options *options, double value[METRICS])
{
	const usec begun = clock_mono();

	open_log(options->log);
	bench.longest = 0;
	if (kill((pid_t)options->pid, SIGUSR2) != 0)
		die_errno(EX_NOPERM, "cannot ask for an upgrade");
	while (!is_done(&value[STILL])) {
		ask_and_hear();
		if (clock_mono() > begun + CROWD_PATIENCE)
			die(EX_UNAVAILABLE, "the upgrade does not end");
	}
	value[WHOLE] = (double)(clock_mono() - begun) / (double)MSEC;
	ask_for(options->msec * MSEC);
	value[LONGEST] = (double)bench.longest / (double)MSEC;
	io_close(&bench.log);
}

static void
measure(const struct options *options)
{
	struct result result;

	buf_init(&bench.in, bench.in_room, sizeof(bench.in_room));
	ask_for(SEC / 5);
	bench.longest = 0;
	ask_for(options->msec * MSEC);
	result_init(&result, options->name);
	result.load = (struct load) { .kind = KIND_ASKED,
		.idle = options->count,
		.bytes = options->queued << 20 };
	result.value[LONGEST] = (double)bench.longest / (double)MSEC;
	result_print(&result);
	result.load.kind = KIND_UPGRADE;
	upgrade(options, result.value);
	result_print(&result);
}

/* --- Options ---------------------------------------------------------- */

int
main(int argc, char **argv)
{
	struct options options = { .server = ADDR_DEFAULT,
		.name = "server",
		.count = 1000,
		.msec = 1000 };
	const struct option known[] = {
		{ 's', .text = &options.server },
		{ 'p', .number = &options.pid, 1, INT32_MAX },
		{ 'n', .text = &options.name },
		{ 'l', .text = &options.log },
		{ 'c', .number = &options.count, 1, 100000 },
		{ 'q', .number = &options.queued, 0, 1024 },
		{ 't', .number = &options.msec, 1, 3600000 },
	};

	die_name("upgrade");
	read_options(argc, argv, known, COUNT(known),
	    "upgrade -p PID -l LOG [-s ADDRESS] [-n NAME] [-c CLIENTS] "
	    "[-q MIB] [-t MILLISECONDS]");
	if (options.pid == 0 || options.log == NULL)
		die(EX_USAGE, "the server's pid or log is missing: -p, -l");
	enter(&options);
	fill(options.queued);
	measure(&options);
	crowd_free(&bench.crowd);
	return 0;
}
