/*
 * The load generator: one process that is the sender and all receivers of one
 * group, checks every delivery (tests/lib/stream.h), and prints what it has
 * measured as one line (result.h). Run by tests/bench/run, which starts the
 * server. Linux only: epoll, and /proc for what the server costs.
 *
 * The sender keeps its window full: so many messages may have been said that
 * have not reached everybody yet. Being heard itself counts as one reader, but
 * not as a delivery.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "tests/bench/result.h"
#include "tests/lib/cost.h"
#include "tests/lib/stream.h"

#define COMMAND STR("send b ") /* what stands before a text that is said */
#define EVENT STR("msg ################ b s ") /* and before one delivered */

#define WARM_UP (SEC / 5)
#define PATIENCE (30 * SEC) /* without any delivery */
#define READ_SIZE ((size_t)64 << 10)
#define EVENTS 256
#define SPARE_FILES 32

struct options {
	struct addr server;
	pid_t pid; /* of the server */
	bool bare; /* a relay: without names and groups */
	bool idle; /* measure the memory of idle workers, nothing else */
	usec time;
};

struct member {
	int fd;
	uint64_t at; /* bytes of the stream that it has had */
};

static struct {
	struct options options;
	struct result result; /* begins as what is to be measured */
	struct cost cost;
	struct stream stream;
	struct member *members; /* the receivers, and behind them the sender */
	size_t count;
	int epoll;
	struct buf out; /* said, but not written yet */
	bool full; /* the sender's socket was; epoll tells when it is not */
	usec *said_at; /* for each message of the window */
	usec due; /* when the next is to be said at a fixed rate */
	usec heard; /* when anything was last received */
	uint32_t *samples; /* microseconds that single deliveries took */
	size_t sampled, room;
	bool sampling;
	char input[READ_SIZE];
} load;

static struct member *
sender(void)
{
	return &load.members[load.result.receivers];
}

static void *
zeroed(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (memory == NULL)
		die_errno(EX_OSERR, "cannot get memory for %zu times %zu bytes",
		    count, size);
	return memory;
}

/* One turn's descriptors; returns after the time, or when there are some. */
static size_t
wait_until(struct epoll_event events[EVENTS], usec time)
{
	const usec now = clock_mono();
	const usec left = time > now ? time - now : 0;
	const int count = epoll_wait(
	    load.epoll, events, EVENTS, (int)((left + MSEC - 1) / MSEC));

	if (count < 0 && errno != EINTR)
		die_errno(EX_OSERR, "cannot wait for the server");
	return count > 0 ? (size_t)count : 0;
}

/* The bytes of a member that have come, in load.input. */
static size_t
receive(const struct member *member)
{
	const ssize_t count = io_read(member->fd, load.input, READ_SIZE);
	const size_t number = (size_t)(member - load.members);

	if (count == IO_AGAIN)
		return 0;
	if (count == IO_FAIL)
		die_errno(EX_IOERR, "cannot read as client %zu", number);
	if (count == 0)
		die(EX_UNAVAILABLE,
		    "the server has closed the connection of client %zu; "
		    "see its log",
		    number);
	load.heard = clock_mono();
	return (size_t)count;
}

/* --- Getting in ------------------------------------------------------- */

static void
watch(int operation, struct member *member, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = member };

	if (epoll_ctl(load.epoll, operation, member->fd, &event) != 0)
		die_errno(EX_OSERR, "cannot watch descriptor %d", member->fd);
}

/* Connects the member: blocking, so that clients are accepted in order. */
static void
enter(struct member *member)
{
	const struct addr *server = &load.options.server;
	const int yes = 1;
	const bool tcp = !addr_is_unix(server);

	member->fd = socket(server->to.any.sa_family, SOCK_STREAM, 0);
	if (member->fd == -1 ||
	    connect(member->fd, &server->to.any, server->len) != 0 ||
	    !io_prepare(member->fd) ||
	    (tcp &&
		setsockopt(member->fd, IPPROTO_TCP, TCP_NODELAY, &yes,
		    sizeof(yes)) != 0))
		die_errno(EX_UNAVAILABLE, "cannot connect client %zu",
		    (size_t)(member - load.members));
	watch(EPOLL_CTL_ADD, member, EPOLLIN);
}

/* Names the member and has it join; the sender's name is "s". */
static void
greet(const struct member *member)
{
	char line[64];
	const int len = member == sender() ?
	    snprintf(line, sizeof(line), "s\njoin b\n") :
	    snprintf(line, sizeof(line), "r%zu\njoin b\n",
		(size_t)(member - load.members));

	if (io_write(member->fd, line, (size_t)len) != len)
		die_errno(EX_IOERR, "cannot greet the server");
}

/* Counts the lines that come, and ends the program if one is a refusal. */
static size_t
count_lines(struct member *member)
{
	const size_t len = receive(member);
	const char *at = load.input;
	const char *lf;
	size_t lines = 0;

	if (len > 0 && member->at == 0 && strncmp(at, "ok ", 3) != 0)
		die(EX_UNAVAILABLE, "the server lets client %zu not in: %.*s",
		    (size_t)(member - load.members), (int)strcspn(at, "\n"),
		    at);
	member->at += len;
	while (
	    (lf = memchr(at, '\n', (size_t)(load.input + len - at))) != NULL) {
		lines++;
		at = lf + 1;
	}
	return lines;
}

/* Waits for so many lines, counted over all members. */
static void
await_lines(uint64_t wanted)
{
	struct epoll_event events[EVENTS];
	uint64_t lines = 0;

	load.heard = clock_mono();
	while (lines < wanted) {
		const size_t count = wait_until(events, load.heard + PATIENCE);
		if (count == 0 && clock_mono() >= load.heard + PATIENCE)
			die(EX_UNAVAILABLE,
			    "only %" PRIu64 " of %" PRIu64
			    " lines came while clients joined",
			    lines, wanted);
		for (size_t i = 0; i < count; i++)
			lines += count_lines(events[i].data.ptr);
	}
}

/*
 * All join, the sender last. Each gets one answer to its name and one event
 * for each one who is in the group by then, itself among them. A relay needs
 * none of this: it accepts in order, and so the sender last.
 */
static void
enter_all(void)
{
	const uint64_t readers = load.result.receivers;

	for (size_t i = 0; i < load.count; i++)
		enter(&load.members[i]);
	if (load.options.bare)
		return;
	for (size_t i = 0; i < load.result.receivers; i++)
		greet(&load.members[i]);
	await_lines(readers + readers * (readers + 1) / 2);
	greet(sender());
	await_lines(1 + readers + 1);
	for (size_t i = 0; i < load.count; i++)
		load.members[i].at = 0;
}

/* --- Saying and hearing ----------------------------------------------- */

static bool
may_speak(usec now)
{
	const struct stream *stream = &load.stream;

	return stream->said - stream->done < load.result.window &&
	    (load.result.rate == 0 || now >= load.due);
}

/* Puts the next message into the buffer; the window bounds what waits. */
static void
say(usec now)
{
	const struct str command = COMMAND;
	char *room;

	(void)buf_room(&load.out, &room);
	memcpy(room, command.at, command.len);
	stream_say(&load.stream, load.stream.said, room + command.len);
	room[command.len + load.stream.text] = '\n';
	buf_filled(&load.out, command.len + load.stream.text + 1);
	load.said_at[load.stream.said % load.result.window] = now;
	load.stream.said++;
	if (load.result.rate > 0)
		load.due += SEC / load.result.rate;
}

/*
 * Writes what has been said in one call, as a client does that has much to say.
 * What the socket does not take waits until it does.
 */
static void
flush(void)
{
	const struct str waiting = buf_str(&load.out);
	const ssize_t count = waiting.len > 0 && !load.full ?
	    io_write(sender()->fd, waiting.at, waiting.len) :
	    0;

	if (count == IO_FAIL)
		die_errno(EX_IOERR, "cannot write as the sender");
	if (count > 0)
		buf_drop(&load.out, (size_t)count);
	if (buf_len(&load.out) > 0 && !load.full) {
		load.full = true;
		watch(EPOLL_CTL_MOD, sender(), EPOLLIN | EPOLLOUT);
	}
}

/* How long it took these messages to come to the one who just heard them. */
static void
sample(uint64_t from, uint64_t to)
{
	for (; from < to; from++) {
		const usec said = load.said_at[from % load.result.window];
		if (load.sampled == load.room) {
			load.room = load.room > 0 ? 2 * load.room : 65536;
			load.samples = realloc(
			    load.samples, load.room * sizeof(*load.samples));
		}
		if (load.samples == NULL)
			die_errno(
			    EX_OSERR, "cannot keep %zu samples", load.room);
		load.samples[load.sampled++] = (uint32_t)(load.heard - said);
	}
}

/* Ends the program, showing the line that is not what it had to be. */
static noreturn void
end_at_wrong_line(const struct member *member, uint64_t before, size_t len)
{
	const size_t skip =
	    member->at > before ? (size_t)(member->at - before) : 0;
	const char *line = load.input + skip;
	const char *lf = memchr(line, '\n', len - skip);

	die(EX_PROTOCOL,
	    "client %zu: where message %" PRIu64 " should stand came '%.*s'",
	    (size_t)(member - load.members), member->at / load.stream.line,
	    (int)(lf != NULL ? (size_t)(lf - line) : len - skip), line);
}

static void
hear(struct member *member)
{
	const uint64_t before = member->at;
	const size_t len = receive(member);

	if (!stream_take(&load.stream, &member->at, load.input, len))
		end_at_wrong_line(member, before, len);
	if (load.sampling && member != sender())
		sample(
		    before / load.stream.line, member->at / load.stream.line);
}

static void
handle(const struct epoll_event *event)
{
	struct member *member = event->data.ptr;

	if (event->events & EPOLLOUT) {
		load.full = false;
		watch(EPOLL_CTL_MOD, member, EPOLLIN);
	}
	if (event->events & ~(uint32_t)EPOLLOUT)
		hear(member);
}

/* Hears all there is, waiting for it until the time at most. */
static void
turn(usec until)
{
	struct epoll_event events[EVENTS];
	const size_t count = wait_until(events, until);

	for (size_t i = 0; i < count; i++)
		handle(&events[i]);
	if (clock_mono() > load.heard + PATIENCE &&
	    load.stream.said > load.stream.done)
		die(EX_UNAVAILABLE,
		    "message %" PRIu64 " has not reached everybody in 30 s",
		    load.stream.done);
}

/* Speaks as fast as the window and the rate allow, and hears all, so long. */
static void
talk(usec time)
{
	const usec end = clock_mono() + time;

	for (usec now = clock_mono(); now < end; now = clock_mono()) {
		while (may_speak(now))
			say(now);
		flush();
		turn(load.result.rate > 0 && load.due < end ? load.due : end);
	}
}

/* Hears the rest, so that every message said is known to have come. */
static void
fall_silent(void)
{
	while (load.stream.done < load.stream.said) {
		flush();
		turn(clock_mono() + SEC);
	}
}

/* --- Measuring -------------------------------------------------------- */

static int
compare(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a;
	const uint32_t y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* The samples are sorted. */
static double
percentile(size_t percent)
{
	const size_t rank = load.sampled * percent / 100;

	return load.sampled > 0 ? (double)load.samples[rank] : NAN;
}

/*
 * The figures are of the time between two looks at a running load, so that
 * neither its beginning nor its end is among them.
 */
static void
measure(double value[METRICS])
{
	load.due = load.heard = clock_mono();
	talk(WARM_UP);
	load.sampling = load.result.rate > 0 || load.result.window == 1;
	const double cpu = cost_cpu(&load.cost);
	const usec start = clock_mono();
	const uint64_t done = load.stream.done;

	talk(load.options.time);

	const double took = (double)(clock_mono() - start) / (double)SEC;
	const double deliveries =
	    (double)(load.stream.done - done) * (double)load.result.receivers;
	value[DELIVERIES] = deliveries / took;
	value[CPU] = (cost_cpu(&load.cost) - cpu) / deliveries * 1e6;
	load.sampling = false;
	fall_silent();
	if (load.sampled > 0)
		qsort(
		    load.samples, load.sampled, sizeof(*load.samples), compare);
	value[P50] = percentile(50);
	value[P99] = percentile(99);
}

/* Nothing more comes: all workers wait for their clients. */
static void
look_at_idle(struct result *result)
{
	result->window = result->bytes = 0;
	result->value[PSS] = cost_memory(&load.cost);
}

static void
print(const struct result *result)
{
	(void)printf("%s %zu %zu %zu %zu", result->server, result->receivers,
	    result->window, result->bytes, result->rate);
	for (size_t i = 0; i < METRICS; i++)
		(void)printf(" %g", result->value[i]);
	(void)printf("\n");
}

static void
raise_limit(void)
{
	const rlim_t files = load.count + SPARE_FILES;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		die_errno(EX_OSERR, "cannot ask how many files may be open");
	if (limit.rlim_cur < files)
		limit.rlim_cur = files;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
		die_errno(EX_OSERR,
		    "cannot open %zu connections; raise ulimit -n", load.count);
}

static void
prepare(const struct result *wanted)
{
	const size_t said = COMMAND.len + wanted->bytes + 1;

	load.count = wanted->receivers + 1;
	raise_limit();
	load.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (load.epoll == -1)
		die_errno(EX_OSERR, "cannot make an epoll descriptor");
	load.members = zeroed(load.count, sizeof(*load.members));
	load.said_at = zeroed(wanted->window, sizeof(*load.said_at));
	buf_init(
	    &load.out, zeroed(wanted->window, said), wanted->window * said);
	stream_init(&load.stream, load.options.bare ? COMMAND : EVENT,
	    wanted->bytes, load.count, wanted->window);
}

static size_t
number(const char *text, size_t least, size_t most)
{
	uint64_t value = 0;

	if (!str_to_number(str_from(text), most, &value) || value < least)
		die(EX_USAGE, "%s is not a number from %zu to %zu", text, least,
		    most);
	return (size_t)value;
}

static void
set_server(const char *text)
{
	const char *wrong = addr_parse(&load.options.server, text);

	if (wrong != NULL)
		die(EX_USAGE, "%s: %s", text, wrong);
}

static void
set_name(const char *name)
{
	if (name[0] == '\0' || strcspn(name, " \n") >= RESULT_SERVER)
		die(EX_USAGE, "'%s' is not a word of at most %d bytes", name,
		    RESULT_SERVER - 1);
	(void)snprintf(load.result.server, RESULT_SERVER, "%s", name);
}

static void
set_option(int option, struct options *options, struct result *wanted)
{
	switch (option) {
	case 's':
		set_server(optarg);
		break;
	case 'p':
		options->pid = (pid_t)number(optarg, 1, INT32_MAX);
		break;
	case 'n':
		set_name(optarg);
		break;
	case 'r':
		wanted->receivers = number(optarg, 1, 100000);
		break;
	case 'w':
		wanted->window = number(optarg, 1, 65536);
		break;
	case 'b':
		wanted->bytes = number(optarg, STREAM_TEXT_LEAST, LIMIT_TEXT);
		break;
	case 'q':
		wanted->rate = number(optarg, 1, 1000000);
		break;
	case 't':
		options->time = number(optarg, 1, 3600000) * MSEC;
		break;
	case 'x':
		options->bare = true;
		break;
	case 'i':
		options->idle = true;
		break;
	default:
		die(EX_USAGE,
		    "usage: load [-ix] [-s ADDRESS] -p PID [-n NAME] "
		    "[-r RECEIVERS] [-w WINDOW] [-b BYTES] [-q RATE] "
		    "[-t MILLISECONDS]");
	}
}

int
main(int argc, char **argv)
{
	int option;

	die_name("load");
	load.options.time = SEC;
	load.result = (struct result) {
		.server = "server", .receivers = 10, .window = 16, .bytes = 64
	};
	for (size_t i = 0; i < METRICS; i++)
		load.result.value[i] = NAN;
	set_server(ADDR_DEFAULT);
	while ((option = getopt(argc, argv, "s:p:n:r:w:b:q:t:xi")) != -1)
		set_option(option, &load.options, &load.result);
	if (load.options.pid == 0)
		die(EX_USAGE, "the server's pid is missing: -p PID");
	prepare(&load.result);
	enter_all();
	cost_init(&load.cost, load.options.pid, load.count);
	if (load.options.idle)
		look_at_idle(&load.result);
	else
		measure(load.result.value);
	print(&load.result);
	cost_free(&load.cost);
	stream_free(&load.stream);
	return 0;
}
