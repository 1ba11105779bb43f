/*
 * The load generator: one process that is all members of some groups, in each
 * of which one speaks. It checks every delivery and prints
 * what it has measured as one line (lib/measure.h). Run by the scripts in
 * tests/bench, which start the server. Linux only: epoll, and /proc for what
 * the server costs.
 *
 * Those who speak keep their window full: so many messages may have been said
 * that have not reached everybody in the group yet. Where the speaker hears
 * itself it counts as one reader, but not as a delivery.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/die.h"
#include "shared/io.h"
#include "tests/bench/lib/cost.h"
#include "tests/bench/lib/crowd.h"
#include "tests/bench/lib/dialect.h"
#include "tests/bench/lib/measure.h"

#define WARM_UP (SEC / 5)

/* --- The stream of a group ---------------------------------------------- */

/*
 * All readers of a group get the same stream of bytes, message after message as
 * it was sent. The reader that is ahead brings new bytes, and each line that
 * they complete is checked; the others are compared with the stream byte for
 * byte. So every delivery is checked for order and content at little cost.
 */
/* The shortest text that says which message it is. */
#define STREAM_TEXT_LEAST 16

/* The frame around each text; '#' before it is a digit of the line's ID. */
struct frame {
	struct str before, after;
};

struct stream {
	struct frame frame;
	size_t text; /* bytes within the frame */
	size_t line; /* bytes of a line: the text and its frame */
	size_t slots; /* lines that the ring holds */
	size_t readers;
	char *ring;
	char *expected; /* room for one text */
	size_t *reached; /* for each line of the ring: readers who have it */
	uint64_t bytes; /* known of the stream so far */
	uint64_t said; /* messages said: the stream must not be longer */
	uint64_t done; /* messages that have reached all readers */
};

static void *
zeroed(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (memory == NULL)
		die_errno(EX_OSERR, "cannot get memory for %zu times %zu bytes",
		    count, size);
	return memory;
}

static void
stream_init(struct stream *stream, struct frame frame, size_t text,
    size_t readers, size_t window)
{
	assert(text >= STREAM_TEXT_LEAST);
	*stream = (struct stream) {
		.frame = frame,
		.text = text,
		.line = frame.before.len + text + frame.after.len,
		.slots = window + 1, /* and the line before, for its ID */
		.readers = readers,
	};
	stream->ring = zeroed(stream->slots, stream->line);
	stream->expected = zeroed(1, text);
	stream->reached = zeroed(stream->slots, sizeof(*stream->reached));
}

static void
stream_free(struct stream *stream)
{
	free(stream->ring);
	free(stream->expected);
	free(stream->reached);
	*stream = (struct stream) { 0 };
}

/* The number in 16 digits, then letters that differ from line to line. */
static void
stream_say(const struct stream *stream, uint64_t number, char *text)
{
	uint64_t rest = number;

	for (size_t i = STREAM_TEXT_LEAST; i-- > 0; rest /= 10)
		text[i] = (char)('0' + rest % 10);
	for (size_t i = STREAM_TEXT_LEAST; i < stream->text; i++)
		text[i] = (char)('a' + (number + i) % 26);
}

/* Where in the ring the byte of the stream stands. */
static char *
place_of(const struct stream *stream, uint64_t at)
{
	return stream->ring + at % (stream->slots * stream->line);
}

static const char *
line_at(const struct stream *stream, uint64_t number)
{
	return place_of(stream, number * stream->line);
}

/* Where the line begins in which the byte of the stream stands. */
static uint64_t
line_start(const struct stream *stream, uint64_t at)
{
	return at - at % stream->line;
}

static bool
prefix_fits(struct str prefix, const char *line)
{
	for (size_t i = 0; i < prefix.len; i++) {
		const bool digit = line[i] >= '0' && line[i] <= '9';
		if (prefix.at[i] == DIALECT_ID ? !digit :
						 line[i] != prefix.at[i])
			return false;
	}
	return true;
}

/* IDs have a fixed length, so that their order is that of their bytes. */
static bool
id_rises(const struct stream *stream, uint64_t number)
{
	const struct str prefix = stream->frame.before;

	if (number == 0 || memchr(prefix.at, DIALECT_ID, prefix.len) == NULL)
		return true;
	return memcmp(line_at(stream, number - 1), line_at(stream, number),
		   prefix.len) < 0;
}

static bool
line_is_right(const struct stream *stream, uint64_t number)
{
	const struct frame frame = stream->frame;
	const char *line = line_at(stream, number);
	const char *text = line + frame.before.len;

	stream_say(stream, number, stream->expected);
	return prefix_fits(frame.before, line) &&
	    memcmp(text, stream->expected, stream->text) == 0 &&
	    memcmp(text + stream->text, frame.after.at, frame.after.len) == 0 &&
	    id_rises(stream, number);
}

/* The first reader brings bytes that nobody has had. */
static bool
learn(struct stream *stream, uint64_t *at, const char *data, size_t len)
{
	memcpy(place_of(stream, *at), data, len);
	stream->bytes += len;
	for (*at = line_start(stream, *at); *at + stream->line <= stream->bytes;
	     *at += stream->line)
		if (!line_is_right(stream, *at / stream->line))
			return false;
	*at = stream->bytes;
	return true;
}

/* Compares what a further reader brings with what the first has brought. */
static bool
compare(const struct stream *stream, uint64_t *at, const char *data, size_t len)
{
	const char *place = place_of(stream, *at);
	size_t same = 0;

	if (memcmp(place, data, len) == 0) {
		*at += len;
		return true;
	}
	while (place[same] == data[same])
		same++;
	*at = line_start(stream, *at + same);
	return false;
}

/* Lines that one more reader has whole. */
static void
count_reader(struct stream *stream, uint64_t from, uint64_t to)
{
	for (; from < to; from++) {
		size_t *reached = &stream->reached[from % stream->slots];
		if (++*reached == stream->readers) {
			*reached = 0;
			stream->done++;
		}
	}
}

/* As many bytes as stand in one piece of the ring, known or all new. */
static size_t
piece_at(const struct stream *stream, uint64_t at, size_t len)
{
	const size_t size = stream->slots * stream->line;
	const size_t straight = size - (size_t)(at % size);
	const uint64_t known = stream->bytes - at;
	const size_t most = len < straight ? len : straight;

	return known > 0 && known < most ? (size_t)known : most;
}

/*
 * A reader who has had *at bytes has received more; *at is moved on. False if
 * they are not what they had to be: *at is then where the line begins in which
 * data goes wrong.
 */
static bool
stream_take(struct stream *stream, uint64_t *at, const char *data, size_t len)
{
	const uint64_t before = *at / stream->line;
	const uint64_t owed = stream->said * stream->line - *at;
	const bool too_much = len > owed;

	for (size_t left = too_much ? (size_t)owed : len; left > 0;) {
		const size_t piece = piece_at(stream, *at, left);
		const bool right = *at == stream->bytes ?
		    learn(stream, at, data, piece) :
		    compare(stream, at, data, piece);
		if (!right)
			return false;
		data += piece;
		left -= piece;
	}
	count_reader(stream, before, *at / stream->line);
	if (too_much)
		*at = line_start(stream, *at);
	return !too_much;
}

struct options {
	const char *server;
	const char *name; /* of the server, in the result */
	const struct dialect *dialect;
	size_t pid; /* of the server */
	size_t msec;
	struct load load;
};

struct group {
	struct stream stream;
	struct client *speaker;
	struct buf said; /* what stands before a text that is said */
	struct buf heard; /* before one that is delivered */
	struct buf answer; /* what the speaker gets for each */
	struct buf out; /* said, but not written yet */
	bool full; /* the speaker's socket was; epoll tells when it is not */
	usec *said_at; /* for each message of the window */
	usec due; /* when the next is to be said at a fixed rate */
	char frames[3][DIALECT_SIZE];
};

static struct {
	const struct dialect *dialect;
	struct load load;
	struct crowd crowd;
	struct cost cost;
	struct group *groups;
	uint64_t deliveries;
	struct samples samples;
	bool sampling;
} bench;

/* --- Saying ----------------------------------------------------------- */

/* The window has room, and where there is a rate the time has come. */
static bool
may_speak(const struct group *group, usec now)
{
	const struct stream *stream = &group->stream;

	return stream->said - stream->done < bench.load.window &&
	    (bench.load.rate == 0 || now >= group->due);
}

/* Puts the next message into the buffer; the window bounds what waits. */
static void
say(struct group *group, usec now)
{
	const struct str before = buf_str(&group->said);
	const struct str after = bench.dialect->end;
	struct stream *stream = &group->stream;
	char *room;

	(void)buf_room(&group->out, &room);
	memcpy(room, before.at, before.len);
	stream_say(stream, stream->said, room + before.len);
	memcpy(room + before.len + stream->text, after.at, after.len);
	buf_filled(&group->out, before.len + stream->text + after.len);
	group->said_at[stream->said % bench.load.window] = now;
	stream->said++;
	if (bench.load.rate > 0)
		group->due += SEC / bench.load.rate;
}

/*
 * Writes all pending text in one call, as a busy client does. Text that the
 * socket does not take waits until it does.
 */
static void
flush(struct group *group)
{
	const struct str waiting = buf_str(&group->out);
	const ssize_t count = waiting.len > 0 && !group->full ?
	    io_write(group->speaker->fd, waiting.at, waiting.len) :
	    0;

	if (count == IO_FAIL)
		die_errno(EX_IOERR, "cannot write as a speaker");
	if (count > 0)
		buf_drop(&group->out, (size_t)count);
	if (buf_len(&group->out) > 0 && !group->full) {
		group->full = true;
		crowd_watch(&bench.crowd, EPOLL_CTL_MOD, group->speaker,
		    EPOLLIN | EPOLLOUT);
	}
}

/* All who may speak do; the next who is held up by the rate may then. */
static usec
speak(usec now, usec end)
{
	usec next = end;

	for (size_t i = 0; i < bench.load.groups; i++) {
		struct group *group = &bench.groups[i];
		while (may_speak(group, now))
			say(group, now);
		flush(group);
		if (bench.load.rate > 0 && group->due < next)
			next = group->due;
	}
	return next;
}

/* --- Hearing ---------------------------------------------------------- */

/* How long it took these messages to come to the one who just heard them. */
static void
sample(const struct group *group, uint64_t from, uint64_t to)
{
	for (; from < to; from++) {
		const usec said = group->said_at[from % bench.load.window];
		samples_add(&bench.samples, bench.crowd.heard - said);
	}
}

/* Ends the program, showing what came from where it is not what it had to be.
 */
static noreturn void
end_at_wrong(const struct client *client, uint64_t before, size_t len)
{
	const size_t skip =
	    client->at > before ? (size_t)(client->at - before) : 0;
	const char *line = bench.crowd.input + skip;
	const char *lf = memchr(line, '\n', len - skip);

	die(EX_PROTOCOL,
	    "group %zu, client %zu: in place of what has to follow byte "
	    "%" PRIu64 " came '%.*s'",
	    client->seat.group, client->seat.place, client->at,
	    (int)(lf != NULL ? (size_t)(lf - line) : len - skip), line);
}

/*
 * Checks that the same answer comes again and again, to a speaker who does not
 * hear the messages.
 */
static void
hear_answers(struct client *client, struct str answer, size_t len)
{
	for (size_t i = 0; i < len; i++, client->at++)
		if (answer.len == 0 ||
		    bench.crowd.input[i] != answer.at[client->at % answer.len])
			end_at_wrong(client, client->at - i, len);
}

/* Every byte is compared with what was said, the speaker's echo too. */
static void
hear_messages(struct client *client, struct group *group, size_t len)
{
	const uint64_t before = client->at;
	const size_t line = group->stream.line;

	if (!stream_take(&group->stream, &client->at, bench.crowd.input, len))
		end_at_wrong(client, before, len);
	if (client == group->speaker)
		return;
	bench.deliveries += client->at / line - before / line;
	if (bench.sampling)
		sample(group, before / line, client->at / line);
}

static void
handle(const struct epoll_event *event)
{
	struct client *client = event->data.ptr;
	struct group *group = &bench.groups[client->seat.group];

	if (event->events & EPOLLOUT) {
		group->full = false;
		crowd_watch(&bench.crowd, EPOLL_CTL_MOD, client, EPOLLIN);
	}
	if ((event->events & ~(uint32_t)EPOLLOUT) == 0)
		return;
	const size_t len = crowd_receive(&bench.crowd, client);
	if (client->seat.speaks && bench.dialect->echo != ECHO_MESSAGE)
		hear_answers(client, buf_str(&group->answer), len);
	else
		hear_messages(client, group, len);
}

/* Hears all there is, waiting for it until the time at most. */
static void
listen_until(usec until)
{
	struct epoll_event events[CROWD_EVENTS];
	const size_t count = crowd_wait(&bench.crowd, events, until);

	for (size_t i = 0; i < count; i++)
		handle(&events[i]);
}

/* --- Measuring -------------------------------------------------------- */

/* Speaks as fast as the window and the rate allow, and hears all, so long. */
static void
talk(usec time)
{
	const usec end = clock_mono() + time;

	for (usec now = clock_mono(); now < end; now = clock_mono())
		listen_until(speak(now, end));
}

/* True if a message has not reached everybody in its group yet. */
static bool
is_waiting(void)
{
	for (size_t i = 0; i < bench.load.groups; i++) {
		const struct stream *stream = &bench.groups[i].stream;
		if (stream->done < stream->said)
			return true;
	}
	return false;
}

/* Hears the rest, so that every message said is known to have come. */
static void
fall_silent(void)
{
	while (is_waiting()) {
		for (size_t i = 0; i < bench.load.groups; i++)
			flush(&bench.groups[i]);
		listen_until(clock_mono() + SEC);
		if (clock_mono() > bench.crowd.heard + CROWD_PATIENCE)
			die(EX_UNAVAILABLE,
			    "there are messages that have not reached "
			    "everybody, and nothing has come for 30 s");
	}
}

/*
 * The figures are of the time between two looks at a running load, so that
 * neither its beginning nor its end is among them.
 */
static void
measure(usec time, double value[METRICS])
{
	talk(WARM_UP);
	bench.sampling = bench.load.rate > 0 || bench.load.window == 1;
	const double cpu = cost_cpu(&bench.cost);
	const usec start = clock_mono();
	const uint64_t before = bench.deliveries;

	talk(time);

	const double took = (double)(clock_mono() - start) / (double)SEC;
	const double deliveries = (double)(bench.deliveries - before);
	value[DELIVERIES] = deliveries / took;
	value[CPU] = (cost_cpu(&bench.cost) - cpu) / deliveries * 1e6;
	fall_silent(); /* what is late is sampled, too */
	bench.sampling = false;
	value[P50] = samples_percentile(&bench.samples, 50);
	value[P99] = samples_percentile(&bench.samples, 99);
	if (bench.samples.count > 0) /* they are sorted by now */
		value[LONGEST] =
		    bench.samples.at[bench.samples.count - 1] / (double)MSEC;
}

/* --- The start -------------------------------------------------------- */

/*
 * Prepares the frame around every text of this group, in the server's protocol.
 */
static void
prepare_frames(struct group *group, size_t number)
{
	const struct dialect *dialect = bench.dialect;
	const struct seat seat = { .group = number };

	buf_init(&group->said, group->frames[0], DIALECT_SIZE);
	buf_init(&group->heard, group->frames[1], DIALECT_SIZE);
	buf_init(&group->answer, group->frames[2], DIALECT_SIZE);
	dialect_write(&group->said, dialect->say, &seat, bench.load.bytes);
	dialect_write(&group->heard, dialect->hear, &seat, bench.load.bytes);
	dialect_write(
	    &group->answer, dialect->answer, &seat, bench.load.receivers);
}

static void
prepare_group(struct group *group, size_t number)
{
	const struct dialect *dialect = bench.dialect;
	const struct load *load = &bench.load;
	const size_t readers =
	    load->receivers + (dialect->echo == ECHO_MESSAGE ? 1 : 0);

	prepare_frames(group, number);
	const size_t said =
	    buf_len(&group->said) + load->bytes + dialect->end.len;
	const struct frame frame = { buf_str(&group->heard), dialect->end };
	group->said_at = zeroed(load->window, sizeof(*group->said_at));
	buf_init(&group->out, zeroed(load->window, said), load->window * said);
	stream_init(&group->stream, frame, load->bytes, readers, load->window);
}

/* Clients stand group after group, the one who speaks last in each. */
static void
prepare(const char *server)
{
	const struct load *load = &bench.load;
	const size_t size = load->receivers + 1;
	struct crowd *crowd = &bench.crowd;

	crowd_init(crowd, bench.dialect, server, load->groups * size);
	bench.groups = zeroed(load->groups, sizeof(*bench.groups));
	for (size_t i = 0; i < crowd->count; i++) {
		const size_t place = (i + 1) % size;
		crowd->clients[i].seat =
		    (struct seat) { i / size, place, place == 0 };
		if (place == 0)
			bench.groups[i / size].speaker = &crowd->clients[i];
	}
	for (size_t i = 0; i < load->groups; i++)
		prepare_group(&bench.groups[i], i);
}

/* The clocks start only when everybody is in and nothing more comes. */
static void
enter(void)
{
	bench.crowd.join_late = bench.dialect->join != NULL;
	crowd_enter(&bench.crowd);
	crowd_settle(&bench.crowd);
	bench.crowd.heard = clock_mono();
	for (size_t i = 0; i < bench.load.groups; i++)
		bench.groups[i].due = bench.crowd.heard;
}

static void
leave(void)
{
	for (size_t i = 0; i < bench.load.groups; i++) {
		stream_free(&bench.groups[i].stream);
		free(bench.groups[i].out.data);
		free(bench.groups[i].said_at);
	}
	free(bench.groups);
	samples_free(&bench.samples);
	cost_free(&bench.cost);
	crowd_free(&bench.crowd);
}

/* --- Options ---------------------------------------------------------- */

/*
 * -i and -m only say in the result how many clients another process keeps there
 * and for how many the server has room.
 */
static void
take_options(int argc, char **argv, struct options *options)
{
	struct load *load = &options->load;
	const char *dialect = "forkcast";
	const struct option known[] = {
		{ 's', .text = &options->server },
		{ 'p', .number = &options->pid, 1, INT32_MAX },
		{ 'n', .text = &options->name },
		{ 'd', .text = &dialect },
		{ 't', .number = &options->msec, 1, 3600000 },
		{ 'r', .number = &load->receivers, 1, 100000 },
		{ 'g', .number = &load->groups, 1, 10000 },
		{ 'i', .number = &load->idle, 0, 100000 },
		{ 'w', .number = &load->window, 1, 65536 },
		{ 'b', .number = &load->bytes, STREAM_TEXT_LEAST, 65536 },
		{ 'q', .number = &load->rate, 1, 1000000 },
		{ 'm', .number = &load->room, 0, 100000 },
	};

	*options = (struct options) { .server = ADDR_DEFAULT,
		.name = "server",
		.msec = 1000,
		.load = { .kind = KIND_TALK,
		    .receivers = 10,
		    .groups = 1,
		    .window = 16,
		    .bytes = 64 } };
	read_options(argc, argv, known, COUNT(known),
	    "load -p PID [-s ADDRESS] [-d DIALECT] [-n NAME] [-r RECEIVERS] "
	    "[-g GROUPS] [-i IDLE] [-w WINDOW] [-b BYTES] [-q RATE] "
	    "[-t MILLISECONDS] [-m MAX]");
	options->dialect = dialect_find(dialect);
	if (options->pid == 0)
		die(EX_USAGE, "the server's pid is missing: -p PID");
	const size_t most = options->dialect->text_most;
	if (most > 0 && load->bytes > most)
		die(EX_USAGE, "%s carries no text of more than %zu bytes",
		    dialect, most);
}

int
main(int argc, char **argv)
{
	struct options options;
	struct result result;

	die_name("load");
	take_options(argc, argv, &options);
	result_init(&result, options.name);
	result.load = bench.load = options.load;
	bench.dialect = options.dialect;
	prepare(options.server);
	enter();
	cost_init(&bench.cost, (pid_t)options.pid,
	    bench.crowd.count + options.load.idle);
	measure(options.msec * MSEC, result.value);
	result_print(&result);
	leave();
	return 0;
}
