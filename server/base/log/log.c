/* The log that never blocks: see log.h. */
#include "base/log/log.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/log/stats.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "shared/clock.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "shared/text/json.h"

/* A pipe takes this much at once when poll says that it is writable. */
#define LINE_SIZE LIMIT_LINE

/* The pause before lost lines are reported again. */
#define PAY_TIME (100 * MSEC)

#define SYSLOG_PATH "/dev/log"
#define SYSLOG_DAEMON 24 /* the facility; the severity is added */

/* The most members that a line of the program has. */
#define MEMBERS 12

/* A part of the text that has a name. */
struct log_member {
	struct str key;
	size_t at;
	size_t len;
	bool is_number;
};

/* A line being built. */
struct draft {
	struct buf text;
	enum log_level level;
	struct log_member member[MEMBERS];
	size_t members;
};

static const struct str level_words[LEVEL_COUNT] = {
	[LEVEL_ERR] = LIT("err"),
	[LEVEL_WARNING] = LIT("warning"),
	[LEVEL_NOTICE] = LIT("notice"),
	[LEVEL_INFO] = LIT("info"),
};

static struct log {
	struct draft line;
	struct draft said; /* "log: N lines lost" */
	struct buf json; /* the JSON form of either line */
	uint64_t lost; /* lines not yet reported */
	bool cut; /* the disk took only a part of the last line */
	int syslog; /* -1: standard error */
	int terminal; /* standard error, reopened; -1: not a terminal */
	bool mute;
	bool verbose;
	bool time;
	bool systemd; /* its journal reads standard error */
	enum log_format format;
} out = { .syslog = -1, .terminal = -1 };

/*
 * Reopens the terminal on standard error. Returns -1 if there is none, or it
 * cannot be opened; the log then does without. A terminal that nobody reads
 * claims to be writable even if it has less room than a line, so a non-blocking
 * descriptor is needed. The inherited one must stay blocking, since the shell
 * shares it. The first name exists on Linux, and works even if the second one
 * may not be opened.
 */
static int
open_terminal(void)
{
	const int flags = O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	char name[64] = "";
	int fd;

	if (isatty(STDERR_FILENO) != 1)
		return -1;
	fd = open("/proc/self/fd/2", flags);
	if (fd == -1 && ttyname_r(STDERR_FILENO, name, sizeof(name)) == 0)
		fd = open(name, flags);
	return fd;
}

void
log_init(void)
{
	char *room = arena_alloc(3 * LINE_SIZE);

	if (room == NULL) {
		arena_note_failure();
		return;
	}
	buf_init(&out.line.text, room, LINE_SIZE);
	buf_init(&out.said.text, room + LINE_SIZE, LINE_SIZE);
	buf_init(&out.json, room + 2 * LINE_SIZE, LINE_SIZE);
	io_close(&out.terminal);
	out.terminal = open_terminal();
	out.systemd = systemd_log_reads(STDERR_FILENO);
}

void
log_configure(bool verbose, enum log_time when, enum log_format format)
{
	out.verbose = verbose;
	out.format = format;
	out.time = when == LOG_TIME_YES ||
	    (when == LOG_TIME_AUTO && isatty(STDERR_FILENO));
}

bool
log_verbose(void)
{
	return out.verbose;
}

bool
log_to_syslog(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX,
		.sun_path = SYSLOG_PATH };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	if (fd == -1)
		return false;
	if (!io_prepare(fd) ||
	    connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
		io_close(&fd);
		return false;
	}
	io_close(&out.syslog);
	io_close(&out.terminal); /* a detached server leaves the terminal */
	out.syslog = fd;
	return true;
}

void
log_reopen(void)
{
	/* Without syslog, lines count as lost until it is back. */
	if (out.syslog != -1)
		(void)log_to_syslog();
}

void
log_mute(void)
{
	out.mute = true;
}

/*
 * Adds the severity, for readers that sort lines by it, and the program's name.
 */
static void
add_priority(struct buf *line, enum log_level level)
{
	const bool syslog = out.syslog != -1;

	if (!syslog && !out.systemd)
		return;
	(void)BUF_CAT(line, STR("<"),
	    DECIMAL((uint64_t)level + (syslog ? SYSLOG_DAEMON : 0)),
	    STR(">")); /* the line is empty: all of it fits */
	if (syslog)
		(void)BUF_CAT(line, STR("forkcastd["),
		    DECIMAL((uint64_t)getpid()), STR("]: "));
}

/*
 * Begins a line with the parts before the text. The JSON object has members for
 * them.
 */
static void
log_start(struct draft *line, enum log_level level)
{
	const time_t now = (time_t)(clock_wall() / SEC);
	char text[sizeof("2026-01-01T00:00:00 ")];
	struct tm parts;

	line->level = level;
	line->members = 0;
	if (out.format == LOG_FORMAT_JSON)
		return;
	add_priority(&line->text, level);
	if (out.syslog == -1 && out.time && localtime_r(&now, &parts) != NULL &&
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S ", &parts) > 0)
		(void)BUF_CAT(&line->text, str_from(text)); /* fits */
}

static bool
write_standard_error(struct str line)
{
	const int fd = out.terminal != -1 ? out.terminal : STDERR_FILENO;
	struct pollfd polled = { .fd = fd, .events = POLLOUT };
	ssize_t count;
	int ready;

	/* The shell shares the descriptor, so it stays blocking. */
	do
		ready = poll(&polled, 1, 0);
	while (ready == -1 && errno == EINTR);
	if (ready != 1 || (polled.revents & POLLOUT) == 0)
		return false;
	count = io_write(fd, line.at, line.len);
	if (count > 0)
		out.cut = line.at[count - 1] != '\n';
	return count == (ssize_t)line.len;
}

static bool
write_syslog(struct str line)
{
	line.len--; /* a datagram needs no LF */
	if (io_write(out.syslog, line.at, line.len) >= 0)
		return true;
	return errno != EAGAIN && errno != ENOBUFS && log_to_syslog() &&
	    io_write(out.syslog, line.at, line.len) >= 0;
}

static bool
write_text(struct buf *buf)
{
	const struct str line = buf_str(buf);
	const bool written =
	    out.syslog != -1 ? write_syslog(line) : write_standard_error(line);

	buf_drop(buf, line.len);
	return written;
}

/*
 * Appends a member: all of it or nothing. What is not a number, as str_number
 * writes it, becomes a string.
 */
static void
put_member(struct buf *to, struct str key, struct str text, bool is_number)
{
	const size_t before = buf_len(to);
	uint64_t number;

	if (!BUF_CAT(to, STR(",\""), key, STR("\":")) ||
	    !(is_number && str_to_number(text, UINT64_MAX, &number) ?
		    BUF_CAT(to, text) :
		    json_string(to, text)))
		to->end = to->start + before;
}

/*
 * Returns the event: the member of that name, or the text up to the first colon
 * or space.
 */
static struct str
event_of(const struct draft *line, struct str text)
{
	struct str word = { text.at, 0 };

	for (size_t i = 0; i < line->members; i++)
		if (str_eq(line->member[i].key, STR("event")))
			return (struct str) { text.at + line->member[i].at,
				line->member[i].len };
	while (word.len < text.len && word.at[word.len] != ':' &&
	    word.at[word.len] != ' ')
		word.len++;
	return word;
}

/*
 * Writes a line as an object, with the LF that write_syslog drops again. A
 * member that does not fit is left out; the text, which comes last, is cut.
 */
static bool
write_json(const struct draft *line)
{
	const struct str end = STR("\"}\n");
	struct str text = buf_str(&line->text);
	struct buf *to = &out.json;
	char date[DATE_TEXT];

	text.len--;
	to->size = LINE_SIZE - end.len;
	add_priority(to, line->level);
	(void)BUF_CAT(to, STR("{\"time\":\""), date_text(clock_wall(), date),
	    STR("\",\"level\":\""), level_words[line->level],
	    STR("\"")); /* there is room */
	put_member(to, STR("event"), event_of(line, text), false);
	for (size_t i = 0; i < line->members; i++) {
		const struct log_member *member = &line->member[i];
		if (!str_eq(member->key, STR("event")))
			put_member(to, member->key,
			    (struct str) { text.at + member->at, member->len },
			    member->is_number);
	}
	(void)BUF_CAT(to, STR(",\"text\":\""));
	(void)json_characters(to, text); /* as much as fits */
	to->size = LINE_SIZE;
	(void)BUF_CAT(to, end); /* room was reserved */
	return write_text(to);
}

static bool
write_line(struct draft *line)
{
	bool written;

	if (out.format != LOG_FORMAT_JSON)
		return write_text(&line->text);
	written = write_json(line);
	buf_drop(&line->text, buf_len(&line->text));
	return written;
}

/* Names the next len bytes. */
static void
name_next(struct draft *line, struct str key, size_t len)
{
	const bool is_number = str_skip(&key, STR("#"));

	assert(line->members < MEMBERS);
	line->member[line->members++] = (struct log_member) { .key = key,
		.at = buf_len(&line->text),
		.len = len,
		.is_number = is_number };
}

/*
 * Adds the text up to the next value, and that value, which is in the form
 * itself or the next of the list. Returns false if they do not fit.
 */
static bool
add_next(struct draft *line, struct str *form, const struct str **next,
    const struct str *end)
{
	if (!BUF_CAT(&line->text, str_cut(form, '{')))
		return false;
	if (form->at == NULL)
		return true;
	struct str value = str_cut(form, '}');
	const struct str key = str_cut(&value, ':');
	if (value.at == NULL) {
		assert(*next < end);
		value = *(*next)++;
	}
	if (key.len > 0)
		name_next(line, key, value.len);
	return BUF_CAT(&line->text, value);
}

/* Adds the form with all of its values, or nothing if they do not fit. */
static void
log_insert(struct draft *line, const struct str *pieces, size_t count)
{
	const size_t before = buf_len(&line->text), members = line->members;
	const struct str *next = pieces + 1, *const end = pieces + count;
	struct str form = pieces[0];

	while (form.at != NULL)
		if (!add_next(line, &form, &next, end)) {
			line->text.end = line->text.start + before;
			line->members = members;
			return;
		}
	assert(next == end);
}

/* Reports the lost lines, if that is possible. */
static void
report_lost(void)
{
	if (out.lost == 0)
		return;
	if (out.cut) /* both buffers are empty: it fits */
		(void)BUF_CAT(
		    out.format == LOG_FORMAT_JSON ? &out.json : &out.said.text,
		    STR("\n"));
	log_start(&out.said, LEVEL_WARNING);
	log_insert(&out.said,
	    (const struct str[]) {
		STR("log: {#lost} lines lost\n"), DECIMAL(out.lost) },
	    2);
	if (write_line(&out.said))
		out.lost = 0;
}

/* Reports lost lines, if that is possible by now. */
static void
log_alarm(void)
{
	report_lost();
	if (out.lost > 0)
		alarms_at(ALARM_LOG, ticks_now() + PAY_TIME);
}

struct buf *
log_begin(enum log_level level)
{
	assert(buf_len(&out.line.text) == 0);
	log_start(&out.line, level);
	out.line.text.size = LINE_SIZE - 1; /* reserves room for log_end's LF */
	return &out.line.text;
}

void
log_add(const struct str *pieces, size_t count)
{
	log_insert(&out.line, pieces, count);
}

void
log_name(struct str key)
{
	name_next(&out.line, key, 0);
}

void
log_named(void)
{
	struct log_member *last = &out.line.member[out.line.members - 1];

	last->len = buf_len(&out.line.text) - last->at;
}

void
log_end(void)
{
	out.line.text.size = LINE_SIZE;
	/* log_begin reserved room for it */
	(void)BUF_CAT(&out.line.text, STR("\n"));
	if (out.mute) {
		buf_drop(&out.line.text, buf_len(&out.line.text));
		return;
	}
	report_lost();
	if (out.lost > 0 || !write_line(&out.line)) {
		out.lost++;
		stats_add(SCORE_LOST, 1);
		buf_drop(&out.line.text, buf_len(&out.line.text));
		alarms_at(ALARM_LOG, ticks_now() + PAY_TIME);
	}
}

void
log_line(enum log_level level, const struct str *pieces, size_t count)
{
	(void)log_begin(level);
	/* All of the program's lines are far shorter than the buffer. */
	log_add(pieces, count);
	log_end();
}

static const struct field saved[] = {
	FIELD(NUMBER, struct log, lost),
	FIELD(BOOL, struct log, cut),
	FIELD(FD, struct log, syslog),
};

static void
log_loaded(struct state *state)
{
	(void)state;
	if (out.syslog != -1)
		io_close(&out.terminal);
	if (out.lost > 0)
		alarms_at(ALARM_LOG, ticks_now() + PAY_TIME);
}

MODULE(log) = { .init = log_init,
	FIELDS_SECTION("log", saved, out),
	.loaded = log_loaded,
	ON_ALARM(ALARM_LOG, log_alarm) };

/* How far the clock is ahead of the monotonic clock; 0: not known. */
static struct wall {
	usec last; /* in the last turn */
	usec first; /* when the server began */
} wall;

static usec
apart(usec one, usec other)
{
	return one > other ? one - other : other - one;
}

static usec
ahead(void)
{
	return clock_wall() - clock_mono();
}

/* Logs a leap of the clock, but no adjustment under a second, such as NTP's. */
void
wall_turn(void)
{
	const usec before = wall.last;

	wall.last = ahead();
	if (wall.first == 0)
		wall.first = wall.last;
	if (before == 0 || apart(wall.last, before) < SEC)
		return;
	LOG_AT(LEVEL_WARNING, STR("clock: went {} by {#seconds} s"),
	    wall.last > before ? STR("forward") : STR("back"),
	    DECIMAL(apart(wall.last, before) / SEC));
}

bool
wall_has_moved(void)
{
	return wall.first != 0 && apart(ahead(), wall.first) > WALL_LEAP;
}

/* The next program goes on from the same beginning. */
static const struct field saved_wall[] = { FIELD(NUMBER, struct wall, first) };

MODULE(wall) = { FIELDS_SECTION("wall", saved_wall, wall) };
