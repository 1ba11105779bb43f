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

/* What is around the text, the last member of an object. */
#define BEFORE_TEXT ",\"text\":\""
#define BEHIND_TEXT "\"}"

static const struct str level_words[LEVEL_COUNT] = {
	[LEVEL_ERR] = LIT("err"),
	[LEVEL_WARNING] = LIT("warning"),
	[LEVEL_NOTICE] = LIT("notice"),
	[LEVEL_INFO] = LIT("info"),
};

/* The line that is being built, and what is left to say about others. */
static struct log {
	struct buf text;
	struct buf json; /* the object of the line, up to its text; or empty */
	enum log_level level;
	bool has_event; /* among the object's members */
	struct str key; /* of the member that is being built */
	size_t at; /* where it begins in the text */
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

static void
log_init(void)
{
	char *room = arena_alloc(2 * LINE_SIZE);

	if (room == NULL) {
		arena_note_failure();
		return;
	}
	buf_init(&out.text, room, LINE_SIZE);
	buf_init(&out.json, room + LINE_SIZE, LINE_SIZE);
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
 * Begins a line with the parts before the text; there is room for its end.
 */
static void
log_start(enum log_level level)
{
	const time_t now = (time_t)(clock_wall() / SEC);
	char text[sizeof("2026-01-01T00:00:00 ")], date[DATE_TEXT];
	struct tm parts;

	out.level = level;
	out.has_event = false;
	out.text.size = LINE_SIZE - 1;
	out.json.size = LINE_SIZE - sizeof(BEFORE_TEXT BEHIND_TEXT);
	if (out.format == LOG_FORMAT_JSON) {
		add_priority(&out.json, level);
		(void)BUF_CAT(&out.json, STR("{\"time\":\""),
		    date_text(clock_wall(), date), STR("\",\"level\":\""),
		    level_words[level], STR("\"")); /* there is room */
		return;
	}
	add_priority(&out.text, level);
	if (out.syslog == -1 && out.time && localtime_r(&now, &parts) != NULL &&
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S ", &parts) > 0)
		(void)BUF_CAT(&out.text, str_from(text)); /* fits */
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

/*
 * Appends a member: all of it or nothing. What is not a number, as str_number
 * writes it, becomes a string.
 */
static void
put_member(struct str key, struct str text)
{
	const size_t before = buf_len(&out.json);
	const bool is_number = str_skip(&key, STR("#"));
	uint64_t number;

	if (out.format != LOG_FORMAT_JSON)
		return;
	out.has_event = out.has_event || str_eq(key, STR("event"));
	if (!BUF_CAT(&out.json, STR(",\""), key, STR("\":")) ||
	    !(is_number && str_to_number(text, UINT64_MAX, &number) ?
		    BUF_CAT(&out.json, text) :
		    json_string(&out.json, text)))
		out.json.end = out.json.start + before;
}

/*
 * Completes the object: its event, if no member has named it, is the text up to
 * the first colon or space. A member that does not fit is left out, and the
 * text, which comes last, is cut.
 */
static void
end_object(struct str text)
{
	struct str word = { text.at, 0 };

	while (word.len < text.len && text.at[word.len] != ':' &&
	    text.at[word.len] != ' ')
		word.len++;
	if (!out.has_event)
		put_member(STR("event"), word);
	out.json.size = LINE_SIZE - sizeof(BEHIND_TEXT);
	(void)BUF_CAT(&out.json, STR(BEFORE_TEXT)); /* room was reserved */
	(void)json_characters(&out.json, text); /* as much as fits */
	out.json.size = LINE_SIZE - 1;
	(void)BUF_CAT(&out.json, STR(BEHIND_TEXT)); /* room was reserved */
}

/* Writes the line that has been built, and forgets it. */
static bool
write_line(void)
{
	struct buf *buf = &out.text;
	bool written;

	if (out.format == LOG_FORMAT_JSON) {
		buf = &out.json;
		end_object(buf_str(&out.text));
	}
	buf->size = LINE_SIZE;
	(void)BUF_CAT(buf, STR("\n")); /* room was reserved */
	written = out.syslog != -1 ? write_syslog(buf_str(buf)) :
				     write_standard_error(buf_str(buf));
	buf_drop(&out.text, buf_len(&out.text));
	buf_drop(&out.json, buf_len(&out.json));
	return written;
}

/*
 * Adds the text up to the next value, and that value, which is in the form
 * itself or the next of the list. Returns false if they do not fit.
 */
static bool
add_next(struct str *form, const struct str **next, const struct str *end)
{
	if (!BUF_CAT(&out.text, str_cut(form, '{')))
		return false;
	if (form->at == NULL)
		return true;
	struct str value = str_cut(form, '}');
	const struct str key = str_cut(&value, ':');
	if (value.at == NULL) {
		assert(*next < end);
		value = *(*next)++;
	}
	if (!BUF_CAT(&out.text, value))
		return false;
	if (key.len > 0)
		put_member(key, value);
	return true;
}

/* Adds the form with all of its values, or nothing if they do not fit. */
void
log_add(const struct str *pieces, size_t count)
{
	const size_t before = buf_len(&out.text), json = buf_len(&out.json);
	const struct str *next = pieces + 1, *const end = pieces + count;
	struct str form = pieces[0];

	while (form.at != NULL)
		if (!add_next(&form, &next, end)) {
			out.text.end = out.text.start + before;
			out.json.end = out.json.start + json;
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
	if (out.cut) /* the buffers are empty: it fits */
		(void)BUF_CAT(
		    out.format == LOG_FORMAT_JSON ? &out.json : &out.text,
		    STR("\n"));
	log_start(LEVEL_WARNING);
	LOG_ADD(STR("log: {#lost} lines lost"), DECIMAL(out.lost));
	if (write_line())
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
	assert(buf_len(&out.text) == 0);
	if (!out.mute)
		report_lost();
	log_start(level);
	return &out.text;
}

void
log_name(struct str key)
{
	out.key = key;
	out.at = buf_len(&out.text);
}

void
log_named(void)
{
	const struct str text = buf_str(&out.text);

	put_member(
	    out.key, (struct str) { text.at + out.at, text.len - out.at });
}

void
log_end(void)
{
	if (!out.mute && out.lost == 0 && write_line())
		return;
	buf_drop(&out.text, buf_len(&out.text));
	buf_drop(&out.json, buf_len(&out.json));
	if (out.mute)
		return;
	out.lost++;
	stats_add(SCORE_LOST, 1);
	alarms_at(ALARM_LOG, ticks_now() + PAY_TIME);
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
